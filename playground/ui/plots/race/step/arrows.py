"""The vectors of one step as arrows: their scales, hit test, and painting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import hypot, inf, isfinite

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
    QPolygonF,
)

from playground.arrays import Floats
from playground.catalog.kinds import Role
from playground.engine.race.surface.explained_step import ExplainedStep, Line
from playground.ui.plots.chart.numbers import MINUS
from playground.ui.plots.race.step.colors import arrow_lines, role_color
from playground.ui.style.theme import Theme

LONGEST = 0.86
"""Length of the longest arrow, relative to the distance from the centre to the border."""
SHARES: dict[Role, float] = {"gradient": LONGEST, "velocity": LONGEST, "direction": 0.72}
"""Relative length of the longest arrow of each role."""
STEP = 0.56
"""Maximum relative length of the step, which is drawn to scale."""
NEAR = 7
"""Pixels within which the cursor picks an arrow."""
FAINT = 0.22
SAMPLES = 24
"""Number of points along an arrow that labels should not cover."""


@dataclass(frozen=True)
class Arrow:
    """A vector as drawn, in pixels from the centre, y downwards.

    Attributes:
        name: Name of the quantity.
        role: Role of the quantity.
        label: Label at the head.
        color: Colour of the arrow.
        tip: End point.
        chain: Corners of the chain of its summands, starting at the centre; empty if it is no sum.
        width: Line width.
    """

    name: str
    role: Role
    label: str
    color: str
    tip: QPointF
    chain: tuple[QPointF, ...]
    width: float


def scales(step: ExplainedStep, half: float, radius: float) -> dict[Role, float]:
    """Return pixels per unit for each role.

    Args:
        step: Step to draw.
        half: Pixels from the centre to the nearer border.
        radius: The same distance in coordinates.
    """
    sizes: dict[float, float] = {}
    for line in arrow_lines(step).values():
        share, size = SHARES.get(line.term.role, 0.0), hypot(*line.value)
        if isfinite(size):
            sizes[share] = max(sizes.get(share, 0.0), size)
    found: dict[Role, float] = {
        role: half * share / sizes[share] if sizes.get(share) else 0.0 for role, share in SHARES.items()
    }
    return {**found, "step": half / radius}


def step_arrows(step: ExplainedStep, theme: Theme, half: float, radius: float) -> list[Arrow]:
    """Make the arrows of a step, the longest first and the step last; see ``scales``."""
    pixels = scales(step, half, radius)
    made = [_arrow(line, pixels[line.term.role], theme) for line in arrow_lines(step).values()]
    whole = [each for each in made if isfinite(each.tip.x()) and isfinite(each.tip.y())]
    return sorted(whole, key=lambda arrow: (arrow.width, -_length(arrow.tip)))


def scale_text(step: ExplainedStep, half: float, radius: float) -> str:
    """Describe how the arrows are scaled relative to the axes."""
    pixels = scales(step, half, radius)
    by_share: dict[float, list[Line]] = {}
    for line in arrow_lines(step).values():
        if line.term.role != "step":
            by_share.setdefault(SHARES[line.term.role], []).append(line)
    parts = [
        f"{', '.join(_label(line) for line in lines)} × {_rough(pixels[lines[0].term.role] / pixels['step'])}"
        for lines in by_share.values()
        if pixels[lines[0].term.role]
    ]
    return "; ".join(["Step drawn to scale", *parts]) + "."


def arrow_at(made: Sequence[Arrow], at: QPointF) -> str:
    """Return the name of the arrow at a point; empty if none is near."""
    distance, name = min(((_distance(at, arrow.tip), arrow.name) for arrow in made), default=(inf, ""))
    return name if distance <= NEAR else ""


def paint_arrows(painter: QPainter, made: Sequence[Arrow], highlighted: str) -> None:
    """Paint the arrows from the origin; a highlighted one alone has its full colour, and shows its summands."""
    for arrow in sorted(made, key=lambda each: each.name == highlighted):
        if arrow.name == highlighted:
            _paint_chain(painter, arrow)
        _paint_arrow(painter, arrow, _shade(arrow, highlighted))


def paint_labels(
    painter: QPainter, made: Sequence[Arrow], highlighted: str, theme: Theme, area: QRectF
) -> None:
    """Write labels at the heads without overlaps; labels without room are left out."""
    font = QFont(theme.family)
    font.setPixelSize(theme.base_px)
    font.setBold(True)
    metrics = QFontMetricsF(font)
    taken: list[QRectF] = []
    points = _points(made)
    for arrow in sorted(made, key=lambda each: each.name != highlighted):
        if _length(arrow.tip) < 1:
            continue
        boxes = [box for box in _places(arrow, metrics) if area.contains(box)]
        free = [box for box in boxes if not any(box.intersects(other) for other in taken)]
        if not free:
            continue
        best = min(free, key=lambda box: _covered(box, points))
        taken.append(best)
        text, halo = _outlines(arrow.label, font.toString())
        painter.translate(best.left() + 2, best.top() + metrics.ascent())
        painter.fillPath(halo, QColor(theme.canvas))
        painter.fillPath(text, _shade(arrow, highlighted))
        painter.translate(-best.left() - 2, -best.top() - metrics.ascent())


@lru_cache(maxsize=128)
def _outlines(label: str, font: str) -> tuple[QPainterPath, QPainterPath]:
    """Return the outline of a label at 0, 0, and the halo that sets it off from its background."""
    chosen = QFont()
    chosen.fromString(font)
    text = QPainterPath()
    text.addText(0, 0, chosen, label)
    stroker = QPainterPathStroker()
    stroker.setWidth(3)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return text, stroker.createStroke(text).simplified()


def _arrow(line: Line, scale: float, theme: Theme) -> Arrow:
    # What is subtracted from the position is drawn in the direction in which it pushes.
    along = 1.0 if line.term.role == "step" else -1.0
    corners = [QPointF(0, 0)]
    for part in line.parts if len(line.parts) > 1 else ():
        corners.append(corners[-1] + QPointF(along * scale * part[0], -along * scale * part[1]))
    return Arrow(
        line.term.name,
        line.term.role,
        _label(line),
        role_color(theme, line.term.role),
        QPointF(along * scale * line.value[0], -along * scale * line.value[1]),
        tuple(corners) if len(corners) > 2 else (),
        3.4 if line.term.role == "step" else 2.0,
    )


def _rough(factor: float) -> str:
    """Format with two digits, e.g. ``0.013``, ``1.7e5``."""
    mantissa, _, power = f"{factor:.2g}".partition("e")
    return f"{mantissa}e{int(power)}".replace("-", MINUS) if power else mantissa


def _label(line: Line) -> str:
    return line.term.symbol if line.term.role == "step" else f"−{line.term.symbol}"


def _shade(arrow: Arrow, highlighted: str) -> QColor:
    color = QColor(arrow.color)
    color.setAlphaF(FAINT if highlighted and arrow.name != highlighted else 1.0)
    return color


def _places(arrow: Arrow, metrics: QFontMetricsF) -> list[QRectF]:
    """Return possible rectangles of the label, the best one first."""
    size = QRectF(0, 0, metrics.horizontalAdvance(arrow.label) + 4, metrics.height())
    along = arrow.tip / max(1e-9, _length(arrow.tip))
    aside = QPointF(-along.y(), along.x()) * 15
    heads = [arrow.tip + along * 13, arrow.tip + aside - along * 2, arrow.tip - aside - along * 2]
    shafts = [arrow.tip * share + side for share in (0.75, 0.5, 0.3) for side in (aside, -aside)]
    return [size.translated(place - size.center()) for place in (*heads, *shafts)]


def _points(made: Sequence[Arrow]) -> Floats:
    """Return points along all arrows, ``(n, 2)``."""
    tips = np.array([(arrow.tip.x(), arrow.tip.y()) for arrow in made]).reshape(-1, 1, 2)
    return (tips * np.linspace(0, 1, SAMPLES)[:, None]).reshape(-1, 2)


def _covered(box: QRectF, points: Floats) -> int:
    """Count the points of arrows that a label would cover."""
    x, y = points.T
    inside = (x >= box.left()) & (x <= box.right()) & (y >= box.top()) & (y <= box.bottom())
    return int(inside.sum())


def _length(point: QPointF) -> float:
    return hypot(point.x(), point.y())


def _distance(at: QPointF, tip: QPointF) -> float:
    """Return the distance of a point from the line between the centre and a tip."""
    square = tip.x() ** 2 + tip.y() ** 2
    share = (at.x() * tip.x() + at.y() * tip.y()) / square if square else 0.0
    share = min(1.0, max(0.0, share))
    return hypot(at.x() - share * tip.x(), at.y() - share * tip.y())


def _paint_chain(painter: QPainter, arrow: Arrow) -> None:
    """Paint the summands of an arrow, each starting where the one before ends."""
    painter.setPen(QPen(QColor(arrow.color), 1.4, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(list(arrow.chain)))
    for corner in arrow.chain[1:]:
        painter.drawEllipse(corner, 2.5, 2.5)


def _paint_arrow(painter: QPainter, arrow: Arrow, color: QColor) -> None:
    length = _length(arrow.tip)
    if length < 1:
        return
    along = arrow.tip / length
    size = min(length, 6.0 + 2 * arrow.width)
    aside = QPointF(-along.y(), along.x()) * size * 0.42
    neck = arrow.tip - along * size
    painter.setPen(QPen(color, arrow.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(QPointF(0, 0), neck + along)
    head = QPainterPath(arrow.tip)
    head.lineTo(neck + aside)
    head.lineTo(neck - aside)
    head.closeSubpath()
    painter.fillPath(head, color)
