"""A surface over a plane as a mesh in a box, and what of it a line of sight meets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.ui.plots.race.relief.camera import TALL

Floats = NDArray[np.float64]

MARCH = 400
"""Points of a line of sight that are compared with the surface."""


@dataclass(frozen=True, eq=False)
class Relief:
    """Heights over a grid, which is stretched to the sides -1..1 of a box.

    Attributes:
        x: Ends of the columns in coordinates of the surface.
        y: Ends of the rows.
        heights: 0..1 of the box's height, NaN where there is no surface, ``(rows, columns)``.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    heights: Floats

    def to_box(self, places: Floats, heights: Floats) -> Floats:
        """Points in the box for coordinates ``(n, 2)`` and heights 0..1 ``(n,)``: ``(n, 3)``."""
        low = np.array([self.x[0], self.y[0]])
        size = np.array([self.x[1], self.y[1]]) - low
        return np.column_stack([2 * (places - low) / size - 1, TALL * heights])

    def corners(self) -> NDArray[np.float32]:
        """Triangles for drawing: places, normals and spots on a picture of the plane, ``(3 * n, 8)``."""
        rows, columns = self.heights.shape
        across, up = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
        tall = TALL * self.heights
        slope_up, slope_across = np.gradient(tall, 2 / (rows - 1), 2 / (columns - 1))
        facing = np.stack([-slope_across, -slope_up, np.ones_like(tall)], axis=2)
        known = np.concatenate(
            [
                np.stack([2 * across - 1, 2 * up - 1, tall], axis=2),
                np.where(np.isfinite(facing), facing, (0.0, 0.0, 1.0)),
                np.stack([across, 1 - up], axis=2),
            ],
            axis=2,
        )
        a, b, c, d = known[:-1, :-1], known[:-1, 1:], known[1:, :-1], known[1:, 1:]
        triangles = np.stack([np.stack([a, b, c], axis=2), np.stack([c, b, d], axis=2)], axis=2).reshape(
            -1, 3, 8
        )
        whole = np.isfinite(triangles[:, :, 2]).all(axis=1)
        corners: NDArray[np.float32] = triangles[whole].reshape(-1, 8).astype(np.float32)
        return corners

    def height_at(self, points: Floats) -> Floats:
        """Third coordinates of the surface below points of the box ``(n, 3)``; NaN outside the plane."""
        rows, columns = self.heights.shape
        at = (points[:, :2] + 1) / 2 * (columns - 1, rows - 1)
        outside = ((at < 0) | (at > (columns - 1, rows - 1))).any(axis=1)
        first = np.clip(
            np.floor(np.where(np.isfinite(at), at, 0)).astype(np.intp), 0, (columns - 2, rows - 2)
        )
        (column, row), (u, v) = first.T, (at - first).T
        grid = self.heights
        low = (1 - u) * grid[row, column] + u * grid[row, column + 1]
        high = (1 - u) * grid[row + 1, column] + u * grid[row + 1, column + 1]
        return np.where(outside, np.nan, TALL * ((1 - v) * low + v * high))

    def hit(self, near: Floats, far: Floats) -> tuple[float, float] | None:
        """Coordinates of the first place of the surface on the way from one point of the box to another."""
        way = near + np.linspace(0, 1, MARCH)[:, None] * (far - near)
        above = way[:, 2] - self.height_at(way)
        crossed = np.flatnonzero((above[:-1] > 0) & (above[1:] <= 0))
        if not len(crossed):
            return None
        first = int(crossed[0])
        share = above[first] / (above[first] - above[first + 1])
        at = way[first] + share * (way[first + 1] - way[first])
        x0, x1 = self.x
        y0, y1 = self.y
        return float(x0 + (at[0] + 1) / 2 * (x1 - x0)), float(y0 + (at[1] + 1) / 2 * (y1 - y0))

    def hidden(self, points: Floats, viewer: Floats) -> NDArray[np.bool_]:
        """Which points of the box ``(n, 3)`` the surface hides from a viewer at a place ``(3,)``."""
        towards = viewer - points
        towards /= np.linalg.norm(towards, axis=1, keepdims=True)
        ways = points + np.linspace(0.02, 2.5, 160)[:, None, None] * towards
        with np.errstate(invalid="ignore"):
            below = ways[:, :, 2] < self.height_at(ways.reshape(-1, 3)).reshape(ways.shape[:2]) - 0.004
        return np.asarray(below.any(axis=0))
