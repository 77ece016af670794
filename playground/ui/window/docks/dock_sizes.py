"""The sizes that people chose for docks; a window that was too small for them for a while gives them back."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QMainWindow, QTabBar

from playground.ui.window.docks.dock import Dock

SIDES = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)
ROOMY = 1280
"""Width of a window from which docks at the sides have their full width."""

MOST_FOR_TABS = 0.4
"""Part of the window's width that docks at a side take at most so that the titles of all their tabs are seen."""


class Size(NamedTuple):
    """A size that was chosen for a dock.

    Attributes:
        width: In pixels at the sides; above and below, as a part of the window's width.
        height: As a part of the window's height.
    """

    width: float
    height: float


class DockSizes(QObject):
    """Sizes of docks: those that a layout or a mouse has chosen, never those that a small window leaves.

    Args:
        window: Has the docks.
    """

    dragged = Signal()
    """Other sizes were chosen with the mouse."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._docks: list[Dock] = []
        self._chosen: dict[tuple[str, Qt.DockWidgetArea], Size] = {}
        window.installEventFilter(self)

    def add(self, dock: Dock) -> None:
        """Follow another dock."""
        self._docks.append(dock)

    def choose(self, dock: Dock, size: Size) -> None:
        """Set the size of a dock in the area where it is; takes effect with ``apply``."""
        self._chosen[dock.view.key, self._window.dockWidgetArea(dock)] = size

    def keep(self) -> None:
        """Take the sizes on the screen as chosen."""
        window = self._window
        bar = max((each.height() for each in self._bars), default=0)
        for dock in self._docks:
            if dock.seen and not dock.isFloating():
                tabs = [each for each in window.tabifiedDockWidgets(dock) if isinstance(each, Dock)]
                width = dock.width() / (1 if self._at_side(dock) else max(1, window.width()))
                height = (dock.height() + (bar if tabs else 0)) / max(1, window.height())
                for each in (dock, *tabs):
                    self.choose(each, Size(self._chosen_width(each, width), height))

    def apply(self) -> None:
        """Give the docks in the window the chosen sizes, as far as there is room."""
        window = self._window
        docks, widths, heights = [], [], []
        for dock in self._docks:
            size = self._chosen.get((dock.view.key, window.dockWidgetArea(dock)))
            if size is not None and not dock.isHidden() and not dock.isFloating():
                docks.append(dock)
                widths.append(self._width(dock, size))
                heights.append(round(size.height * window.height()))
        window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)
        window.resizeDocks(docks, heights, Qt.Orientation.Vertical)

    def _chosen_width(self, dock: Dock, width: float) -> float:
        """A width on the screen; the one chosen before where that is what ``apply`` makes of it."""
        before = self._chosen.get((dock.view.key, self._window.dockWidgetArea(dock)))
        same = before is not None and self._at_side(dock) and abs(self._width(dock, before) - width) <= 1
        return before.width if before is not None and same else width

    def _width(self, dock: Dock, size: Size) -> int:
        """Pixels for a chosen width; in a small window docks at the sides leave more of it to the middle.

        They are wide enough for the titles of all tabs, up to a part of the window.
        """
        if not self._at_side(dock):
            return round(size.width * self._window.width())
        part = min(1.0, self._window.width() / ROOMY)
        tabs = min(self._tabs_width(dock), round(MOST_FOR_TABS * self._window.width()))
        return max(dock.view.least, tabs, round(size.width * part))

    @property
    def _bars(self) -> list[QTabBar]:
        """The bars of tabs on the screen."""
        bars = self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [bar for bar in bars if bar.isVisible()]

    def _tabs_width(self, dock: Dock) -> int:
        """Pixels that the titles of the docks need with which this one shares its place."""
        title = dock.windowTitle()
        if not self._window.tabifiedDockWidgets(dock):
            return 0
        bars = (bar for bar in self._bars if title in [bar.tabText(place) for place in range(bar.count())])
        return max((bar.sizeHint().width() for bar in bars), default=0)

    def _at_side(self, dock: Dock) -> bool:
        return self._window.dockWidgetArea(dock) in SIDES

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: an event of the window. The mouse is released over the window itself when a line was dragged."""
        if event.type() is QEvent.Type.MouseButtonRelease:
            self.keep()
            self.dragged.emit()
        return super().eventFilter(watched, event)
