"""The vectors of one step as arrows: how long each is drawn, which one is meant, and how they are painted."""

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

from playground.catalog.kinds import Role
from playground.engine.race.surface.explained_step import ExplainedStep, Line
from playground.ui.plots.chart.levels import Floats
from playground.ui.plots.chart.numbers import MINUS
from playground.ui.plots.race.step.colors import arrows, ink
from playground.ui.style.theme import Theme

LONGEST = 0.86
"""Of an arrow, in parts of the way from the middle to the border."""
SHARES: dict[Role, float] = {"gradient": LONGEST, "velocity": LONGEST, "direction": 0.72}
"""Length of the longest arrow of each scale."""
STEP = 0.56
"""Greatest length of the step, which is drawn to scale."""
NEAR = 7
"""Pixels within which an arrow is meant by the cursor."""
FAINT = 0.22
SAMPLES = 24
"""Points of an arrow that a label should not lie on."""


@dataclass(frozen=True)
class Arrow:
    """A vector as it is drawn, in pixels from the middle, downwards.

    Attributes:
        name: Of the quantity.
        role: Of the quantity.
        label: At its head.
        color: Of all of it.
        tip: Where it ends.
        chain: Corners of what it is added up from, first the middle; empty for no sum.
        width: Of its line.
    """

    name: str
    role: Role
    label: str
    color: str
    tip: QPointF
    chain: tuple[QPointF, ...]
    width: float


def scales(step: ExplainedStep, half: float, radius: float) -> dict[Role, float]:
    """Pixels for one of each role's units.

    Args:
        step: What is drawn.
        half: Pixels from the middle to the nearer border.
        radius: The same in coordinates.
    """
    sizes: dict[float, float] = {}
    for line in arrows(step).values():
        share, size = SHARES.get(line.term.role, 0.0), hypot(*line.value)
        if isfinite(size):
            sizes[share] = max(sizes.get(share, 0.0), size)
    found: dict[Role, float] = {
        role: half * share / sizes[share] if sizes.get(share) else 0.0 for role, share in SHARES.items()
    }
    return {**found, "step": half / radius}


def drawn(step: ExplainedStep, theme: Theme, half: float, radius: float) -> list[Arrow]:
    """The arrows of a step, the longest first and the step last; see ``scales``."""
    pixels = scales(step, half, radius)
    made = [_arrow(line, pixels[line.term.role], theme) for line in arrows(step).values()]
    whole = [each for each in made if isfinite(each.tip.x()) and isfinite(each.tip.y())]
    return sorted(whole, key=lambda arrow: (arrow.width, -_length(arrow.tip)))


def words(step: ExplainedStep, half: float, radius: float) -> str:
    """How long the arrows are drawn, against the axes."""
    pixels = scales(step, half, radius)
    by_share: dict[float, list[Line]] = {}
    for line in arrows(step).values():
        if line.term.role != "step":
            by_share.setdefault(SHARES[line.term.role], []).append(line)
    parts = [
        f"{', '.join(_label(line) for line in lines)} × {_rough(pixels[lines[0].term.role] / pixels['step'])}"
        for lines in by_share.values()
        if pixels[lines[0].term.role]
    ]
    return "; ".join(["Step drawn to scale", *parts]) + "."


def nearest(made: Sequence[Arrow], at: QPointF) -> str:
    """Name of the arrow at a point; empty where there is none near."""
    distance, name = min(((_distance(at, arrow.tip), arrow.name) for arrow in made), default=(inf, ""))
    return name if distance <= NEAR else ""


def paint_arrows(painter: QPainter, made: Sequence[Arrow], lit: str) -> None:
    """Paint from the origin; one that is lit is the only one in full colour, with what it is added up from."""
    for arrow in sorted(made, key=lambda each: each.name == lit):
        if arrow.name == lit:
            _paint_chain(painter, arrow)
        _paint_arrow(painter, arrow, _shade(arrow, lit))


def paint_labels(painter: QPainter, made: Sequence[Arrow], lit: str, theme: Theme, area: QRectF) -> None:
    """Write at the heads, beside each other; what has no room is left out."""
    font = QFont(theme.family)
    font.setPixelSize(theme.base_px)
    font.setBold(True)
    metrics = QFontMetricsF(font)
    taken: list[QRectF] = []
    points = _points(made)
    for arrow in sorted(made, key=lambda each: each.name != lit):
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
        painter.fillPath(text, _shade(arrow, lit))
        painter.translate(-best.left() - 2, -best.top() - metrics.ascent())


@lru_cache(maxsize=128)
def _outlines(label: str, font: str) -> tuple[QPainterPath, QPainterPath]:
    """A label that stands at 0, 0, and it with the line around it that keeps it apart from what it lies on."""
    chosen = QFont()
    chosen.fromString(font)
    text = QPainterPath()
    text.addText(0, 0, chosen, label)
    stroker = QPainterPathStroker()
    stroker.setWidth(3)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return text, stroker.createStroke(text).simplified()


def _arrow(line: Line, scale: float, theme: Theme) -> Arrow:
    # What is subtracted from the place is drawn the way it pushes.
    along = 1.0 if line.term.role == "step" else -1.0
    corners = [QPointF(0, 0)]
    for part in line.parts if len(line.parts) > 1 else ():
        corners.append(corners[-1] + QPointF(along * scale * part[0], -along * scale * part[1]))
    return Arrow(
        line.term.name,
        line.term.role,
        _label(line),
        ink(theme, line.term.role),
        QPointF(along * scale * line.value[0], -along * scale * line.value[1]),
        tuple(corners) if len(corners) > 2 else (),
        3.4 if line.term.role == "step" else 2.0,
    )


def _rough(factor: float) -> str:
    """Two digits, e.g. ``0.013``, ``1.7e5``."""
    mantissa, _, power = f"{factor:.2g}".partition("e")
    return f"{mantissa}e{int(power)}".replace("-", MINUS) if power else mantissa


def _label(line: Line) -> str:
    return line.term.symbol if line.term.role == "step" else f"−{line.term.symbol}"


def _shade(arrow: Arrow, lit: str) -> QColor:
    color = QColor(arrow.color)
    color.setAlphaF(FAINT if lit and arrow.name != lit else 1.0)
    return color


def _places(arrow: Arrow, metrics: QFontMetricsF) -> list[QRectF]:
    """Where the label may stand, the best place first."""
    size = QRectF(0, 0, metrics.horizontalAdvance(arrow.label) + 4, metrics.height())
    along = arrow.tip / max(1e-9, _length(arrow.tip))
    aside = QPointF(-along.y(), along.x()) * 15
    heads = [arrow.tip + along * 13, arrow.tip + aside - along * 2, arrow.tip - aside - along * 2]
    shafts = [arrow.tip * share + side for share in (0.75, 0.5, 0.3) for side in (aside, -aside)]
    return [size.translated(place - size.center()) for place in (*heads, *shafts)]


def _points(made: Sequence[Arrow]) -> Floats:
    """Points along all arrows, ``(n, 2)``."""
    tips = np.array([(arrow.tip.x(), arrow.tip.y()) for arrow in made]).reshape(-1, 1, 2)
    return (tips * np.linspace(0, 1, SAMPLES)[:, None]).reshape(-1, 2)


def _covered(box: QRectF, points: Floats) -> int:
    """How much of the arrows a label would lie on."""
    x, y = points.T
    inside = (x >= box.left()) & (x <= box.right()) & (y >= box.top()) & (y <= box.bottom())
    return int(inside.sum())


def _length(point: QPointF) -> float:
    return hypot(point.x(), point.y())


def _distance(at: QPointF, tip: QPointF) -> float:
    """From a point to the line between the middle and a tip."""
    square = tip.x() ** 2 + tip.y() ** 2
    share = (at.x() * tip.x() + at.y() * tip.y()) / square if square else 0.0
    share = min(1.0, max(0.0, share))
    return hypot(at.x() - share * tip.x(), at.y() - share * tip.y())


def _paint_chain(painter: QPainter, arrow: Arrow) -> None:
    """What the arrow is added up from, each beginning where the one before ends."""
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
