"""Small signs for the layers of the catalog, drawn as strokes so that they are sharp at every zoom."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF


class _Pencil:
    """Draws in a unit square that is laid over the box; y grows downwards."""

    def __init__(self, painter: QPainter, box: QRectF, color: QColor) -> None:
        self._painter = painter
        self._box = box
        self._color = color
        self.unit = box.width()

    def at(self, x: float, y: float) -> QPointF:
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
        if hollow:
            self._stroke(0.06, 0.7)
        else:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(self._color)
        self._painter.drawEllipse(self.at(x, y), radius * self.unit, radius * self.unit)

    def box(self, x: float, y: float, w: float, h: float, *, fill: float = 0.0, stroke: bool = True) -> None:
        self._stroke(0.08)
        if not stroke:
            self._painter.setPen(Qt.PenStyle.NoPen)
        if fill:
            color = QColor(self._color)
            color.setAlphaF(fill)
            self._painter.setBrush(color)
        corner = 0.06 * self.unit
        self._painter.drawRoundedRect(QRectF(self.at(x, y), self.at(x + w, y + h)), corner, corner)


def draw_glyph(painter: QPainter, box: QRectF, kind: str, color: QColor) -> None:
    """Draw the sign of a layer into a square box; an unknown layer gets a plain frame."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _GLYPHS.get(kind, _frame)(_Pencil(painter, box, color))
    painter.restore()


def _frame(pencil: _Pencil) -> None:
    pencil.box(0.15, 0.15, 0.7, 0.7, fill=0.2)


def _input(pencil: _Pencil) -> None:
    pencil.line((0.45, 0.12), (0.85, 0.12), (0.85, 0.88), (0.45, 0.88))
    pencil.line((0.08, 0.5), (0.6, 0.5))
    pencil.line((0.42, 0.32), (0.6, 0.5), (0.42, 0.68))


def _output(pencil: _Pencil) -> None:
    pencil.line((0.55, 0.12), (0.15, 0.12), (0.15, 0.88), (0.55, 0.88))
    pencil.line((0.4, 0.5), (0.92, 0.5))
    pencil.line((0.74, 0.32), (0.92, 0.5), (0.74, 0.68))


def _linear(pencil: _Pencil) -> None:
    for y in (0.14, 0.5, 0.86):
        for other in (0.28, 0.72):
            pencil.line((0.15, y), (0.85, other), width=0.05, alpha=0.75)
    for y in (0.14, 0.5, 0.86):
        pencil.dot(0.15, y, 0.1)
    for y in (0.28, 0.72):
        pencil.dot(0.85, y, 0.1)


def _conv(pencil: _Pencil) -> None:
    pencil.box(0.08, 0.08, 0.84, 0.84)
    pencil.line((0.36, 0.08), (0.36, 0.92), width=0.05, alpha=0.7)
    pencil.line((0.64, 0.08), (0.64, 0.92), width=0.05, alpha=0.7)
    pencil.line((0.08, 0.36), (0.92, 0.36), width=0.05, alpha=0.7)
    pencil.line((0.08, 0.64), (0.92, 0.64), width=0.05, alpha=0.7)
    pencil.box(0.08, 0.08, 0.56, 0.56, fill=0.45)


def _max_pool(pencil: _Pencil) -> None:
    pencil.box(0.08, 0.08, 0.84, 0.84)
    pencil.line((0.5, 0.08), (0.5, 0.92), width=0.05, alpha=0.7)
    pencil.line((0.08, 0.5), (0.92, 0.5), width=0.05, alpha=0.7)
    pencil.box(0.5, 0.08, 0.42, 0.42, fill=0.9)


def _avg_pool(pencil: _Pencil) -> None:
    pencil.box(0.08, 0.08, 0.84, 0.84, fill=0.3)
    pencil.line((0.5, 0.08), (0.5, 0.92), width=0.05, alpha=0.7)
    pencil.line((0.08, 0.5), (0.92, 0.5), width=0.05, alpha=0.7)


def _global_pool(pencil: _Pencil) -> None:
    pencil.box(0.08, 0.08, 0.84, 0.84)
    pencil.line((0.26, 0.26), (0.42, 0.42), width=0.07)
    pencil.line((0.74, 0.26), (0.58, 0.42), width=0.07)
    pencil.line((0.26, 0.74), (0.42, 0.58), width=0.07)
    pencil.line((0.74, 0.74), (0.58, 0.58), width=0.07)
    pencil.dot(0.5, 0.5, 0.07)


def _flatten(pencil: _Pencil) -> None:
    pencil.box(0.06, 0.2, 0.26, 0.26, fill=0.35)
    pencil.box(0.06, 0.54, 0.26, 0.26, fill=0.35)
    pencil.line((0.44, 0.5), (0.62, 0.5), width=0.07)
    pencil.box(0.72, 0.08, 0.2, 0.84, fill=0.35)


def _bell(pencil: _Pencil) -> None:
    pencil.curve(
        (0.06, 0.84), (0.36, 0.84), (0.34, 0.14), (0.5, 0.14), (0.66, 0.14), (0.64, 0.84), (0.94, 0.84)
    )


def _batch_norm(pencil: _Pencil) -> None:
    _bell(pencil)
    pencil.line((0.5, 0.34), (0.5, 0.84), width=0.06, alpha=0.7)


def _layer_norm(pencil: _Pencil) -> None:
    _bell(pencil)
    pencil.line((0.3, 0.62), (0.7, 0.62), width=0.06, alpha=0.7)


def _dropout(pencil: _Pencil) -> None:
    kept = {(0, 0), (1, 1), (2, 1), (0, 2), (2, 2)}
    for column in range(3):
        for row in range(3):
            hollow = (column, row) not in kept
            pencil.dot(0.17 + 0.33 * column, 0.17 + 0.33 * row, 0.09 if hollow else 0.11, hollow=hollow)


def _ring(pencil: _Pencil) -> None:
    pencil.curve(
        (0.5, 0.06), (0.74, 0.06), (0.94, 0.26), (0.94, 0.5), (0.94, 0.74), (0.74, 0.94), (0.5, 0.94),
        (0.26, 0.94), (0.06, 0.74), (0.06, 0.5), (0.06, 0.26), (0.26, 0.06), (0.5, 0.06),
    )  # fmt: skip


def _add(pencil: _Pencil) -> None:
    _ring(pencil)
    pencil.line((0.5, 0.3), (0.5, 0.7))
    pencil.line((0.3, 0.5), (0.7, 0.5))


def _multiply(pencil: _Pencil) -> None:
    _ring(pencil)
    pencil.line((0.36, 0.36), (0.64, 0.64))
    pencil.line((0.64, 0.36), (0.36, 0.64))


def _concat(pencil: _Pencil) -> None:
    pencil.box(0.3, 0.06, 0.4, 0.36, fill=0.6)
    pencil.box(0.3, 0.58, 0.4, 0.36, fill=0.2)
    pencil.line((0.3, 0.42), (0.3, 0.58), width=0.08)
    pencil.line((0.7, 0.42), (0.7, 0.58), width=0.08)


def _activation(pencil: _Pencil) -> None:
    pencil.curve((0.06, 0.86), (0.6, 0.86), (0.4, 0.14), (0.94, 0.14))


def _block(pencil: _Pencil) -> None:
    pencil.box(0.06, 0.1, 0.88, 0.8)
    pencil.box(0.2, 0.36, 0.2, 0.28, fill=0.6)
    pencil.box(0.6, 0.36, 0.2, 0.28, fill=0.6)
    pencil.line((0.4, 0.5), (0.6, 0.5), width=0.06)


def _network(pencil: _Pencil) -> None:
    pencil.box(0.06, 0.3, 0.2, 0.4, fill=0.6)
    pencil.box(0.4, 0.12, 0.2, 0.3, fill=0.3)
    pencil.box(0.4, 0.58, 0.2, 0.3, fill=0.3)
    pencil.box(0.74, 0.3, 0.2, 0.4, fill=0.6)
    for y in (0.27, 0.73):
        pencil.line((0.26, 0.5), (0.4, y), width=0.06)
        pencil.line((0.6, y), (0.74, 0.5), width=0.06)


_GLYPHS: dict[str, Callable[[_Pencil], None]] = {
    "input": _input,
    "output": _output,
    "linear": _linear,
    "conv2d": _conv,
    "max_pool": _max_pool,
    "avg_pool": _avg_pool,
    "global_pool": _global_pool,
    "flatten": _flatten,
    "batch_norm": _batch_norm,
    "layer_norm": _layer_norm,
    "dropout": _dropout,
    "add": _add,
    "multiply": _multiply,
    "concat": _concat,
    "activation": _activation,
    "block": _block,
    "network": _network,
}
