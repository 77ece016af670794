"""The base of pictures of processes that share the work on a batch."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.style.lane_colors import numbered_color
from playground.ui.style.theme import Theme, ThemeHub, small_font


class ProcessPicture(QWidget):
    """A picture in small type that follows the theme, and says in words what it shows."""

    def __init__(self, hub: ThemeHub, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub, self._shown_height = hub, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        hub.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self, _theme: Theme) -> None:
        self.updateGeometry()
        self.update()

    @property
    def theme(self) -> Theme:
        """The current theme."""
        return self._hub.theme

    @property
    @abstractmethod
    def height_wanted(self) -> float:
        """Height of what is shown, in pixels."""

    def sizeHint(self) -> QSize:
        """Qt: high enough for what is shown."""
        return QSize(240, round(self.height_wanted))

    def show_picture(self, words: str, *, visible: bool) -> None:
        """Show the current values, with words for screen readers, or hide."""
        self.setVisible(visible)
        self.setAccessibleDescription(words)
        if self.height_wanted != self._shown_height:
            self._shown_height = self.height_wanted
            self.updateGeometry()
        self.update()

    def painter(self) -> QPainter:
        """Return a painter with the picture's type, for its ``paintEvent``."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small_font(self.theme))
        return painter

    def color(self, process: int) -> QColor:
        """Return the colour of a process."""
        return QColor(numbered_color(self.theme, process))
