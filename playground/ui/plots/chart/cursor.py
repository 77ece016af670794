"""The line that marks a step across a chart."""

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.ui.plots.chart.items import Overlay
from playground.ui.plots.chart.strokes import cosmetic
from playground.ui.plots.chart.view import View

ASIDE = 2.0
"""Pixels on each side of the line that are repainted when it moves."""


class Cursor(Overlay):
    """A thin vertical line across a view; only a strip is repainted when it moves."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._position = 0.0
        self._pen = QPen()

    @property
    def position(self) -> float:
        """Its position on the axis."""
        return self._position

    def set_pen(self, pen: QPen) -> None:
        """Set the pen, whose width is in pixels."""
        self._pen = cosmetic(pen)
        self.update()

    def move_to(self, position: float) -> None:
        """Move to another position on the axis."""
        if position != self._position:
            self.prepareGeometryChange()
            self._position = position

    def boundingRect(self) -> QRectF:
        """Qt: a strip around the line."""
        seen = QRectF(self._view.viewRect())
        aside = ASIDE * seen.width() / max(1.0, float(self._view.width()))
        return QRectF(self._position - aside, seen.top(), 2 * aside, seen.height())

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint."""
        del option, widget
        seen = QRectF(self._view.viewRect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._pen)
        painter.drawLine(QLineF(self._position, seen.top(), self._position, seen.bottom()))
