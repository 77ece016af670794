"""A pencil for small signs: strokes in a unit square, sharp at any zoom."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF


class Pencil:
    """Draws in a unit square scaled to a box; y grows downwards."""

    def __init__(self, painter: QPainter, box: QRectF, color: QColor) -> None:
        self._painter = painter
        self._box = box
        self._color = color
        self.unit = box.width()

    def at(self, x: float, y: float) -> QPointF:
        """Convert a point of the unit square to the painter's coordinates."""
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
        """Draw straight lines from point to point."""
        self._stroke(width, alpha)
        self._painter.drawPolyline(QPolygonF([self.at(x, y) for x, y in points]))

    def curve(self, *points: tuple[float, float]) -> None:
        """Draw cubic Bézier curves: a start, then two control points and an end each."""
        self._stroke()
        path = QPainterPath(self.at(*points[0]))
        for i in range(1, len(points), 3):
            path.cubicTo(self.at(*points[i]), self.at(*points[i + 1]), self.at(*points[i + 2]))
        self._painter.drawPath(path)

    def dot(self, x: float, y: float, radius: float = 0.09, *, hollow: bool = False) -> None:
        """Draw a disc, or a circle."""
        if hollow:
            self._stroke(0.06, 0.7)
        else:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(self._color)
        self._painter.drawEllipse(self.at(x, y), radius * self.unit, radius * self.unit)

    def box(self, x: float, y: float, w: float, h: float, *, fill: float = 0.0, stroke: bool = True) -> None:
        """Draw a rectangle with rounded corners, filled with the colour at opacity ``fill``."""
        self._stroke(0.08)
        if not stroke:
            self._painter.setPen(Qt.PenStyle.NoPen)
        if fill:
            color = QColor(self._color)
            color.setAlphaF(fill)
            self._painter.setBrush(color)
        corner = 0.06 * self.unit
        self._painter.drawRoundedRect(QRectF(self.at(x, y), self.at(x + w, y + h)), corner, corner)
