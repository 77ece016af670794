"""The panels around the canvas as docks: closable, floatable, movable, in tabs as one likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
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

from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea

TITLE_HEIGHT = 28
PALETTE_WIDTH = 216
INSPECTOR_WIDTH = 330
PLOTS_SHARE = 0.40
"""Of the window's height."""
PLOT_SHARES = {"curves": 500, "prediction": 380, "contour": 420, "flow": 340}
"""Widths of the plots to each other: curves have a long axis and a full legend."""
TALL = 960
"""Windows of this height have room for the training choices below the inspector."""
WIDE = 1800
"""Windows of this width have room for four plots beside each other."""


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
    """A panel in a dock. Behind another tab its panel is hidden for good, so that it draws nothing.

    Attributes:
        panel: The widget that was given.
        seen: Whether the panel is on the screen: neither closed nor behind another tab.
    """

    seen_changed = Signal()

    def __init__(self, name: str, title: str, panel: QWidget, window: QMainWindow) -> None:
        super().__init__(title, window)
        self.setObjectName(name)
        self.panel = panel
        self.seen = False
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        self.setWidget(holder)
        self.bar = _TitleBar(self, title)
        self.setTitleBarWidget(self.bar)
        self.visibilityChanged.connect(self._seen)

    def toggle_floating(self) -> None:
        """Float, or go back into the window."""
        self.setFloating(not self.isFloating())

    def bring(self) -> None:
        """Show it, in front of its neighbours."""
        self.show()
        self.raise_()

    def _seen(self, seen: bool) -> None:  # noqa: FBT001 - Qt's signal
        if seen != self.seen:
            self.seen = seen
            self.panel.setVisible(seen)
            self.seen_changed.emit()


class Docks(QObject):
    """All docks of a window: makes them, lays them out, and keeps their title bars out of the way of tabs."""

    seen_changed = Signal()
    """Other panels can be seen than before."""

    def __init__(self, window: QMainWindow, hub: ThemeHub) -> None:
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
        for corner, area in (
            (Qt.Corner.TopLeftCorner, LEFT),
            (Qt.Corner.BottomLeftCorner, LEFT),
            (Qt.Corner.TopRightCorner, RIGHT),
            (Qt.Corner.BottomRightCorner, RIGHT),
        ):
            window.setCorner(corner, area)
        window.tabifiedDockWidgetActivated.connect(self._soon.start)
        hub.changed.connect(self._paint)

    def add(self, name: str, title: str, panel: QWidget) -> Dock:
        """Put a panel into a dock; ``lay_out`` gives it a place."""
        dock = Dock(name, title, panel, self._window)
        dock.seen_changed.connect(self.seen_changed)
        for signal in (dock.visibilityChanged, dock.topLevelChanged, dock.dockLocationChanged):
            signal.connect(self._soon.start)
        self._docks[name] = dock
        self._paint(self._hub.theme)
        return dock

    def __getitem__(self, name: str) -> Dock:
        return self._docks[name]

    def __iter__(self) -> Iterator[Dock]:
        return iter(self._docks.values())

    def seen_panels(self) -> list[QWidget]:
        """The panels on the screen."""
        return [dock.panel for dock in self if dock.seen]

    def lay_out(self) -> None:
        """Everything at its place, as on the first day, for the size that the window has."""
        window, docks = self._window, self._docks
        for dock in self:
            dock.setFloating(False)
            window.removeDockWidget(dock)
        window.addDockWidget(LEFT, docks["palette"])
        window.addDockWidget(RIGHT, docks["inspector"])
        tall, wide = window.height() >= TALL, window.width() >= WIDE
        if tall:
            window.splitDockWidget(docks["inspector"], docks["training"], Qt.Orientation.Vertical)
            window.tabifyDockWidget(docks["training"], docks["data"])
            window.tabifyDockWidget(docks["inspector"], docks["problems"])
        else:
            for name in ("data", "training", "problems"):
                window.tabifyDockWidget(docks["inspector"], docks[name])
        for name in ("curves", "prediction", "contour"):
            window.addDockWidget(BOTTOM, docks[name], Qt.Orientation.Horizontal)
        if wide:
            window.addDockWidget(BOTTOM, docks["flow"], Qt.Orientation.Horizontal)
        else:
            window.tabifyDockWidget(docks["curves"], docks["flow"])
        for dock in self:
            dock.show()
        for name in ("inspector", "training" if tall else "inspector", "curves"):
            docks[name].raise_()
        self._size(tall=tall, wide=wide)

    def _size(self, *, tall: bool, wide: bool) -> None:
        window, docks = self._window, self._docks
        along, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        window.resizeDocks([docks["palette"], docks["inspector"]], [PALETTE_WIDTH, INSPECTOR_WIDTH], along)
        if tall:
            half = window.height() // 2
            window.resizeDocks([docks["inspector"], docks["training"]], [half, half], down)
        plots = ["curves", "prediction", "contour", *(["flow"] if wide else [])]
        window.resizeDocks([docks[name] for name in plots], [PLOT_SHARES[name] for name in plots], along)
        window.resizeDocks([docks["curves"]], [round(window.height() * PLOTS_SHARE)], down)

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
