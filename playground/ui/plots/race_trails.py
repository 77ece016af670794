"""The paths of a race as few lines as the eye can tell apart, cut by steps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.ui.plots.buffers import Growing
from playground.ui.plots.race_lines import Floats, LaneWay

NEAR_PX = 0.6
"""Steps within so many pixels of way become one line."""
MOST_LINES = 1200
"""Lines of a path at most; of a longer one only every second, third … place is drawn."""
FAR_PX = 1e12
"""A step over so many pixels is a lane on its way to infinity."""


class Trail:
    """The path of one lane, thinned for a scale of the picture; it can grow with the lane.

    Args:
        way: Whose path it is.
        scale: Pixels per unit of x and y.
    """

    def __init__(self, way: LaneWay, scale: tuple[float, float]) -> None:
        self.way = way
        self._scale = scale
        self._known, self._passed = 0, 0.0
        self._steps = Growing(np.int64)
        self._every = 1
        self.grow()

    def grow(self) -> bool:
        """Take in what the lane has gained; True when older lines have changed with it."""
        places, known = self.way.places[:, 0], self._known
        if len(places) == known:
            return False
        if known == 0:
            self._steps.append(np.zeros(1, np.int64))
            known = 1
        mark, self._passed = marked(places[known - 1 :], self._scale, self._passed)
        self._steps.append(known + np.flatnonzero(mark))
        self._known = len(places)
        before = self._every
        while len(self._steps) > MOST_LINES * self._every:
            self._every *= 2
        self._cut()
        return self._every != before

    def _cut(self) -> None:
        """The lines between the places that are drawn, and the step at the end of each."""
        steps = self._steps.data[:: self._every]
        places = self.way.places[steps, 0]
        lines = np.hstack([places[:-1], places[1:]])
        finite = np.isfinite(lines).all(axis=1)
        self.lines: Floats = lines[finite]
        """``x0, y0, x1, y1``, ``(n, 4)``."""
        self.ends: NDArray[np.int64] = steps[1:][finite]
        """After how many steps the lane was at the end of each line, ascending, ``(n,)``."""

    def between(self, first: int, last: int) -> Floats:
        """The lines that end after step ``first`` and not after step ``last``, ``(m, 4)``."""
        begin, end = np.searchsorted(self.ends, (first, last), side="right")
        return self.lines[begin:end]

    def newest(self, step: int, count: int) -> Floats:
        """The lines of the last ``count`` steps until the lane is where it is after ``step``, ``(m, 4)``."""
        at = min(step, len(self.way) - 1)
        steps = self._steps.data
        first = max(0, at - count)
        begin, end = np.searchsorted(steps, (first, at), side="right")
        chosen = np.empty(end - begin + 2, np.int64)
        chosen[0], chosen[1:-1], chosen[-1] = first, steps[begin:end], at
        places = self.way.places[chosen, 0]
        lines = np.hstack([places[:-1], places[1:]])
        finite = np.isfinite(lines).all(axis=1)
        newest: Floats = lines if finite.all() else lines[finite]
        return newest


def marked(places: Floats, scale: tuple[float, float], passed: float) -> tuple[NDArray[np.bool_], float]:
    """Which places of a path stand for all: one each ``NEAR_PX`` pixels of way.

    Args:
        places: ``(n, 2)``; the first one is where the path has been so far.
        scale: Pixels per unit of x and y.
        passed: Pixels of way since the last place that was kept.

    Returns:
        Whether each but the first is kept, ``(n - 1,)``, and what ``passed`` is at the last one. Places that are not
        finite, or too far away to be added up, are kept.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        moved = np.hypot(*(np.diff(places, axis=0) * scale).T)
    far = ~(moved < FAR_PX)
    total = passed + np.cumsum(np.where(far, 0.0, moved))
    count = np.floor(total / NEAR_PX)
    mark = far | (np.diff(count, prepend=0.0) > 0)
    return mark, float(total[-1] % NEAR_PX) if len(total) else passed
