"""Buttons of the bars that run something."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolButton, QWidget

from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub


class IconButton(QToolButton):
    """A button with an icon in the colours of the theme. Its tool tip, without the key, is its accessible name."""

    def __init__(self, hub: ThemeHub, icon_name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setToolTip(tip)
        self.setAccessibleName(tip.split(" (", maxsplit=1)[0])
        self.setIconSize(QSize(18, 18))
        self.setFixedSize(36, 36)
        hub.changed.connect(self._restyle)
        self._restyle(hub.theme)

    def _restyle(self, theme: Theme) -> None:
        self.setIcon(icon(self._icon_name, theme))


class PlayButton(QToolButton):
    """The large button that runs and pauses."""

    def __init__(self, hub: ThemeHub, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._running = False
        self.setToolTip(tip)
        self.setProperty("role", "primary")
        self.setFixedSize(64, 36)
        self.setIconSize(QSize(22, 22))
        hub.changed.connect(self._restyle)
        self._restyle(hub.theme)

    def show_running(self, *, running: bool) -> None:
        """Offer to pause what runs, else to run it."""
        if running != self._running:
            self._running = running
            self._restyle(self._hub.theme)

    def _restyle(self, theme: Theme) -> None:
        self.setIcon(icon("pause" if self._running else "play", theme, theme.accent_text))
        self.setAccessibleName("Pause" if self._running else "Play")
