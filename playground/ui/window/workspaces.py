"""The two workspaces of the window, Network and Race, and the switch between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QPointF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QWidget,
)

from playground.app.document import Document
from playground.ui.canvas.view.view import CanvasView
from playground.ui.commands.command import Workspace
from playground.ui.style.theme import ThemeHub
from playground.ui.window.docks.docks import Docks

if TYPE_CHECKING:
    from playground.ui.race.workspace import RaceWorkspace

TITLES: dict[Workspace, str] = {"network": "Network", "race": "Race"}


class _Stack(QStackedWidget):
    """Pages of which only the one that is shown needs room."""

    def minimumSizeHint(self) -> QSize:
        """Qt: the least size, here of the current page. By default the largest of all pages counts."""
        page = self.currentWidget()
        return QSize() if page is None else page.minimumSizeHint()


class Workspaces(QObject):
    """The middle of the window. Docks and transport belong to the network.

    The Race workspace is made when it is first shown, so that it costs nothing at the start.

    Attributes:
        canvas: The middle of the Network workspace.
        switch: The buttons in a row.
        buttons: By workspace.
    """

    leaving = Signal()
    """Another workspace is about to be shown."""
    changed = Signal()
    race_made = Signal()
    """The Race workspace is there."""

    def __init__(self, window: QMainWindow, document: Document, hub: ThemeHub, canvas: CanvasView) -> None:
        super().__init__(window)
        self._window, self._document, self._hub = window, document, hub
        self._stack = _Stack(window)
        self._stack.addWidget(canvas)
        self.canvas, self._centre = canvas, QPointF()
        window.setCentralWidget(self._stack)
        self._race: RaceWorkspace | None = None
        self._layout: QByteArray | None = None
        self.switch = QWidget(window)
        self.switch.setObjectName("workspaces")
        self.buttons: dict[Workspace, QToolButton] = {}
        self._make_switch()

    def _make_switch(self) -> None:
        group = QButtonGroup(self.switch)
        row = QHBoxLayout(self.switch)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(0)
        for name, title in TITLES.items():
            button = QToolButton(self.switch)
            button.setText(title)
            button.setAccessibleName(title)
            button.setCheckable(True)
            button.setChecked(name == "network")
            button.setProperty("role", "workspace")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked, name=name: self.show(name))
            group.addButton(button)
            row.addWidget(button)
            self.buttons[name] = button

    def hide_in_race(self, docks: Docks, transport: QToolBar) -> None:
        """Hide these while the race is shown."""
        self._docks, self._transport = docks, transport

    @property
    def current(self) -> Workspace:
        """The workspace that is shown."""
        return "network" if self._stack.currentIndex() == 0 else "race"

    @property
    def middle(self) -> QWidget:
        """The widget in the middle of the window."""
        return self._stack

    @property
    def picture(self) -> QWidget:
        """What takes keys in the workspace that is shown, outside its fields."""
        if not self.racing:
            return self.canvas
        return self.race.network.middle if self.race.on_network else self.race.surface.picture

    @property
    def racing(self) -> bool:
        """Whether the Race workspace is shown."""
        return self.current == "race"

    @property
    def on_surface(self) -> bool:
        """Whether a race on a surface is shown, with which the network has nothing to do."""
        return self.racing and not self.race.on_network

    def is_shown(self, name: Workspace) -> bool:
        """Whether a workspace is the one that is shown."""
        return self.current == name

    @property
    def race(self) -> RaceWorkspace:
        """The Race workspace."""
        if self._race is None:
            from playground.ui.race.workspace import RaceWorkspace  # noqa: PLC0415 - not at the start

            self._race = RaceWorkspace(self._document, self._hub, self._stack)
            self._stack.addWidget(self._race)
            self.race_made.emit()
        return self._race

    @property
    def made_race(self) -> RaceWorkspace | None:
        """The Race workspace; None while it was never shown."""
        return self._race

    def show(self, name: Workspace) -> None:
        """Switch to a workspace."""
        self.buttons[name].setChecked(True)
        if name == self.current:
            return
        self.leaving.emit()
        self._docks.reduce()
        if name == "race":
            self._layout = self._window.saveState()
            self._centre = self.canvas.mapToScene(self.canvas.viewport().rect().center())
            for dock in self._docks:
                dock.hide()
            self._transport.hide()
            self._stack.setCurrentWidget(self.race)
        else:
            self._stack.setCurrentIndex(0)
            self._transport.show()
            if self._layout is not None:
                self._window.restoreState(self._layout)
            self._docks.fit()
            QTimer.singleShot(0, self, self._restore_center)  # once the docks have their sizes again
        self.race.set_active(active=name == "race")
        self.changed.emit()

    @Slot()
    def _restore_center(self) -> None:
        self.canvas.centerOn(self._centre)

    def close(self) -> None:
        """Go back to the network, so that its layout can be remembered, and end the threads of the race."""
        if self._race is not None:
            self.show("network")
            self._race.close_race()
