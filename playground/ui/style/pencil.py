"""A pencil for small signs: strokes in a unit square, sharp at every zoom."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF


class Pencil:
    """Draws in a unit square that is laid over the box; y grows downwards."""

    def __init__(self, painter: QPainter, box: QRectF, color: QColor) -> None:
        self._painter = painter
        self._box = box
        self._color = color
        self.unit = box.width()

    def at(self, x: float, y: float) -> QPointF:
        """A place of the unit square on the painter."""
        return QPointF(self._box.left() + x * self.unit, self._box.top() + y * self.unit)

    def _stroke(self, width: float = 0.09, alpha: float = 1.0) -> None:
        color = QColor(self._color)
        color.setAlphaF(alpha)
        pen = QPen(color, width * self.unit)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)

    def line(self, *points: tuple[float, float], width: float = 0.09, alpha: float = 1.0) -> None:
        """Straight from point to point."""
        self._stroke(width, alpha)
        self._painter.drawPolyline(QPolygonF([self.at(x, y) for x, y in points]))

    def curve(self, *points: tuple[float, float]) -> None:
        """One cubic after another: a start, then two handles and an end each."""
        self._stroke()
        path = QPainterPath(self.at(*points[0]))
        for i in range(1, len(points), 3):
            path.cubicTo(self.at(*points[i]), self.at(*points[i + 1]), self.at(*points[i + 2]))
        self._painter.drawPath(path)

    def dot(self, x: float, y: float, radius: float = 0.09, *, hollow: bool = False) -> None:
        """A disc, or a circle."""
        if hollow:
            self._stroke(0.06, 0.7)
        else:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(self._color)
        self._painter.drawEllipse(self.at(x, y), radius * self.unit, radius * self.unit)

    def box(self, x: float, y: float, w: float, h: float, *, fill: float = 0.0, stroke: bool = True) -> None:
        """A rectangle with round corners, filled with so much of the colour."""
        self._stroke(0.08)
        if not stroke:
            self._painter.setPen(Qt.PenStyle.NoPen)
        if fill:
            color = QColor(self._color)
            color.setAlphaF(fill)
            self._painter.setBrush(color)
        corner = 0.06 * self.unit
        self._painter.drawRoundedRect(QRectF(self.at(x, y), self.at(x + w, y + h)), corner, corner)
