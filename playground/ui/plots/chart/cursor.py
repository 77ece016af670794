"""The line that marks a step across a chart, and the veil over what comes after it."""

from collections.abc import Callable

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.ui.plots.chart.items import Overlay
from playground.ui.plots.chart.strokes import cosmetic
from playground.ui.plots.chart.view import View

ASIDE = 2.0
"""Pixels on each side of the line that are repainted when it moves."""
NEAR = 6.0
"""Pixels from the line within which the mouse grabs it."""


class Cursor(Overlay):
    """A thin vertical line across a view; only a strip is repainted when it moves.

    Attributes:
        on_drag: Called with the position to which the user drags it; None where it cannot be dragged.
    """

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self.on_drag: Callable[[float], object] | None = None
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

    def grabs(self, at: QPointF) -> bool:
        """Return whether the mouse at these coordinates grabs the line."""
        near = NEAR * float(self._view.viewPixelSize()[0])
        return self.on_drag is not None and self.isVisible() and abs(at.x() - self._position) <= near

    def drag_to(self, at: QPointF) -> None:
        """Follow the mouse to these coordinates."""
        if self.on_drag is not None:
            self.on_drag(at.x())

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


class Veil(Overlay):
    """Pales everything to the right of a position; only what it passes is repainted when it moves."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._position = 0.0
        self._color = QColor()

    def set_color(self, color: str, opacity: float) -> None:
        """Set the colour, which is that of the background."""
        self._color = QColor(color)
        self._color.setAlphaF(opacity)
        self.update()

    def move_to(self, position: float) -> None:
        """Begin at another position on the axis."""
        if position != self._position:
            low, high = sorted((position, self._position))
            seen = QRectF(self._view.viewRect())
            self._position = position
            self.update(QRectF(low, seen.top(), high - low, seen.height()))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint."""
        del option, widget
        seen = QRectF(self._view.viewRect())
        seen.setLeft(max(seen.left(), self._position))
        if seen.width() > 0:
            painter.fillRect(seen, self._color)
