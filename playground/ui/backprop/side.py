"""What stands beside the graph: the present step, values or layers, and all numbers of a node."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QTabWidget, QWidget

from playground.ui.backprop.explanation import ExplanationPage
from playground.ui.backprop.layers_form import LayersForm
from playground.ui.backprop.values_form import ValuesForm


class Side(QTabWidget):
    """Three tabs.

    Attributes:
        explanation: The present step.
        setup: Variables of an expression, or sample and layers of the network.
        values: The variables.
        layers: Sample and layers.
        details: All numbers of the node that was clicked.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.explanation, self.values, self.layers = ExplanationPage(self), ValuesForm(self), LayersForm(self)
        self.details = QPlainTextEdit(self)
        self.details.setReadOnly(True)
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setPlaceholderText("Click a node to read all its numbers.")
        self.setup = QStackedWidget(self)
        self.setup.addWidget(self.values)
        self.setup.addWidget(self.layers)
        self.setDocumentMode(True)
        self.setUsesScrollButtons(False)
        self.addTab(self.explanation, "Step")
        self.addTab(self.setup, "Values")
        self.addTab(self.details, "Node")
        self.setTabToolTip(2, "All numbers of the node that was clicked")

    def show_setup(self, *, of_network: bool) -> None:
        """Show the settings of the network, or the values of an expression."""
        self.setup.setCurrentIndex(1 if of_network else 0)
        self.setTabText(1, "Layers" if of_network else "Values")
