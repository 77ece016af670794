"""Where the parts of the view stand: the explanation beside the graph, or below it in a narrow dock."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from playground.ui.backprop.controls import StepControls
from playground.ui.backprop.legend import Legend
from playground.ui.backprop.paper_view import PaperView
from playground.ui.backprop.side import Side
from playground.ui.backprop.source_row import SourceRow

SIDE = 360
"""Width in pixels of the explanation at first."""
NARROW = 760
"""Width in pixels below which the explanation stands below the graph; beside each other both need nearly as much."""


LEAST = 304
"""Width in pixels that they need above each other."""


class Parts(Protocol):
    """What is arranged."""

    source: SourceRow
    view: PaperView
    controls: StepControls
    legend: Legend
    tabs: Side
    hint: QLabel


class GraphAndWords(QSplitter):
    """The graph and its explanation, which may get as narrow as one above the other need."""

    def minimumSizeHint(self) -> QSize:
        """Qt: not what both need beside each other, or a narrow dock could never put them above each other."""
        return QSize(LEAST, super().minimumSizeHint().height())


class Arrangement:
    """Lays the parts of a view out.

    Attributes:
        pages: The hint, or the graph.
        split: The graph, and the explanation.
    """

    def __init__(self, parts: Parts) -> None:
        """Lay them out; ``parts`` is the widget that holds them."""
        assert isinstance(parts, QWidget)
        self._parts: Parts = parts
        self.pages = QStackedWidget(parts)
        self.pages.addWidget(parts.hint)
        self.pages.addWidget(parts.view)
        left = QWidget(parts)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pages, 1)
        column.addWidget(parts.controls)
        column.addWidget(parts.legend)
        self.split = GraphAndWords(Qt.Orientation.Horizontal, parts)
        self.split.addWidget(left)
        self.split.addWidget(parts.tabs)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([700, SIDE])
        whole = QVBoxLayout(parts)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(parts.source)
        whole.addWidget(self.split, 1)

    def fit(self, size: QSize) -> None:
        """Fit the parts into a size."""
        narrow = size.width() < NARROW
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self.split.orientation() is not wanted:
            self.split.setOrientation(wanted)
            room = size.height() if narrow else size.width()
            self.split.setSizes([round(room * 0.55), round(room * 0.45)] if narrow else [room - SIDE, SIDE])
        self._parts.source.set_narrow(narrow=narrow)
        self._parts.controls.set_narrow(narrow=narrow)
        self._parts.legend.setVisible(not narrow)
