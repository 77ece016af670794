"""The base of prediction pages that paint themselves."""

from abc import abstractmethod

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from playground.ui.plots.frame.panel import Row
from playground.ui.plots.prediction.page import ShowReadout
from playground.ui.style.theme import Theme


class PaintedPage(QWidget):
    """A page that paints itself and reports the values under the cursor."""

    def __init__(self, theme: Theme, show_readout: ShowReadout) -> None:
        super().__init__()
        self._theme = theme
        self._show_readout = show_readout
        self.setMouseTracking(True)
        self.setMinimumSize(120, 90)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._theme = theme
        self.update()

    def reset_view(self) -> None:
        """Do nothing: there is nothing to zoom."""

    def draw(self) -> None:
        """Repaint."""
        self.update()

    @abstractmethod
    def at(self, point: QPoint) -> tuple[str, list[Row]] | None:
        """Return title and rows for what is under a point; None where there is nothing."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: report what is under the cursor."""
        point = event.position().toPoint()
        title, rows = self.at(point) or ("", [])
        self._show_readout(point, title, rows)

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: report that nothing is under the cursor."""
        super().leaveEvent(event)
        self._show_readout(QPoint(), "", [])
