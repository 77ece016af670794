"""Presentation mode for the lecture hall: large type, the picture alone, and the transport; F11 or Esc goes back."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget

from playground.ui.style.theme import ThemeHub
from playground.ui.window.docks.docks import Docks
from playground.ui.window.fitted_canvas import FittedCanvas
from playground.ui.window.workspaces import Workspaces


class Presentation(QObject):
    """Shows the canvas, the view that fills the window, or the pictures of a race, on the whole screen.

    Args:
        window: The window.
        docks: Are put aside; a view that fills the window stays.
        workspaces: In Race, setup and tables are put aside.
        hub: Fonts.
    """

    def __init__(self, window: QMainWindow, docks: Docks, workspaces: Workspaces, hub: ThemeHub) -> None:
        super().__init__(window)
        self._window, self._docks, self._workspaces, self._hub = window, docks, workspaces, hub
        self._state = window.windowState()
        self._hidden: list[QWidget] = []
        self._sides = QByteArray()
        self._fitted = FittedCanvas(workspaces.canvas, self)
        self.on = False
        self._escape = QShortcut(Qt.Key.Key_Escape, window, self.leave)
        self._escape.activatedAmbiguously.connect(self.leave)
        self._escape.setEnabled(False)
        docks.brought_back.connect(self.leave)
        workspaces.leaving.connect(self.leave)

    def is_on(self) -> bool:
        """Whether the window is in presentation mode."""
        return self.on

    @Slot()
    def toggle(self) -> None:
        """Begin or end the presentation."""
        if self.on:
            self.leave()
        else:
            self.enter()

    @Slot()
    def enter(self) -> None:
        """Begin the presentation."""
        if self.on:
            return
        self.on, self._state = True, self._window.windowState()
        if self._workspaces.racing:
            self._sides = self._workspaces.race.sides.saveState()
            self._workspaces.race.show_legend(shown=True)
        else:
            self._docks.put_aside()
        self._hide_parts()
        self._hub.enlarge(large=True)
        self._window.installEventFilter(self)
        self._window.setWindowState(self._state | Qt.WindowState.WindowFullScreen)
        self._escape.setEnabled(True)
        self._workspaces.picture.setFocus()
        if not self._workspaces.racing:
            self._fitted.begin()

    @Slot()
    def leave(self) -> None:
        """Return everything to what it was."""
        if not self.on:
            return
        self.on = False
        self._escape.setEnabled(False)
        self._window.removeEventFilter(self)
        self._hub.enlarge(large=False)
        for part in self._hidden:
            part.show()
        self._hidden = []
        self._window.setWindowState(self._state)
        if not self._sides.isEmpty():
            self._workspaces.race.sides.restoreState(self._sides)
            self._workspaces.race.sides.show_columns()
            self._workspaces.race.show_legend(shown=False)
            self._sides = QByteArray()
        else:
            self._fitted.end()
        self._docks.bring_back()

    def _hide_parts(self) -> None:
        """Hide everything but the picture and the transport."""
        parts: list[QWidget] = [self._window.menuBar(), self._window.statusBar()]
        if self._workspaces.racing:
            sides, picture = self._workspaces.race.sides, self._workspaces.picture
            beside = (sides.widget(place) for place in range(sides.count()))
            parts += [part for part in beside if part is not None and not part.isAncestorOf(picture)]
        for part in parts:
            if not part.isHidden():
                part.hide()
                self._hidden.append(part)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: an event of the window. Another size may have brought parts of a race back."""
        if event.type() is QEvent.Type.Resize and self.on:
            self._hide_parts()
        return super().eventFilter(watched, event)
