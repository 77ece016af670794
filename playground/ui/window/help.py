"""The Help menu's work: the command palette and the pages, made when they are first asked for."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from playground.ui.commands.actions import Actions
from playground.ui.commands.command import Workspace
from playground.ui.commands.palette import CommandPalette
from playground.ui.style.theme import ThemeHub


class Help(QObject):
    """Opens the command palette and the pages of help over a window.

    Args:
        window: Parent of what opens.
        hub: Colours.
        actions: Gives the actions; they are made after this.
        workspace: Gives the workspace in view.
    """

    def __init__(
        self,
        window: QWidget,
        hub: ThemeHub,
        actions: Callable[[], Actions],
        workspace: Callable[[], Workspace],
    ) -> None:
        super().__init__(window)
        self._window, self._hub, self._actions, self._workspace = window, hub, actions, workspace
        self._palette: CommandPalette | None = None

    @property
    def palette(self) -> CommandPalette:
        """The command palette."""
        if self._palette is None:
            self._palette = CommandPalette(self._actions(), self._hub, self._window)
        return self._palette

    @Slot()
    def open_palette(self) -> None:
        """Find any command by its name."""
        self.palette.open_over(self._window)

    @Slot()
    def show_shortcuts(self) -> None:
        """Show the keys of the workspace in view on one page."""
        from playground.ui.window.dialogs import Shortcuts  # noqa: PLC0415 - not at the start

        Shortcuts(self._actions().commands, self._workspace(), self._window).exec()

    @Slot()
    def show_first_steps(self) -> None:
        """Show what to do first, in six lines."""
        from playground.ui.window.dialogs import FirstSteps  # noqa: PLC0415 - not at the start

        FirstSteps(self._actions().commands, self._window).exec()

    @Slot()
    def show_about(self) -> None:
        """Show version and licence."""
        from playground.ui.window.dialogs import About  # noqa: PLC0415 - not at the start

        About(self._window).exec()
