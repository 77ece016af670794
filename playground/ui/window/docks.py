"""The panels around the canvas as docks: closable, floatable, movable, in tabs as one likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon, QMouseEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QTabBar,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.document import Document
from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.window.views import Place, View

TITLE_HEIGHT = 28
BOTTOM_SHARE = 0.40
"""Height of the views at the bottom, as a part of the window's height."""


class _TitleBar(QWidget):
    """The line over a dock: its name, and buttons to float and to close it."""

    def __init__(self, dock: Dock, title: str) -> None:
        super().__init__(dock)
        self.setObjectName("dockTitle")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setSpacing(0)
        label = QLabel(title, self)
        label.setProperty("role", "section")
        row.addWidget(label, 1)
        self.float = self._button(f"Float {title}", dock.toggle_floating)
        self.shut = self._button(f"Close {title}", dock.close)
        row.addWidget(self.float)
        row.addWidget(self.shut)
        self.show_line(shown=True)

    def _button(self, words: str, run: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setIconSize(QSize(14, 14))
        button.setFixedSize(22, 22)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(run)
        return button

    def show_line(self, *, shown: bool) -> None:
        """Stand over the dock, or give way to its tab."""
        self.setFixedHeight(TITLE_HEIGHT if shown else 0)
        row = self.layout()
        assert row is not None
        row.setContentsMargins(*((12, 3, 4, 3) if shown else (0, 0, 0, 0)))
        for place in range(row.count()):
            part = row.itemAt(place)
            widget = part.widget() if part is not None else None
            if widget is not None:
                widget.setVisible(shown)

    def paint_icons(self, up: QIcon, cross: QIcon) -> None:
        """Take icons in the theme's colours."""
        self.float.setIcon(up)
        self.shut.setIcon(cross)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave it to the dock, which is dragged by this."""
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Leave it to the dock."""
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave it to the dock."""
        event.ignore()


class Dock(QDockWidget):
    """A view in a dock. Behind another tab its widget is hidden for good, so that it draws nothing.

    Args:
        view: Its row of the table.
        make: Makes the widget when it is first needed.
        window: Owner.

    Attributes:
        view: Its row of the table.
        seen: Whether the widget is on the screen: neither closed nor behind another tab.
    """

    seen_changed = Signal()
    made = Signal(str, QWidget)
    """The widget is there: key of the view, and the widget."""

    def __init__(self, view: View, make: Callable[[], QWidget], window: QMainWindow) -> None:
        super().__init__(view.title, window)
        self.setObjectName(view.key)
        self.view = view
        self.seen = False
        self._make = make
        self._may_fill = False
        self._panel: QWidget | None = None
        self._holder = QWidget(self)
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(0, 0, 0, 0)
        self.setWidget(self._holder)
        self.bar = _TitleBar(self, view.title)
        self.setTitleBarWidget(self.bar)
        self.visibilityChanged.connect(self._on_visibility_changed)

    @property
    def panel(self) -> QWidget:
        """The widget, made when it is first needed."""
        if self._panel is None:
            self._panel = self._make()
            column = self._holder.layout()
            assert column is not None
            column.addWidget(self._panel)
            self._panel.setVisible(self.seen)
            self.made.emit(self.view.key, self._panel)
        return self._panel

    @property
    def is_made(self) -> bool:
        """Whether the widget is there."""
        return self._panel is not None

    def toggle(self) -> None:
        """Close it when it is seen, else bring it to the front."""
        if self.seen:
            self.close()
        else:
            self.bring()

    def toggle_floating(self) -> None:
        """Float, or go back into the window."""
        self.setFloating(not self.isFloating())

    def bring(self) -> None:
        """Show it, in front of its neighbours."""
        self.show()
        self.raise_()

    def _on_visibility_changed(self, seen: bool) -> None:  # noqa: FBT001 - Qt's signal
        if seen == self.seen:
            return
        self.seen = seen
        if self._panel is not None:
            self._panel.setVisible(seen)
            self.seen_changed.emit()
        elif seen:
            # Qt shows docks for a moment that end behind another tab; what is not seen afterwards is not made.
            QTimer.singleShot(0, self, self._make_if_seen)

    @Slot()
    def _make_if_seen(self) -> None:
        if self._may_fill and self.seen and self.panel is not None:
            self.seen_changed.emit()

    def fill(self) -> None:
        """Make the widget when it is seen, or now when it records."""
        self._may_fill = True
        if self.view.records:
            self.panel  # noqa: B018 - making it is the purpose
        QTimer.singleShot(0, self, self._make_if_seen)  # in events of their own, so that the window lives on


class Docks(QObject):
    """All docks of a window: makes them, lays them out, and keeps their title bars out of the way of tabs.

    Args:
        window: Has the docks.
        views: What they show.
        document: For the views.
        hub: Colours.
    """

    seen_changed = Signal()
    """Other views can be seen than before."""
    made = Signal(str, QWidget)
    """The widget of a view is there: key of the view, and the widget."""
    filled = Signal()
    """The widgets that record are there."""

    def __init__(self, window: QMainWindow, views: Sequence[View], document: Document, hub: ThemeHub) -> None:
        super().__init__(window)
        self._window, self._hub = window, hub
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
        for view in views:
            self._add(view, partial(view.make, document, hub))
        self._paint(hub.theme)

    def _add(self, view: View, make: Callable[[], QWidget]) -> None:
        dock = self._docks[view.key] = Dock(view, make, self._window)
        dock.seen_changed.connect(self.seen_changed)
        dock.made.connect(self.made)
        for signal in (dock.visibilityChanged, dock.topLevelChanged, dock.dockLocationChanged):
            signal.connect(self._soon.start)

    @Slot()
    def fill(self) -> None:
        """Make the widgets that are seen or record, and from now on each that is seen for the first time."""
        for dock in self:
            dock.fill()
        self.filled.emit()

    def __getitem__(self, name: str) -> Dock:
        return self._docks[name]

    def __iter__(self) -> Iterator[Dock]:
        return iter(self._docks.values())

    def seen_panels(self) -> list[QWidget]:
        """The widgets on the screen."""
        return [dock.panel for dock in self if dock.seen and dock.is_made]

    @Slot()
    def lay_out(self) -> None:
        """Put every dock in its first place, for the size that the window has."""
        window = self._window
        for dock in self:
            dock.setFloating(False)
            window.removeDockWidget(dock)
        apart = [dock for dock in self if self._is_apart(dock.view)]
        for dock in apart:
            if dock.view.place is Place.BOTTOM:
                window.addDockWidget(dock.view.place.value, dock, Qt.Orientation.Horizontal)
            else:
                window.addDockWidget(dock.view.place.value, dock, Qt.Orientation.Vertical)
        for dock in self:
            if dock not in apart:
                window.tabifyDockWidget(self._host(dock), dock)
        for dock in self:
            dock.show()
        for dock in apart:
            dock.raise_()
        self._resize(apart)

    def _is_apart(self, view: View) -> bool:
        """Whether a view has a place of its own in a window of this size."""
        size = self._window.width() if view.place is Place.BOTTOM else self._window.height()
        return not view.tab_of or (view.apart_from is not None and size >= view.apart_from)

    def _host(self, dock: Dock) -> Dock:
        """The dock whose place another one shares."""
        host = self[dock.view.tab_of]
        return host if self._is_apart(host.view) else self._host(host)

    def _resize(self, apart: Sequence[Dock]) -> None:
        window, along, down = self._window, Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        bottom = [dock for dock in apart if dock.view.place is Place.BOTTOM]
        right = [dock for dock in apart if dock.view.place is Place.RIGHT]
        sides = [dock for dock in apart if dock not in bottom and dock.view.share]
        window.resizeDocks(sides, [dock.view.share for dock in sides], along)
        if len(right) > 1:
            window.resizeDocks(right, [window.height() // len(right)] * len(right), down)
        window.resizeDocks(bottom, [dock.view.share for dock in bottom], along)
        window.resizeDocks(bottom[:1], [round(window.height() * BOTTOM_SHARE)], down)

    def _tidy(self) -> None:
        """A dock among tabs is named by its tab, so its own title line gives way."""
        for dock in self:
            others = [other for other in self._window.tabifiedDockWidgets(dock) if not other.isHidden()]
            dock.bar.show_line(shown=dock.isFloating() or not others)
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setDocumentMode(True)
            bar.setExpanding(False)
            bar.setDrawBase(False)
            bar.setElideMode(Qt.TextElideMode.ElideNone)

    def _paint(self, theme: Theme) -> None:
        up, cross = icon("dock-window", theme, theme.muted), icon("close", theme, theme.muted)
        for dock in self:
            dock.bar.paint_icons(up, cross)
