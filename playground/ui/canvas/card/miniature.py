"""The small picture of a block's inside on its card."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from playground.ui.canvas.card.card_state import MINI_PITCH, Miniature
from playground.ui.canvas.card.colors import tint
from playground.ui.canvas.geometry import PORT_Y, WIDTH, wire_path
from playground.ui.style.theme import Theme

TALL = 72.0
"""Height of a layer in the picture, in pixels of the block's canvas."""
LARGEST = 0.15
"""Scale of the picture of a small block."""
LEAST = (5.0, 4.0)
"""A layer is never drawn smaller than this."""


def paint_miniature(painter: QPainter, inside: Miniature, box: QRectF, theme: Theme) -> None:
    """Paint the layers in their families' colours, and the wires behind them, into a box."""
    painter.save()
    well = QPainterPath()
    well.addRoundedRect(box, 6.0, 6.0)
    painter.setClipPath(well)
    painter.fillRect(box, tint(theme.muted, 0.09))
    span = QRectF(0.0, 0.0, inside.span[0] + WIDTH, inside.span[1] + TALL)
    room = box.adjusted(12.0, 6.0, -12.0, -6.0)
    scale = min(room.width() / span.width(), room.height() / span.height(), LARGEST)
    origin = box.center() - span.center() * scale

    def at(x: float, y: float) -> QPointF:
        return origin + QPointF(x, y) * scale

    painter.setPen(QPen(tint(theme.wire, 0.9), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for x0, y0, x1, y1 in inside.wires:
        start = at(x0 + WIDTH, y0 + PORT_Y)
        end = at(x1, y1 + PORT_Y)
        if x0 < 0:
            start.setX(box.left())
        if x1 >= inside.span[0] + MINI_PITCH:
            end.setX(box.right())
        painter.drawPath(_curve(start, end))
    painter.setPen(Qt.PenStyle.NoPen)
    width, height = max(LEAST[0], WIDTH * scale), max(LEAST[1], TALL * scale)
    for x, y, family in inside.boxes:
        painter.setBrush(QColor(theme.groups.get(family, theme.muted)))
        painter.drawRoundedRect(QRectF(at(x, y), at(x, y) + QPointF(width, height)), 1.5, 1.5)
    painter.restore()


def _curve(start: QPointF, end: QPointF) -> QPainterPath:
    if end.x() < start.x():
        return wire_path(start, end)
    middle = (start.x() + end.x()) / 2
    path = QPainterPath(start)
    path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)
    return path
