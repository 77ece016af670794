"""A surface over a plane as a mesh in a box, with ray intersection and occlusion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Doubles
from playground.ui.plots.race.relief.camera import TALL

MARCH = 400
"""Number of points along a line of sight that are compared with the surface."""


@dataclass(frozen=True, eq=False)
class Relief:
    """Heights over a grid, scaled to the sides -1..1 of a box.

    Attributes:
        x: Range of the columns in coordinates of the surface.
        y: Range of the rows.
        heights: Heights as 0..1 of the box, NaN where there is no surface, ``(rows, columns)``.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    heights: Doubles

    def to_box(self, places: Doubles, heights: Doubles) -> Doubles:
        """Convert coordinates ``(n, 2)`` and heights 0..1 ``(n,)`` to points of the box ``(n, 3)``."""
        low = np.array([self.x[0], self.y[0]])
        size = np.array([self.x[1], self.y[1]]) - low
        return np.column_stack([2 * (places - low) / size - 1, TALL * heights])

    def corners(self) -> NDArray[np.float32]:
        """Return triangles: positions, normals and texture coordinates of their corners, ``(3 * n, 8)``."""
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

    def height_at(self, points: Doubles) -> Doubles:
        """Return the third coordinate of the surface at points of the box ``(n, 3)``; NaN outside the plane."""
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

    def hit(self, near: Doubles, far: Doubles) -> tuple[float, float] | None:
        """Return the coordinates where a line between two points first meets the surface; None if it does not."""
        line = near + np.linspace(0, 1, MARCH)[:, None] * (far - near)
        above = line[:, 2] - self.height_at(line)
        crossed = np.flatnonzero((above[:-1] > 0) & (above[1:] <= 0))
        if not len(crossed):
            return None
        first = int(crossed[0])
        share = above[first] / (above[first] - above[first + 1])
        at = line[first] + share * (line[first + 1] - line[first])
        x0, x1 = self.x
        y0, y1 = self.y
        return float(x0 + (at[0] + 1) / 2 * (x1 - x0)), float(y0 + (at[1] + 1) / 2 * (y1 - y0))

    def hidden(self, points: Doubles, viewer: Doubles) -> NDArray[np.bool_]:
        """Return which points of the box ``(n, 3)`` the surface hides from a viewer at ``(3,)``."""
        towards = viewer - points
        towards /= np.linalg.norm(towards, axis=1, keepdims=True)
        lines = points + np.linspace(0.02, 2.5, 160)[:, None, None] * towards
        with np.errstate(invalid="ignore"):
            below = lines[:, :, 2] < self.height_at(lines.reshape(-1, 3)).reshape(lines.shape[:2]) - 0.004
        return np.asarray(below.any(axis=0))
