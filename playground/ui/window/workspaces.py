"""The two workspaces of the window, Network and Race, and the switch between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QByteArray, QObject, QPointF, Qt, QTimer, Signal, Slot
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
from playground.ui.style.theme import ThemeHub
from playground.ui.window.docks import Docks

if TYPE_CHECKING:
    from playground.ui.race.workspace import RaceWorkspace

Name = Literal["network", "race"]
TITLES: dict[Name, str] = {"network": "Network", "race": "Race"}


class Workspaces(QObject):
    """What stands in the middle of the window. Docks and transport belong to the network.

    The race is made when it is first shown, so that it costs nothing at the start.

    Attributes:
        switch: A button for each workspace.
    """

    changed = Signal()
    race_made = Signal()
    """The workspace of races is there."""

    def __init__(self, window: QMainWindow, document: Document, hub: ThemeHub, canvas: CanvasView) -> None:
        super().__init__(window)
        self._window, self._document, self._hub = window, document, hub
        self._stack = QStackedWidget(window)
        self._stack.addWidget(canvas)
        self._canvas, self._centre = canvas, QPointF()
        window.setCentralWidget(self._stack)
        self._race: RaceWorkspace | None = None
        self._layout: QByteArray | None = None
        self.switch = QWidget(window)
        self.switch.setObjectName("workspaces")
        self._buttons: dict[Name, QToolButton] = {}
        self._make_switch()

    def _make_switch(self) -> None:
        group = QButtonGroup(self.switch)
        row = QHBoxLayout(self.switch)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(0)
        for number, (name, title) in enumerate(TITLES.items(), start=1):
            button = QToolButton(self.switch)
            button.setText(title)
            button.setToolTip(f"{title} (Ctrl+{number})")
            button.setAccessibleName(title)
            button.setCheckable(True)
            button.setChecked(name == "network")
            button.setProperty("role", "workspace")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked, name=name: self.show(name))
            group.addButton(button)
            row.addWidget(button)
            self._buttons[name] = button

    def attend(self, docks: Docks, transport: QToolBar) -> None:
        """Say what is put away while the race is shown."""
        self._docks, self._transport = docks, transport

    @property
    def current(self) -> Name:
        """The workspace that is shown."""
        return "network" if self._stack.currentIndex() == 0 else "race"

    @property
    def race(self) -> RaceWorkspace:
        """The workspace of races."""
        if self._race is None:
            from playground.ui.race.workspace import RaceWorkspace  # noqa: PLC0415 - not at the start

            self._race = RaceWorkspace(self._document, self._hub, self._stack)
            self._stack.addWidget(self._race)
            self.race_made.emit()
        return self._race

    def show(self, name: Name) -> None:
        """Switch to a workspace."""
        self._buttons[name].setChecked(True)
        if name == self.current:
            return
        if name == "race":
            self._layout = self._window.saveState()
            self._centre = self._canvas.mapToScene(self._canvas.viewport().rect().center())
            for dock in self._docks:
                dock.hide()
            self._transport.hide()
            self._stack.setCurrentWidget(self.race)
        else:
            self._transport.show()
            if self._layout is not None:
                self._window.restoreState(self._layout)
            self._stack.setCurrentIndex(0)
            QTimer.singleShot(0, self, self._look_where_it_was)  # once the docks have their sizes again
        self.race.set_active(active=name == "race")
        self.changed.emit()

    @Slot()
    def _look_where_it_was(self) -> None:
        self._canvas.centerOn(self._centre)

    def close(self) -> None:
        """Go back to the network, so that its layout can be remembered, and end the race's thread."""
        if self._race is not None:
            self.show("network")
            self._race.close_race()
