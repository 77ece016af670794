"""The path of training on a plane of the loss."""

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPen

from playground.arrays import Floats
from playground.engine.events.pictures import LossPlane, PlanePath
from playground.ui.plots.chart.items import Lines, Spots
from playground.ui.plots.chart.view import View

NEAR = 14
"""Distance in pixels within which the cursor picks a point of the path."""


CURRENT = "#F0442E"
"""Colour of the ring around the current point, and of its mark beside the colour bar."""


class PathLayer:
    """A line with its start and its current point, a ring that is filled with the colour of the true loss.

    Attributes:
        line: The path.
        spots: Start and current point.
    """

    def __init__(self, view: View, z: int) -> None:
        self.line, self.spots = Lines(view), Spots(view)
        self.line.set_pens(QPen(QColor("#14171C"), 4), QPen(QColor("#FFFFFF"), 1.8))
        view.add(self.line, z)
        view.add(self.spots, z + 1)

    def clear(self) -> None:
        """Show nothing."""
        self.line.clear()
        self.spots.clear()

    def show_path(self, path: PlanePath | None, plane: LossPlane, size: QSize, color: str = CURRENT) -> None:
        """Show a path, or none.

        Args:
            path: The path.
            plane: Where it lies.
            size: Of the canvas, in pixels.
            color: Of the true loss at the current point; without one the point is all red.
        """
        if path is None or not len(path.x):
            self.clear()
            return
        self.line.show_points(*_thinned(path, plane, size))
        x, y = float(path.x[-1]), float(path.y[-1])
        self.spots.show_spots(
            [
                (float(path.x[0]), float(path.y[0]), 9, "#FFFFFF", "#14171C"),
                (x, y, 16, CURRENT, "#FFFFFF"),
                (x, y, 8, color, "#14171C" if color != CURRENT else CURRENT),
            ]
        )


def point_at(path: PlanePath, at: tuple[float, float], pixel: tuple[float, float]) -> int | None:
    """Return the index of the point of a path near a position; None if none is near.

    Args:
        path: At least one point.
        at: Coordinates on the plane.
        pixel: Width and height of a pixel in these coordinates.
    """
    distance = np.hypot((path.x - at[0]) / pixel[0], (path.y - at[1]) / pixel[1])
    nearest = int(np.nanargmin(distance)) if np.isfinite(distance).any() else 0
    return nearest if distance[nearest] <= NEAR else None


def _thinned(path: PlanePath, plane: LossPlane, size: QSize) -> tuple[Floats, Floats]:
    """Drop the points of a path that fall on the same half pixel as the one before."""
    x = np.round((path.x - plane.x[0]) / (plane.x[-1] - plane.x[0]) * size.width() * 2)
    y = np.round((path.y - plane.y[0]) / (plane.y[-1] - plane.y[0]) * size.height() * 2)
    kept = np.ones(len(x), bool)
    kept[1:-1] = (np.diff(x)[:-1] != 0) | (np.diff(y)[:-1] != 0)
    return path.x[kept].astype(np.float64), path.y[kept].astype(np.float64)
