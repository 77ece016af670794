"""Docks that stand side by side become tabs while the window is too narrow for what they show."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QMainWindow

from playground.ui.window.docks.dock import Dock
from playground.ui.window.docks.views import LAYOUT_VERSION

Column = list[Dock]
"""Docks that share a place, or stand one above the other; the one in front first."""

SEPARATOR = 5
"""Pixels between two columns."""
SAME_COLUMN = 20
"""Pixels by which the left edges of docks in one column differ at most; their right edges mean little, because docks
that were crushed lie over each other.
"""
AREAS = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
)


class Folding:
    """Columns at the bottom that became tabs, and the layout that comes back once there is room for it.

    Args:
        window: Has the docks.
    """

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._before, self._needed = QByteArray(), 0

    @property
    def before(self) -> bytes:
        """The layout before columns became tabs; empty when none did."""
        return bytes(self._before.data())

    def forget(self) -> None:
        """Keep the present layout: somebody has arranged it."""
        self._before = QByteArray()

    def fit(self, docks: Iterable[Dock]) -> None:
        """Suit the width of the window: make tabs of columns, the rightmost first, or undo that.

        Args:
            docks: All docks.
        """
        if self.before and self._window.width() >= self._needed:
            before, self._before = self._before, QByteArray()
            self._window.restoreState(before, LAYOUT_VERSION)
            return
        columns = [_columns(self._window, docks, area) for area in AREAS]
        needed, bottom = _needed(columns), columns[1]
        if needed <= self._window.width() or len(bottom) < 2:
            return
        if not self.before:
            self._before, self._needed = self._window.saveState(LAYOUT_VERSION), needed
        while len(bottom) > 1 and _needed(columns) > self._window.width():
            last = bottom.pop()
            for dock in last:
                self._window.tabifyDockWidget(bottom[-1][0], dock)
            front = bottom[-1][0]
            bottom[-1] += last
            front.raise_()


def _columns(window: QMainWindow, docks: Iterable[Dock], area: Qt.DockWidgetArea) -> list[Column]:
    """Return the columns of docks in an area, from left to right."""
    shown = [
        dock for dock in docks if dock.seen and not dock.isFloating() and window.dockWidgetArea(dock) is area
    ]
    columns: list[Column] = []
    for dock in sorted(shown, key=lambda dock: dock.x()):
        tabs = [other for other in window.tabifiedDockWidgets(dock) if isinstance(other, Dock)]
        group = [dock, *[other for other in tabs if not other.isHidden()]]
        if columns and dock.x() - columns[-1][0].x() < SAME_COLUMN:
            columns[-1] += group  # one above the other
        else:
            columns.append(group)
    return columns


def _needed(areas: Iterable[list[Column]]) -> int:
    """Return the width in pixels that the docks need side by side."""
    widths = [
        max(dock.minimumSizeHint().width() for dock in column) for columns in areas for column in columns
    ]
    return sum(widths) + SEPARATOR * max(0, len(widths) - 1)
