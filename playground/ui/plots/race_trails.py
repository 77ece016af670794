"""The paths of a race as few lines as the eye can tell apart, cut by steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.ui.plots.race_lines import Floats, LaneWay

NEAR_PX = 0.6
"""Steps within so many pixels of way become one line."""
MOST_LINES = 1200
"""Lines of a path at most; of a longer one only every second, third … place is drawn."""
FAR_PX = 1e12
"""A step over so many pixels is a lane on its way to infinity."""


@dataclass(frozen=True, eq=False)
class Trail:
    """The path of one lane, thinned for a scale of the picture.

    Attributes:
        way: Whose path it is.
        lines: ``x0, y0, x1, y1`` of its lines, ``(n, 4)``.
        ends: After how many steps the lane was at the end of each, ascending, ``(n,)``.
    """

    way: LaneWay
    lines: Floats
    ends: NDArray[np.int64]

    def between(self, first: int, last: int) -> Floats:
        """The lines that end after step ``first`` and not after step ``last``, ``(m, 4)``."""
        begin, end = np.searchsorted(self.ends, (first, last), side="right")
        return self.lines[begin:end]


def thinned_trail(way: LaneWay, scale: tuple[float, float]) -> Trail:
    """The path of a lane in a picture with so many pixels per unit of x and y."""
    steps = kept(way.places[:, 0], scale)
    steps = steps[:: max(1, -(-len(steps) // MOST_LINES))]
    places = way.places[steps, 0]
    lines = np.hstack([places[:-1], places[1:]])
    finite = np.isfinite(lines).all(axis=1)
    return Trail(way, lines[finite], steps[1:][finite])


def kept(places: Floats, scale: tuple[float, float]) -> NDArray[np.int64]:
    """Which places of a path stand for all: the first, the last, and one each ``NEAR_PX`` pixels of way.

    Args:
        places: ``(n, 2)``; what is next to a place that is not finite is kept, so that the path breaks there.
        scale: Pixels per unit of x and y.
    """
    mark = np.ones(len(places), bool)
    if len(places) > 2:
        with np.errstate(over="ignore", invalid="ignore"):
            moved = np.hypot(*(np.diff(places, axis=0) * scale).T)
        far = ~(moved < FAR_PX)
        passed = np.floor(np.cumsum(np.where(far, 0.0, moved)) / NEAR_PX)
        mark[1] = passed[0] > 0
        mark[2:] = passed[1:] > passed[:-1]
        mark[1:] |= far
        mark[:-1] |= far
        mark[0] = mark[-1] = True
    return np.flatnonzero(mark)
