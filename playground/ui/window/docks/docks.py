"""The panels around the canvas as docks: closable, floatable, movable, in tabs as one likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QMainWindow, QTabBar, QTabWidget, QWidget

from playground.app.document import Document
from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.window.docks.dock import Dock
from playground.ui.window.docks.dock_sizes import DockSizes, Size
from playground.ui.window.docks.folding import Folding
from playground.ui.window.docks.views import LAYOUT_VERSION, Place, View

BOTTOM_SHARE = 0.40
"""Height of the views at the bottom, as a part of the window's height."""
USUAL_WIDTH = 1600
"""Width of a window in which the views at the bottom have the shares of their rows in pixels."""


class Docks(QObject):
    """All docks of a window: makes them, lays them out, and keeps their title bars out of the way of tabs.

    Args:
        window: Has the docks.
        views: What they show.
        document: For the views.
        hub: Colours.

    Attributes:
        hub: Colours.
        views: What they show.
        sizes: The sizes that were chosen for them.
        arranged: Whether somebody has moved, closed or resized a dock. Until then the layout suits the window's size.
        enlarged: The dock that fills the window; None for none.
    """

    seen_changed = Signal()
    """Other views can be seen than before."""
    brought_back = Signal()
    """Docks that were put aside have their places again."""
    tidied = Signal()
    """Tabs were laid out again."""
    made = Signal(str, QWidget)
    """The widget of a view is there: key of the view, and the widget."""

    def __init__(self, window: QMainWindow, views: Sequence[View], document: Document, hub: ThemeHub) -> None:
        super().__init__(window)
        self._window, self.hub, self.views = window, hub, views
        self._docks: dict[str, Dock] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._tidy)
        options = QMainWindow.DockOption
        window.setDockOptions(options.AnimatedDocks | options.AllowNestedDocks | options.AllowTabbedDocks)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        for corner, place in (
            (Qt.Corner.TopLeftCorner, Place.LEFT),
            (Qt.Corner.BottomLeftCorner, Place.LEFT),
            (Qt.Corner.TopRightCorner, Place.RIGHT),
            (Qt.Corner.BottomRightCorner, Place.RIGHT),
        ):
            window.setCorner(corner, place.value)
        window.tabifiedDockWidgetActivated.connect(self._soon.start)
        hub.changed.connect(self._paint)
        self.sizes, self._folding = DockSizes(window), Folding(window)
        self.sizes.dragged.connect(self._on_arranged)
        self.arranged = self._laying_out = False
        self._apart = self._tabs = frozenset[str]()
        self.enlarged: Dock | None = None
        self._before_enlarged, self._before_aside = QByteArray(), QByteArray()
        self._escape = QShortcut(Qt.Key.Key_Escape, window, self.reduce)
        self._escape.setEnabled(False)
        for view in views:
            self._add(view, partial(view.make, document, hub))
        self._paint(hub.theme)

    def _add(self, view: View, make: Callable[[], QWidget]) -> None:
        dock = self._docks[view.key] = Dock(view, make, self._window)
        self.sizes.add(dock)
        dock.seen_changed.connect(self.seen_changed)
        dock.made.connect(self.made)
        dock.topLevelChanged.connect(self._on_moved)
        dock.closed.connect(partial(self._uncover, dock))
        if not view.closed:  # else it is again as it was at first
            dock.closed.connect(self._on_moved)
        dock.enlarge_wanted.connect(partial(self.enlarge, dock))
        for signal in (dock.visibilityChanged, dock.topLevelChanged, dock.dockLocationChanged):
            signal.connect(self._soon.start)

    @Slot()
    def fill(self) -> None:
        """Make the widgets that are seen, and from now on each that is seen for the first time."""
        for dock in self:
            dock.fill()

    def _uncover(self, closed: Dock) -> None:
        """Bring the neighbour of a dock that closes to the front that was seen last."""
        tabs = [
            dock for dock in self if dock in self._window.tabifiedDockWidgets(closed) and not dock.isHidden()
        ]
        if tabs and closed.seen:
            max(tabs, key=lambda dock: dock.turn).raise_()

    def __getitem__(self, name: str) -> Dock:
        return self._docks[name]

    def __iter__(self) -> Iterator[Dock]:
        return iter(self._docks.values())

    def show_selected(self) -> None:
        """Bring the inspector to the front of its tabs, unless the code is there: it follows the selection as well."""
        inspector, code = self["inspector"], self["code"]
        if not (inspector.isHidden() or (code.seen and code in self._window.tabifiedDockWidgets(inspector))):
            inspector.raise_()

    def seen_panels(self) -> list[QWidget]:
        """The widgets on the screen."""
        return [dock.panel for dock in self if dock.seen and dock.is_made]

    @Slot()
    def _on_arranged(self) -> None:
        self.arranged = self.arranged or not (self._laying_out or self.enlarged)

    @Slot()
    def _on_moved(self) -> None:
        if not self._laying_out:
            self._folding.forget()
        self._on_arranged()

    def enlarge(self, dock: Dock) -> None:
        """Let a dock fill the window; one that does goes back to its place."""
        if self.enlarged is not None:
            self.reduce()
            return
        if dock.isFloating():
            dock.setWindowState(dock.windowState() ^ Qt.WindowState.WindowMaximized)
            return
        self.enlarged, self._before_enlarged = dock, self._window.saveState()
        for other in self:
            if other is not dock and not other.isFloating():
                other.hide()
        self._show_middle(shown=False)
        dock.bring()

    def show_large(self, key: str) -> None:
        """Let the dock of a view fill the window; one that does goes back to its place."""
        if self.enlarged is not None and self.enlarged is not self[key]:
            self.reduce()
        self.enlarge(self[key])

    def put_aside(self) -> None:
        """Hide all docks in the window, other than one that fills it, until ``bring_back``."""
        self._before_aside = self._window.saveState()
        for dock in self:
            if dock is not self.enlarged and not dock.isFloating():
                dock.hide()

    @Slot()
    def bring_back(self) -> None:
        """Give docks that were put aside their places again."""
        if self._before_aside.isEmpty():
            return
        before, self._before_aside = self._before_aside, QByteArray()
        self._window.restoreState(before)
        self.brought_back.emit()
        self.fit()

    @Slot()
    def reduce(self) -> None:
        """Put the dock that fills the window back into its place; so it does with those that were put aside."""
        self.bring_back()
        if self.enlarged is None:
            return
        self._show_middle(shown=True)
        self._window.restoreState(self._before_enlarged)
        self.enlarged = None
        self.fit()

    def _show_middle(self, *, shown: bool) -> None:
        self._escape.setEnabled(not shown)
        middle = self._window.centralWidget()
        if middle is not None:
            middle.setVisible(shown)

    def restore(self, layout: bytes) -> None:
        """Arrange the docks as they were; where that is not possible, put each in its first place."""
        if layout and self._window.restoreState(layout, LAYOUT_VERSION):
            self.arranged = True
            self.sizes.keep()
        else:
            self.lay_out()

    def layout(self) -> bytes:
        """Return the arrangement for ``restore``; empty while nobody has arranged anything."""
        self.reduce()
        if not self.arranged:
            return b""
        return self._folding.before or bytes(self._window.saveState(LAYOUT_VERSION).data())

    def fit(self) -> None:
        """Suit another size of the window: sizes as chosen, and other tabs as long as nobody has arranged any."""
        if self.enlarged is not None or not self._before_aside.isEmpty():
            return
        if not self.arranged and self._apart_keys() != self._apart:
            self.lay_out()
            return
        before, self._laying_out = self._laying_out, True
        self._folding.fit(self)
        self._laying_out = before
        self.sizes.apply()

    @Slot()
    def lay_out(self) -> None:
        """Put every dock in its first place, for the size that the window has."""
        self.reduce()
        self._folding.forget()
        self._laying_out = True
        window, seen = self._window, [dock for dock in self if dock.seen]
        for dock in self:
            dock.setFloating(False)
            window.removeDockWidget(dock)
        self._apart = self._apart_keys()
        apart = [dock for dock in self if dock.view.key in self._apart]
        for dock in apart:
            if dock.view.place is Place.BOTTOM:
                window.addDockWidget(dock.view.place.value, dock, Qt.Orientation.Horizontal)
            else:
                window.addDockWidget(dock.view.place.value, dock, Qt.Orientation.Vertical)
        for dock in self:
            if dock not in apart:
                window.tabifyDockWidget(self._host(dock), dock)
        for dock in self:
            dock.setVisible(dock in seen or not dock.view.closed)
        for dock in (*apart, *seen, *[dock for dock in seen if dock in apart]):
            dock.raise_()
        self._resize()
        self.arranged = self._laying_out = False

    def _apart_keys(self) -> frozenset[str]:
        return frozenset(dock.view.key for dock in self if self._is_apart(dock.view))

    def _is_apart(self, view: View) -> bool:
        """Whether a view has a place of its own in a window of this size."""
        size = self._window.width() if view.place is Place.BOTTOM else self._window.height()
        return not view.tab_of or (view.apart_from is not None and size >= view.apart_from)

    def _host(self, dock: Dock) -> Dock:
        """The dock whose place another one shares."""
        host = self[dock.view.tab_of]
        return host if self._is_apart(host.view) else self._host(host)

    def _resize(self) -> None:
        right = sum(self[key].view.place is Place.RIGHT for key in self._apart)
        heights = {Place.LEFT: 1.0, Place.RIGHT: 1.0 / max(1, right), Place.BOTTOM: BOTTOM_SHARE}
        for dock in self:
            view = dock.view if dock.view.key in self._apart else self._host(dock).view
            width = view.share / (USUAL_WIDTH if view.place is Place.BOTTOM else 1)
            self.sizes.choose(dock, Size(width, heights[view.place]))
        self.sizes.apply()

    def _tidy(self) -> None:
        """A dock among tabs is named by its tab, so its own title line gives way."""
        for dock in self:
            if dock.isHidden():
                continue  # with its neighbours it may come back as it was, so nothing needs to be laid out again
            others = [other for other in self._window.tabifiedDockWidgets(dock) if not other.isHidden()]
            dock.bar.show_line(shown=dock.isFloating() or not others)
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setAccessibleName("Views")
            bar.setDocumentMode(True)
            bar.setExpanding(False)
            bar.setDrawBase(False)
            bar.setElideMode(Qt.TextElideMode.ElideRight)
            bar.setUsesScrollButtons(False)  # long titles give way, so that no tab is out of sight
            if not bar.property("followed"):
                bar.setProperty("followed", True)
                bar.tabBarDoubleClicked.connect(partial(self._on_tab_double_clicked, bar))
        tabs = frozenset(dock.view.key for dock in self if not dock.isHidden() and not dock.isFloating())
        if tabs != self._tabs and self.enlarged is None and self._before_aside.isEmpty():
            self._tabs = tabs
            self.sizes.apply()  # other tabs need other widths
        self.tidied.emit()

    def _on_tab_double_clicked(self, bar: QTabBar, place: int) -> None:
        for dock in self:
            if dock.windowTitle() == bar.tabText(place):
                self.enlarge(dock)
                return

    def _paint(self, theme: Theme) -> None:
        names = ("arrow-expand", "dock-window", "close")
        for dock in self:
            dock.bar.paint_icons(*(icon(name, theme, theme.muted) for name in names))
