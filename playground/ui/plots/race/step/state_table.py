"""A table of the state that an optimizer keeps between steps, before and after one step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from playground.engine.race.surface.explained_step import ExplainedStep, StateValue
from playground.ui.plots.race.step.formula_layout import number
from playground.ui.style.theme import Theme, mono_font

COLUMNS = ("State", "x before", "y before", "x after", "y after")
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class StateTable(QTreeWidget):
    """One row per state variable; a single number is shown under x."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderLabels(COLUMNS)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("State of the optimizer")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        for column in range(1, len(COLUMNS)):
            self.headerItem().setTextAlignment(column, RIGHT)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's font."""
        self._font = mono_font(theme)
        rows = (self.topLevelItem(place) for place in range(self.topLevelItemCount()))
        for row in rows:
            if row is not None:
                self._dress(row)

    def show_step(self, step: ExplainedStep) -> None:
        """Show a step."""
        while self.topLevelItemCount() > len(step.state):
            self.takeTopLevelItem(self.topLevelItemCount() - 1)
        for place, kept in enumerate(step.state):
            row = self.topLevelItem(place)
            if row is None:
                row = QTreeWidgetItem(self)
                self._dress(row)
            for column, text in enumerate(_cells(kept)):
                if row.text(column) != text:
                    row.setText(column, text)
        height = self.header().height() + len(step.state) * max(0, self.sizeHintForRow(0)) + 2
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def _dress(self, row: QTreeWidgetItem) -> None:
        for column in range(1, len(COLUMNS)):
            row.setFont(column, self._font)
            row.setTextAlignment(column, RIGHT)


def _cells(kept: StateValue) -> tuple[str, ...]:
    values = [[number(float(value)) for value in side] for side in (kept.before, kept.after)]
    return (kept.name, *(text for side in values for text in (*side, "")[:2]))
