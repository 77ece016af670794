"""A nested grid of values over a rectangle: each finer level holds all points of the coarser one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.arrays import Floats, Integers

LEVELS = (5, 9, 17, 33, 65)
"""Points along each side; odd, so that the middle is a point of the grid."""
SIDE = LEVELS[-1]
RIM = 0.04
"""Part of the width or height at each border into which a point may not move without the rectangle growing."""
GROWTH = 1.6
"""Least factor by which a rectangle grows on the side where points leave it."""
FLATTEST = 0.25
"""Least ratio of height to width, and of width to height."""


def _coarse_to_fine() -> tuple[Integers, dict[int, int]]:
    """Order all points ``row * SIDE + column`` with the coarser levels first, and return where each level ends."""
    order: list[int] = []
    ends: dict[int, int] = {}
    for level in LEVELS:
        stride, coarser = (SIDE - 1) // (level - 1), 2 * (SIDE - 1) // (level - 1)
        places = range(0, SIDE, stride)
        order += [
            row * SIDE + column
            for row in places
            for column in places
            if level == LEVELS[0] or row % coarser or column % coarser
        ]
        ends[level] = len(order)
    return np.array(order, np.int64), ends


_ORDER, _ENDS = _coarse_to_fine()


def computed_at(level: int) -> Integers:
    """Return, for each point ``(row, column)`` of a level, its number in the order in which points are computed."""
    stride = (SIDE - 1) // (level - 1)
    known = _ORDER[: _ENDS[level]]
    numbers = np.empty((level, level), np.int64)
    numbers[known // SIDE // stride, known % SIDE // stride] = np.arange(len(known))
    return numbers


@dataclass(frozen=True)
class Extent:
    """A rectangle of coordinates."""

    x0: float
    x1: float
    y0: float
    y1: float

    def holds(self, points: Floats, rim: float = 0.0) -> bool:
        """Return whether all points ``(n, 2)`` lie inside, at least ``rim`` widths or heights from the border."""
        dx, dy = rim * (self.x1 - self.x0), rim * (self.y1 - self.y0)
        low, high = (self.x0 + dx, self.y0 + dy), (self.x1 - dx, self.y1 - dy)
        return bool(((points >= low) & (points <= high)).all())


def around(points: Floats, margin: float) -> Extent:
    """Enclose points ``(n, 2)`` in a not too flat rectangle, with a margin as a part of its size on each side."""
    low, high = points.min(0), points.max(0)
    size = np.maximum(high - low, FLATTEST * float((high - low).max()))
    middle, half = (low + high) / 2, size * (0.5 + margin)
    return Extent(*(float(edge) for edge in np.stack([middle - half, middle + half], 1).ravel()))


def grown(extent: Extent, points: Floats) -> Extent:
    """Enlarge a rectangle on each side where points ``(n, 2)`` are beyond its rim."""
    low, high = points.min(0), points.max(0)
    while not extent.holds(points, RIM):  # twice where a side that grew much makes the other's rim wide
        start, end = np.array([extent.x0, extent.y0]), np.array([extent.x1, extent.y1])
        rim, more = RIM * (end - start), (GROWTH - 1) * (end - start)
        spare = 0.15 * (np.maximum(high, end) - np.minimum(low, start))
        new_start = np.where(low < start + rim, np.minimum(start - more, low - spare), start)
        new_end = np.where(high > end - rim, np.maximum(end + more, high + spare), end)
        extent = Extent(*(float(edge) for edge in np.stack([new_start, new_end], 1).ravel()))
    return extent


class Grid:
    """Values at up to 65 x 65 points, computed by the caller from coarse to fine, each once."""

    def __init__(self, extent: Extent) -> None:
        self.extent = extent
        self.x = np.linspace(extent.x0, extent.x1, SIDE)
        self.y = np.linspace(extent.y0, extent.y1, SIDE)
        self._values = np.full(SIDE * SIDE, np.nan)
        self._done = 0

    @property
    def level(self) -> int:
        """Points along each side of the finest level that is complete; 0 for none."""
        return max((level for level, end in _ENDS.items() if end <= self._done), default=0)

    @property
    def empty(self) -> bool:
        """Whether no value is known."""
        return not self._done

    def missing(self, level: int) -> int:
        """Return how many values are missing until a level is complete."""
        return max(0, _ENDS[level] - self._done)

    def points(self, count: int) -> Floats:
        """Return the coordinates ``(n, 2)`` of the next points to compute, at most ``count``, within one level."""
        end = next((end for end in _ENDS.values() if end > self._done), self._done)
        chosen = _ORDER[self._done : min(end, self._done + count)]
        return np.stack([self.x[chosen % SIDE], self.y[chosen // SIDE]], axis=1)

    def put(self, values: Floats) -> None:
        """Store the values of the points that ``points`` last returned."""
        self._values[_ORDER[self._done : self._done + len(values)]] = values
        self._done += len(values)

    def picture(self) -> tuple[Floats, Floats, Floats]:
        """Return copies of the finest complete level: x of the columns, y of the rows, values ``(rows, columns)``."""
        stride = (SIDE - 1) // (self.level - 1)
        values = self._values.reshape(SIDE, SIDE)[::stride, ::stride]
        return self.x[::stride].copy(), self.y[::stride].copy(), np.where(np.isfinite(values), values, np.nan)


def linear_at(x: Floats, y: Floats, values: Floats, place: Floats) -> float:
    """Interpolate values ``(rows, columns)`` on an even grid linearly at coordinates ``(2,)``; NaN outside."""
    (column, u), (row, v) = (_cell(axis, float(at)) for axis, at in zip((x, y), place, strict=True))
    low, high = values[row : row + 2, column : column + 2] @ np.array([1 - u, u])
    return float((1 - v) * low + v * high)


def _cell(axis: Floats, at: float) -> tuple[int, float]:
    """Return the cell of an even axis that holds a coordinate, and where in it; NaN outside."""
    place = (at - axis[0]) / (axis[1] - axis[0])
    if not 0 <= place <= len(axis) - 1:
        return 0, float("nan")
    cell = min(int(place), len(axis) - 2)
    return cell, place - cell
