"""The walls behind a relief with grid lines, and the labels at its edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from playground.arrays import Doubles
from playground.ui.plots.chart import numbers
from playground.ui.plots.race.relief.camera import TALL, Camera, project
from playground.ui.plots.race.relief.mesh import Relief
from playground.ui.style.theme import Theme, small_font

MOST_TICKS = 6
AWAY = 15.0
"""Pixels between an edge of the box and its tick labels."""
TITLE_AWAY = 36.0

Ticks = Sequence[tuple[float, str]]
"""Positions in 0..1 along an edge, and labels."""


@dataclass(frozen=True)
class Sight:
    """The view of the box: camera, clip matrix, and size of the picture in pixels."""

    camera: Camera
    matrix: Doubles
    width: float
    height: float

    def pixels(self, points: Doubles) -> Doubles:
        """Project points of the box to pixels, ``(n, 2)``."""
        return project(self.matrix, points, self.width, self.height)

    def pixel(self, *point: float) -> QPointF:
        """Project a point of the box to a pixel."""
        return QPointF(*self.pixels(np.array([point]))[0].tolist())


def plane_ticks(low: float, high: float) -> Ticks:
    """Find round numbers on a linear axis."""
    step, found = numbers.ticks(low, high, MOST_TICKS)
    return [((at - low) / (high - low), numbers.tick(at, step)) for at in found if low <= at <= high]


def draw_walls(painter: QPainter, sight: Sight, relief: Relief, ticks: Ticks, theme: Theme) -> None:
    """Draw floor and back walls with grid lines.

    Args:
        painter: Painter in pixels.
        sight: View of the box.
        relief: Surface in the box.
        ticks: Ticks of the heights.
        theme: Colours.
    """
    back_x, back_y = _far_side(sight.camera)
    floor = [(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)]
    walls = (
        floor,
        [(back_x, -1, 0), (back_x, 1, 0), (back_x, 1, TALL), (back_x, -1, TALL)],
        [(-1, back_y, 0), (1, back_y, 0), (1, back_y, TALL), (-1, back_y, TALL)],
    )
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.setBrush(QColor(theme.raised))
    for wall in walls:
        painter.drawPolygon(QPolygonF([sight.pixel(*point) for point in wall]))
    painter.setPen(QPen(QColor(theme.grid), 1))
    for share, _ in plane_ticks(*relief.x):
        at = 2 * share - 1
        painter.drawLine(sight.pixel(at, -1, 0), sight.pixel(at, 1, 0))
        painter.drawLine(sight.pixel(at, back_y, 0), sight.pixel(at, back_y, TALL))
    for share, _ in plane_ticks(*relief.y):
        at = 2 * share - 1
        painter.drawLine(sight.pixel(-1, at, 0), sight.pixel(1, at, 0))
        painter.drawLine(sight.pixel(back_x, at, 0), sight.pixel(back_x, at, TALL))
    for share, _ in ticks:
        tall = TALL * share
        painter.drawLine(sight.pixel(back_x, -1, tall), sight.pixel(back_x, 1, tall))
        painter.drawLine(sight.pixel(-1, back_y, tall), sight.pixel(1, back_y, tall))


def draw_labels(painter: QPainter, sight: Sight, relief: Relief, ticks: Ticks, theme: Theme) -> None:
    """Label the near edges of the floor, and the heights at an upright edge."""
    back_x, back_y = _far_side(sight.camera)
    painter.setFont(small_font(theme))
    painter.setPen(QColor(theme.muted))
    for share, label in plane_ticks(*relief.x):
        _outside(painter, sight, (2 * share - 1, -back_y), (0, -back_y), label, AWAY)
    _outside(painter, sight, (0, -back_y), (0, -back_y), "x", TITLE_AWAY)
    for share, label in plane_ticks(*relief.y):
        _outside(painter, sight, (-back_x, 2 * share - 1), (-back_x, 0), label, AWAY)
    _outside(painter, sight, (-back_x, 0), (-back_x, 0), "y", TITLE_AWAY)
    edge = min(((back_x, -back_y), (-back_x, back_y)), key=lambda corner: sight.pixel(*corner, 0).x())
    for share, label in ticks:
        at = sight.pixel(*edge, TALL * share)
        _write(painter, QPointF(at.x() - 8, at.y()), label, right=True)
    top = sight.pixel(*edge, TALL)
    _write(painter, QPointF(top.x() - 8, top.y() - 18), "f", right=True)


def _far_side(camera: Camera) -> tuple[float, float]:
    """Return the sides x and y of the box that face away from the viewer."""
    eye = camera.eye()
    return (-1.0 if eye[0] > 0 else 1.0), (-1.0 if eye[1] > 0 else 1.0)


def _outside(
    painter: QPainter,
    sight: Sight,
    at: tuple[float, float],
    outwards: tuple[float, float],
    label: str,
    away: float,
) -> None:
    """Write a label beside a point of the floor, ``away`` pixels from it in a direction of the floor."""
    begin = sight.pixel(*at, 0)
    shift = sight.pixel(at[0] + 0.1 * outwards[0], at[1] + 0.1 * outwards[1], 0) - begin
    length = max(1e-6, float(np.hypot(shift.x(), shift.y())))
    _write(painter, begin + shift * (away / length), label)


def _write(painter: QPainter, at: QPointF, label: str, *, right: bool = False) -> None:
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(label) + 2, metrics.height()
    left = at.x() - width if right else at.x() - width / 2
    painter.drawText(QRectF(left, at.y() - height / 2, width, height), Qt.AlignmentFlag.AlignCenter, label)
