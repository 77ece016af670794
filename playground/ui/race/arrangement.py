"""How the parts of a race share the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from playground.ui.plots.frame.controls import Segmented, style
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.fill import fill

LOW = 400
"""Pixels of height below which picture and curves stand side by side."""
NARROW = 1180
"""Pixels of width below which setup, leaderboard and pages share one column, one at a time."""
SETUP, SIDE, HEIGHTS = 308, (472, 560), (330, 560)
"""Widths of the setup and of the column with leaderboard over pages (from, to), and the heights of these two."""
SIDE_SHARE = 0.3
"""Part of the window that this column takes between these widths."""
SIDE_PARTS = {
    "setup": ("Setup", "Surface, lanes and conditions"),
    "results": ("Results", "The leaderboard"),
    "details": ("Details", "What lies behind the race: single steps, learning rates, starts, fairness"),
}


class Stacked(QSplitter):
    """Parts one below the other, with edges to drag; where it is low and wide, they stand side by side.

    Args:
        parts: From top to bottom.
        heights: At first, in proportion.
    """

    def __init__(self, parent: QWidget, parts: Sequence[QWidget], heights: Sequence[int]) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._parts, self._shares = tuple(parts), list(heights)
        for part in parts:
            self.addWidget(part)
        self.setSizes(self._shares)
        self.setChildrenCollapsible(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: choose how the parts stand."""
        least = sum(part.minimumSizeHint().width() for part in self._parts)
        low = self.height() < LOW and self.width() > max(self.height(), least)
        wanted = Qt.Orientation.Horizontal if low else Qt.Orientation.Vertical
        turned = wanted is not self.orientation()
        if turned:
            self.setOrientation(wanted)
        super().resizeEvent(event)
        if turned:
            self.setSizes([self.width() // 2] * 2 if low else self._shares)


def over_curves(
    parent: QWidget,
    above: QWidget,
    picture: QWidget,
    legend: QWidget,
    curves: QWidget,
    heights: Sequence[int],
) -> Stacked:
    """Put a picture, with what stands above it, over a legend and the curves of a race."""
    top = QWidget()
    top.setProperty("role", "panel")
    fill(top, above, picture)
    column = top.layout()
    assert column is not None
    column.addWidget(legend)
    return Stacked(parent, (top, curves), heights)


class SideBySide(QSplitter):
    """The setup, the pictures in the middle, and the leaderboard over pages; in a narrow window two columns.

    Attributes:
        switch: Chooses what the second column of a narrow window shows.
    """

    def __init__(
        self, hub: ThemeHub, setup: QWidget, middle: QWidget, board: QWidget, pages: QWidget, parent: QWidget
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._parts = {"setup": setup, "results": board, "details": pages}
        self._setup, self._board, self._pages = setup, board, pages
        self.switch = Segmented(
            {key: title for key, (title, _) in SIDE_PARTS.items()},
            {key: tip for key, (_, tip) in SIDE_PARTS.items()},
        )
        self.switch.chosen.connect(self.show_part)
        self._right = QSplitter(Qt.Orientation.Vertical)
        self._stack = QStackedWidget()
        self._column = self._make_column()
        self.addWidget(setup)
        self.addWidget(middle)
        self.addWidget(self._right)
        self.addWidget(self._column)
        self.setStretchFactor(1, 1)
        self.setChildrenCollapsible(False)
        self._narrow: bool | None = None
        self._dragged = False
        self.splitterMoved.connect(self._on_edge_dragged)
        self._arrange(narrow=False)
        hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(hub.theme)

    def _make_column(self) -> QWidget:
        column = QWidget()
        column.setProperty("role", "panel")
        column.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._head = QWidget()
        self._head.setObjectName("plotHeader")
        head = QVBoxLayout(self._head)
        head.setContentsMargins(12, 6, 12, 4)
        head.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        fill(column, self._head, self._stack)
        return column

    @property
    def narrow(self) -> bool:
        """Whether setup, leaderboard and pages share a column."""
        return bool(self._narrow)

    def show_part(self, key: str) -> None:
        """Show ``setup``, ``results`` or ``details`` where they share a column."""
        self.switch.choose(key)
        if self.narrow:
            self._stack.setCurrentWidget(self._parts[key])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: choose the number of columns."""
        self._arrange(narrow=self.width() < NARROW)
        super().resizeEvent(event)
        if not self._dragged:
            self._set_widths()

    def _on_edge_dragged(self) -> None:
        self._dragged = True

    def _arrange(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if narrow:
            for part in self._parts.values():
                self._stack.addWidget(part)
            self.show_part(self.switch.current)
        else:
            self.insertWidget(0, self._setup)
            for part in (self._board, self._pages):
                self._right.addWidget(part)
            self._right.setChildrenCollapsible(False)
            self._right.setSizes(list(HEIGHTS))
            for part in self._parts.values():
                part.show()
        self._dragged = False
        self.show_columns()
        self._set_widths()

    def show_columns(self) -> None:
        """Show the columns for which there is room, also after others were shown or hidden from outside."""
        self._column.setVisible(self.narrow)
        self._right.setVisible(not self.narrow)

    def _set_widths(self) -> None:
        narrow, room = self.narrow, self.width()
        least, most = SIDE
        side = max(340, round(0.38 * room)) if narrow else max(least, min(most, round(SIDE_SHARE * room)))
        sizes = [0, room - side, 0, side] if narrow else [SETUP, room - SETUP - side, side, 0]
        self.setSizes([max(0, size) for size in (sizes[1:] if narrow else sizes)])

    def _on_theme_changed(self, theme: Theme) -> None:
        self._head.setStyleSheet(style(theme))
