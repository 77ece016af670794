"""The snowflake on the card of a frozen node."""

from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.ui.canvas.geometry import WIDTH

SIZE = 15.0
MARGIN = 9.0
ARMS = 6


def snow_box() -> QRectF:
    """Where a card has its snowflake."""
    return QRectF(WIDTH - MARGIN - SIZE, 9.0, SIZE, SIZE)


def paint_snowflake(painter: QPainter, box: QRectF, color: QColor) -> float:
    """Paint a snowflake into a square; return its width."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    center, radius = box.center(), box.width() / 2
    for arm in range(ARMS):
        angle = pi * (2 * arm / ARMS + 0.5)
        painter.drawLine(center, _at(center, angle, radius))
        fork = _at(center, angle, 0.55 * radius)
        for side in (-1, 1):
            painter.drawLine(fork, _at(fork, angle + side * pi / 4, 0.38 * radius))
    return box.width()


def _at(center: QPointF, angle: float, distance: float) -> QPointF:
    return QPointF(center.x() + distance * cos(angle), center.y() - distance * sin(angle))
