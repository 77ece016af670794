"""The paths of a race, simplified to the lines that the eye can see, and addressable by step."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Doubles
from playground.records.columns import Growing
from playground.ui.plots.race.drawn_lane import DrawnLane

NEAR_PX = 0.6
"""Steps within this many pixels along the path become one line."""
MOST_LINES = 1200
"""Maximum number of lines of a path; of a longer one only every second, fourth, ... point is drawn."""
BLOCK = 40
"""Number of steps whose lines are straightened together, once the block is complete."""
STRAIGHT_PX = 0.15
PASSES = 6
"""Points closer to the line past them than ``STRAIGHT_PX`` are left out, in ``PASSES`` rounds of every second point."""
FAR_PX = 1e12
"""A step over more pixels than this belongs to a diverging lane."""


class Trail:
    """The path of one lane, simplified for a scale of the picture; it can grow with the lane.

    Args:
        path: Path of the lane.
        scale: Pixels per unit of x and y.
    """

    def __init__(self, path: DrawnLane, scale: tuple[float, float]) -> None:
        self.path = path
        self._scale = scale
        self._known, self._passed = 0, 0.0
        self._steps = Growing(np.int64)  # of whole blocks
        self._open: NDArray[np.int64] = np.empty(0, np.int64)  # of the newest block
        self._every = 1
        self.grow()

    def grow(self) -> None:
        """Add the new steps of the lane; a path that has become very long gets coarser."""
        places, known = self.path.places[:, 0], self._known
        if len(places) == known:
            return
        if known == 0:
            self._steps.append(np.zeros(1, np.int64))
            known = 1
        mark, self._passed = marked(places[known - 1 :], self._scale, self._passed)
        self._known = len(places)
        steps = np.concatenate([self._open, known + np.flatnonzero(mark)])
        over = np.searchsorted(steps, (len(places) - 1) // BLOCK * BLOCK, side="right")
        whole, self._open = np.concatenate([self._steps.data[-1:], steps[:over]]), steps[over:]
        with np.errstate(over="ignore", invalid="ignore"):
            self._steps.append(
                whole[1:][straightened(self.path.places[whole, 0] * self._scale, (whole - 1) // BLOCK)]
            )
        while len(self._steps) > MOST_LINES * self._every:
            self._every *= 2
        self._cut()

    def _cut(self) -> None:
        """Compute the lines between the points drawn, and the step at the end of each."""
        self._drawn = np.concatenate([self._steps.data, self._open])
        steps = self._drawn[:: self._every]
        places = self.path.places[steps, 0]
        lines = np.hstack([places[:-1], places[1:]])
        finite = np.isfinite(lines).all(axis=1)
        self.lines: Doubles = lines[finite]
        """``x0, y0, x1, y1``, ``(n, 4)``."""
        self.ends: NDArray[np.int64] = steps[1:][finite]
        """Step at the end of each line, ascending, ``(n,)``."""

    def between(self, first: int, last: int) -> Doubles:
        """Return the lines that end after step ``first`` and not after step ``last``, ``(m, 4)``."""
        return self.lines[self.ends.searchsorted(first, "right") : self.ends.searchsorted(last, "right")]

    def newest(self, step: int, count: int) -> Doubles:
        """Return the points of the ``count`` steps up to ``step``, ``(m, 2)``, at least two."""
        at = min(step, len(self.path) - 1)
        steps, first = self._drawn, max(0, at - count)
        begin, end = steps.searchsorted(first, "right"), steps.searchsorted(at, "right")
        chosen = np.empty(end - begin + 2, np.int64)
        chosen[0], chosen[1:-1], chosen[-1] = first, steps[begin:end], at
        places: Doubles = self.path.places[chosen, 0]
        return places

    def until(self, step: int) -> Doubles:
        """Return the points that are drawn up to ``step``, ``(m, 2)``, at least two: of its newest steps all."""
        steps = self._drawn[:: self._every]
        old = steps[: steps.searchsorted(min(step, len(self.path) - 1) - BLOCK, "left")]
        places: Doubles = np.concatenate([self.path.places[old, 0], self.newest(step, BLOCK)])
        return places


def newest_lines(trails: Sequence[Trail], step: int, count: int) -> tuple[Doubles, list[slice]]:
    """Return the lines of the ``count`` steps up to ``step`` of some lanes.

    Returns:
        ``x0, y0, x1, y1``, ``(m, 4)``, contiguous, and a slice of them for each lane.
    """
    return _joined([trail.newest(step, count) for trail in trails])


def whole_lines(trails: Sequence[Trail], step: int) -> tuple[Doubles, list[slice]]:
    """Return the lines of some lanes up to ``step``, the newest steps in full, as ``newest_lines`` does."""
    return _joined([trail.until(step) for trail in trails])


def _joined(parts: Sequence[Doubles]) -> tuple[Doubles, list[slice]]:
    places = np.concatenate(parts)
    lines = np.hstack([places[:-1], places[1:]])
    ends = np.cumsum([len(part) for part in parts])
    whole = np.logical_and.reduce(np.isfinite(lines), axis=1)
    whole[ends[:-1] - 1] = False  # from one lane to the next
    before = np.concatenate([[0], np.cumsum(whole)])[[0, *(ends - 1)]].tolist()
    return lines[whole], [slice(*pair) for pair in pairwise(before)]


def marked(places: Doubles, scale: tuple[float, float], passed: float) -> tuple[NDArray[np.bool_], float]:
    """Thin out a path to one point every ``NEAR_PX`` pixels along it.

    Args:
        places: Points ``(n, 2)``; the first one is the end of the path so far.
        scale: Pixels per unit of x and y.
        passed: Pixels along the path since the last point kept.

    Returns:
        Whether each point but the first is kept, ``(n - 1,)``, and ``passed`` at the last one. Points that are not
        finite, or too far away to add up distances, are kept.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        moved = np.hypot(*(np.diff(places, axis=0) * scale).T)
    far = ~(moved < FAR_PX)
    total = passed + np.cumsum(np.where(far, 0.0, moved))
    count = np.floor(total / NEAR_PX)
    mark = far | (np.diff(count, prepend=0.0) > 0)
    return mark, float(total[-1] % NEAR_PX) if len(total) else passed


def straightened(places: Doubles, blocks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Find the points that a path needs to keep its shape; those of a block do not depend on later blocks.

    Args:
        places: Points in pixels, ``(n, 2)``; the first one stays.
        blocks: Ascending block number of each point, ``(n,)``; the last point of a block stays.

    Returns:
        Whether each point but the first is needed, ``(n - 1,)``; points that are not finite are.
    """
    kept = np.arange(len(places))
    for turn in range(PASSES):
        inner, block = places[kept], blocks[kept]
        position = np.arange(len(kept)) - np.searchsorted(block, block)
        free = (position % 2 == (turn + 1) % 2)[1:-1] & (block[1:-1] == block[2:])
        before, along = inner[1:-1] - inner[:-2], inner[2:] - inner[:-2]
        length = np.hypot(*along.T)
        far = np.abs(before[:, 0] * along[:, 1] - before[:, 1] * along[:, 0])
        ahead = (before * along).sum(axis=1)
        free &= (length > 0) & (far <= STRAIGHT_PX * length) & (ahead >= 0) & (ahead <= length**2)
        kept = np.delete(kept, 1 + np.flatnonzero(free))
    needed = np.zeros(len(places), bool)
    needed[kept] = True
    return needed[1:]
