"""The tiny curve of an activation function on its chip."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from playground.catalog.kinds import ACTIVATIONS, UnknownEntry
from playground.spec.base import Choice, Value

POINTS = 33
SPAN = 3.0
"""The curve is drawn for inputs between minus and plus this."""


def draw_curve(painter: QPainter, box: QRectF, choice: Choice, color: QColor, axis: QColor) -> None:
    """Draw an activation function over -3..3 into a box, with a faint line at zero; nothing for unknown entries."""
    values = _samples(choice.kind, tuple(sorted(choice.params.items())))
    if not values:
        return
    low, high = min(*values, 0.0), max(*values, 0.0)
    height = max(high - low, 1e-6)

    def y_of(value: float) -> float:
        return box.bottom() - (value - low) / height * box.height()

    painter.setPen(QPen(axis, 1.0))
    painter.drawLine(QPointF(box.left(), y_of(0.0)), QPointF(box.right(), y_of(0.0)))
    step = box.width() / (len(values) - 1)
    line = QPolygonF([QPointF(box.left() + i * step, y_of(value)) for i, value in enumerate(values)])
    painter.setPen(QPen(color, 1.6))
    painter.drawPolyline(line)


@lru_cache(maxsize=256)
def _samples(kind: str, params: tuple[tuple[str, Value], ...]) -> tuple[float, ...]:
    try:
        entry = ACTIVATIONS.create(kind, dict(params))
    except UnknownEntry:
        return ()
    places = [SPAN * (2 * place / (POINTS - 1) - 1) for place in range(POINTS)]
    return tuple(min(4.0, max(-4.0, value)) for value in entry.curve(places))
