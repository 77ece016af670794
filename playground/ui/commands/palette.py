"""Every command of the window by its name: type a few letters, press Enter."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from playground.ui.commands.actions import Actions
from playground.ui.commands.command import Command
from playground.ui.commands.palette_rows import HEIGHT as ROW
from playground.ui.commands.palette_rows import KEYS, MENU, PaletteRows
from playground.ui.style.theme import ThemeHub
from playground.ui.widgets.fuzzy import score
from playground.ui.widgets.list_walker import ListWalker

COMMAND = Qt.ItemDataRole.UserRole
WIDTH = 560
MOST = 12
"""Rows that are seen at once."""


def ranked(commands: tuple[Command, ...], query: str) -> list[Command]:
    """The commands that fit a query, best first; all in the order of the menus for an empty one."""
    if not query.strip():
        return list(commands)
    scored = []
    for command in commands:
        names = (command.shown_title, f"{command.menu} {command.title}".replace("/", " "))
        best = max((value for name in names if (value := score(query, name)) is not None), default=None)
        if best is not None:
            scored.append((best, command))
    return [command for _, command in sorted(scored, key=lambda each: -each[0])]


class CommandPalette(QFrame):
    """A popup over the window with a search field and the commands that fit."""

    def __init__(self, actions: Actions, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._actions, self._hub = actions, hub
        self.setObjectName("commandPalette")
        self.setFixedWidth(WIDTH)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Find a command…")
        self.search.setAccessibleName("Find a command")
        self.search.textChanged.connect(self._fill)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Commands")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self._rows = PaletteRows(hub.theme, self.list)
        self.list.setItemDelegate(self._rows)
        self.list.itemClicked.connect(self._run)
        self._walker = ListWalker(self.search, self.list, self._run)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.list)
        self.setFocusProxy(self.search)

    def open_over(self, window: QWidget) -> None:
        """Open in the upper middle of a window."""
        theme = self._rows.theme = self._hub.theme
        self.setStyleSheet(
            f"#commandPalette {{ background: {theme.panel}; border: 1px solid {theme.field_border}; }}"
        )
        self._actions.refresh()
        self.move(window.mapToGlobal(QPoint((window.width() - WIDTH) // 2, 96)))
        self.search.clear()
        self._fill("")
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self, query: str) -> None:
        self.list.clear()
        for command in ranked(self._actions.commands, query):
            action = self._actions[command.id]
            item = QListWidgetItem(action.icon(), command.shown_title)
            item.setData(COMMAND, command.id)
            item.setData(MENU, command.menu.replace("/", " › "))
            item.setData(KEYS, command.shown_keys)
            if not action.isEnabled():
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        if not self.list.count():
            item = QListWidgetItem("No command is called that")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setFixedHeight(min(MOST, self.list.count()) * ROW + 2)
        self.adjustSize()
        self._walker.move(0)

    def _run(self, item: QListWidgetItem) -> None:
        identifier = item.data(COMMAND)
        if identifier is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        self.close()
        self._actions[identifier].trigger()
