"""Arrows at the heads of a race: the latest step, and the direction of steepest descent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.arrays import Doubles
from playground.catalog.expression import FormulaProblem
from playground.catalog.kinds import Surface
from playground.ui.plots.chart.items import Overlay
from playground.ui.plots.chart.view import View
from playground.ui.plots.race.drawn_lane import DrawnLane

LONGEST_PX, SHORTEST_PX = 52.0, 7.0
FARTHEST_PX = 1e9
"""Arrows longer or farther away than this belong to a diverging lane and are not drawn."""
VELOCITY_TIP = (
    "Solid arrows: latest step of each lane; the longest has 52 pixels, lengths scale with the square root"
)
GRADIENT_TIP = (
    "Dashed arrows: minus the gradient at each head, without noise; lengths scale as for the velocity"
)


@dataclass(frozen=True)
class HeadArrow:
    """An arrow on the surface.

    Attributes:
        at: Start point.
        along: Vector in coordinates of the surface.
        color: ``#RRGGBB``.
        dashed: Whether the shaft is dashed.
    """

    at: tuple[float, float]
    along: tuple[float, float]
    color: str
    dashed: bool = False


def velocities(paths: Sequence[DrawnLane], step: int) -> list[HeadArrow]:
    """Return the latest step of each lane at a step of the race."""
    found = []
    for path in paths:
        at = min(step, len(path) - 1)
        if at >= 1:
            here, before = path.places[at, 0], path.places[at - 1, 0]
            found.append(HeadArrow(_pair(here), _pair(here - before), path.color))
    return found


def descents(surface: Surface, paths: Sequence[DrawnLane], step: int) -> list[HeadArrow]:
    """Return minus the gradient at the head of each lane."""
    heads = [path.places[min(step, len(path) - 1), 0] for path in paths]
    if not heads:
        return []
    at = torch.from_numpy(np.stack(heads)).requires_grad_()
    try:
        heights = surface.value(at[:, 0], at[:, 1])
    except FormulaProblem:
        return []
    slopes = np.zeros((len(heads), 2))
    if heights.requires_grad:
        slopes = torch.autograd.grad(heights.sum(), at)[0].numpy()
    return [
        HeadArrow(_pair(head), _pair(-slope), path.color, dashed=True)
        for path, head, slope in zip(paths, heads, slopes, strict=True)
    ]


def _pair(values: Doubles) -> tuple[float, float]:
    return float(values[0]), float(values[1])


class HeadArrows(Overlay):
    """Draws arrows with lengths in pixels, so that they look the same at any zoom."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self.groups: list[list[HeadArrow]] = []

    def show_arrows(self, *groups: list[HeadArrow]) -> None:
        """Show groups of arrows; the arrows of a group share a scale."""
        self.groups = [
            [arrow for arrow in group if np.isfinite([*arrow.at, *arrow.along]).all() and any(arrow.along)]
            for group in groups
        ]
        self.update()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Qt: draw at pixel positions."""
        transform = self.sceneTransform()
        back, invertible = transform.inverted()
        if not invertible:
            return
        painter.save()
        painter.setTransform(back * painter.transform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for group in self.groups:
            _draw_group(painter, group, transform)
        painter.restore()


def _draw_group(painter: QPainter, group: list[HeadArrow], transform: QTransform) -> None:
    drawn = []
    for arrow in group:
        begin = transform.map(QPointF(*arrow.at))
        tip = transform.map(QPointF(arrow.at[0] + arrow.along[0], arrow.at[1] + arrow.along[1]))
        length = float(np.hypot(tip.x() - begin.x(), tip.y() - begin.y()))
        if 0 < length < FARTHEST_PX and abs(begin.x()) + abs(begin.y()) < FARTHEST_PX:
            drawn.append((arrow, begin, tip, length))
    longest = max((length for *_, length in drawn), default=0.0)
    for arrow, begin, tip, length in drawn:
        _draw(painter, arrow, begin, begin + (tip - begin) * (pixels(length, longest) / length))


def pixels(length: float, longest: float) -> float:
    """Return the drawn length of an arrow, relative to the longest of its group."""
    return max(SHORTEST_PX, LONGEST_PX * math.sqrt(length / longest))


def _draw(painter: QPainter, arrow: HeadArrow, begin: QPointF, tip: QPointF) -> None:
    shaft = tip - begin
    length = float(np.hypot(shaft.x(), shaft.y()))
    along = shaft / length
    size = min(length, 9.0)
    aside, neck = QPointF(-along.y(), along.x()) * size * 0.45, tip - along * size
    head = QPainterPath(tip)
    head.lineTo(neck + aside)
    head.lineTo(neck - aside)
    head.closeSubpath()
    style = Qt.PenStyle.DashLine if arrow.dashed else Qt.PenStyle.SolidLine
    for color, width in (("#FFFFFF", 4.4), (arrow.color, 2.2)):
        painter.setPen(QPen(QColor(color), width, style if width < 3 else Qt.PenStyle.SolidLine))
        painter.drawLine(begin, neck)
        painter.setPen(QPen(QColor(color), width - 1.2 if width > 3 else 0.6))
        painter.setBrush(QColor(color))
        painter.drawPath(head)
