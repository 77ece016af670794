"""Every command of the window in one table; menus, shortcuts, the command palette and the help follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub

MENUS = ("File", "Edit", "View", "Network", "Run", "Help")


@dataclass(frozen=True)
class Command:
    """A row of the table.

    Attributes:
        id: Unique, e.g. ``edit.undo``.
        title: In menus and lists.
        menu: One of ``MENUS``, or a submenu as ``Network/Align``.
        run: What it does.
        icon: Name in the icon set, empty for none.
        keys: Shortcuts, the first is shown.
        enabled: Whether it can be done now; None for always.
        checked: For commands that are on or off: which.
        label: The title of the moment, e.g. ``Undo Move node``; None for ``title``.
        canvas: The shortcuts hold only while the canvas has the focus, so that text fields keep theirs.
        native: The canvas itself listens to these keys; they are only shown.
        separated: A line stands before it in the menu.
    """

    id: str
    title: str
    menu: str
    run: Callable[[], object]
    icon: str = ""
    keys: tuple[str, ...] = ()
    enabled: Callable[[], bool] | None = None
    checked: Callable[[], bool] | None = None
    label: Callable[[], str] | None = None
    canvas: bool = False
    native: bool = False
    separated: bool = False


class Actions(QObject):
    """The Qt actions of a table.

    Args:
        commands: The table.
        hub: Colours of the icons.
        window: Where the shortcuts hold.
        canvas: Where those of canvas commands hold.
    """

    def __init__(
        self, commands: tuple[Command, ...], hub: ThemeHub, window: QWidget, canvas: QWidget
    ) -> None:
        super().__init__(window)
        assert len({command.id for command in commands}) == len(commands), "two commands have the same id"
        self.commands = commands
        self._hub = hub
        self._actions = {command.id: self._made(command, window, canvas) for command in commands}
        hub.changed.connect(self._paint)
        self._paint(hub.theme)
        self.refresh()

    def __getitem__(self, command: str) -> QAction:
        return self._actions[command]

    def _made(self, command: Command, window: QWidget, canvas: QWidget) -> QAction:
        action = QAction(command.title, self)
        action.setObjectName(command.id)
        action.setCheckable(command.checked is not None)
        action.triggered.connect(lambda: self._run(command))
        if not command.native:
            action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        if command.canvas:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        (canvas if command.canvas else window).addAction(action)
        return action

    def _run(self, command: Command) -> None:
        command.run()
        self.refresh()

    def refresh(self) -> None:
        """Bring titles, ticks and what is enabled up to date."""
        for command in self.commands:
            action = self._actions[command.id]
            shown = f"\t{keys_text(command)}" if command.native else ""
            action.setText(self.text(command) + shown)
            action.setEnabled(command.enabled is None or command.enabled())
            if command.checked is not None:
                action.setChecked(command.checked())

    @staticmethod
    def text(command: Command) -> str:
        """The title of the moment."""
        return command.label() if command.label is not None else command.title

    def _paint(self, theme: Theme) -> None:
        for command in self.commands:
            if command.icon:
                self._actions[command.id].setIcon(icon(command.icon, theme, theme.muted))

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


def keys_text(command: Command) -> str:
    """The first shortcut as people read it, e.g. ``Ctrl+Shift+Z``; empty without one."""
    if not command.keys:
        return ""
    return QKeySequence(command.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
