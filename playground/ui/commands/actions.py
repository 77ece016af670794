"""The Qt actions of a table of commands: shortcuts, menus, and the tool tips of buttons that do the same."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QMenu, QMenuBar, QWidget

from playground.ui.commands.command import MENUS, Command, Workspace, readable
from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub


class Actions(QObject):
    """Makes and refreshes the Qt actions.

    Args:
        commands: The table.
        hub: Colours of the icons.
        window: Where the shortcuts hold.
        workspace: Which workspace is shown.

    Attributes:
        commands: The table.
    """

    def __init__(
        self,
        commands: tuple[Command, ...],
        hub: ThemeHub,
        window: QWidget,
        workspace: Callable[[], Workspace],
    ) -> None:
        super().__init__(window)
        self.commands = commands
        self._hub, self._workspace = hub, workspace
        self._rows = {command.id: command for command in commands}
        assert len(self._rows) == len(commands), "two commands have the same id"
        self._actions = {command.id: self._action_of(command, window) for command in commands}
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self.refresh)
        hub.changed.connect(self._restyle)
        self._restyle(hub.theme)
        self.refresh()

    def __getitem__(self, command: str) -> QAction:
        return self._actions[command]

    def _action_of(self, command: Command, window: QWidget) -> QAction:
        action = QAction(command.title, self)
        action.setObjectName(command.id)
        action.setCheckable(command.checked is not None)
        action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        if command.tip:
            action.setToolTip(command.tip)
            action.setStatusTip(command.tip)
        action.triggered.connect(lambda: self.run(command.id))
        window.addAction(action)
        return action

    def run(self, command: str) -> None:
        """Do what a command does in the workspace that is shown, if anything."""
        action = self._rows[command].action(self._workspace())
        if action is not None:
            action()
            self.refresh()

    def refresh_soon(self) -> None:
        """Refresh once for everything that changes while the current events are handled."""
        self._soon.start()

    def refresh(self) -> None:
        """Bring titles, ticks and what is enabled up to date."""
        self._soon.stop()
        workspace = self._workspace()
        for command in self.commands:
            action = self._actions[command.id]
            # Keys that hold only while a picture has the focus are no shortcuts of the action, but shown like them.
            shown = "" if command.keys or not command.shown_keys else f"\t{command.shown_keys}"
            action.setText(command.shown_title + shown)
            able = command.action(workspace) is not None
            action.setEnabled(able and (command.enabled is None or command.enabled()))
            if command.checked is not None:
                action.setChecked(command.checked())

    def _restyle(self, theme: Theme) -> None:
        for command in self.commands:
            if command.icon:
                self._actions[command.id].setIcon(icon(command.icon, theme, theme.muted))

    # --- where people find them ------------------------------------------------------------------

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Make the menus; returns them and their submenus by name."""
        menus = {name: bar.addMenu(f"&{name}") for name in MENUS}
        for command in self.commands:
            menu = menus.get(command.menu)
            if menu is None:
                parent, title = command.menu.split("/")
                menu = menus[command.menu] = menus[parent].addMenu(title)
            if command.separated:
                menu.addSeparator()
            menu.addAction(self._actions[command.id])
        for menu in menus.values():
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(self.refresh)
        return menus

    def describe(self, button: QAbstractButton, command: str, *, race_keys: bool = False) -> None:
        """Give a button that does what a command does its tool tip, with the shortcut.

        Args:
            button: Keeps its own accessible name.
            command: Id.
            race_keys: Show the key that holds while the picture of a race has the focus.
        """
        row = self._rows[command]
        keys = readable(row.race_keys[0]) if race_keys else row.shown_keys
        tip = row.tip or row.title
        button.setToolTip(f"{tip} ({keys})" if keys else tip)

    def hold_race_keys(self, picture: QWidget, commands: Collection[str]) -> None:
        """Let the race keys of some commands hold while a picture, or what is in it, has the focus.

        Args:
            picture: Owner of the shortcuts.
            commands: Their ids.
        """
        for command in commands:
            for keys in self._rows[command].race_keys:
                shortcut = QShortcut(QKeySequence(keys), picture, self._actions[command].trigger)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
