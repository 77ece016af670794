"""Theme, minimap and full screen: how the window looks, remembered for the next start."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from playground.app.settings import Memory
from playground.ui.canvas.view.view import CanvasView
from playground.ui.style.theme import ThemeHub


class Appearance(QObject):
    """Changes and remembers the look of a window.

    Args:
        window: Fills the screen, or not.
        canvas: Has the minimap.
        memory: Remembers.
        hub: Colours.
    """

    def __init__(self, window: QWidget, canvas: CanvasView, memory: Memory, hub: ThemeHub) -> None:
        super().__init__(window)
        self._window, self._canvas, self._memory, self._hub = window, canvas, memory, hub
        canvas.hud.show_minimap(memory.settings.minimap)

    def has_minimap(self) -> bool:
        """Whether the canvas shows its overview."""
        return self._memory.settings.minimap

    def toggle_minimap(self) -> None:
        """Show or hide the overview of the canvas."""
        shown = not self.has_minimap()
        self._memory.remember(minimap=shown)
        self._canvas.hud.show_minimap(shown)

    def has_theme(self, choice: str) -> bool:
        """Whether a theme is the chosen one."""
        return self._hub.choice == choice

    def choose_theme(self, choice: str) -> None:
        """Use the ``light`` or ``dark`` theme, or that of the ``system``."""
        self._hub.choose(choice)
        self._memory.remember(theme=choice)

    def is_full_screen(self) -> bool:
        """Whether the window fills the screen."""
        return self._window.isFullScreen()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or be a window again."""
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)
