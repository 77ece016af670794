"""Gaps in paths that lie over others, so that those below are seen through them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Doubles

PIECE_PX = 1.0
"""Length of the pieces into which paths are cut to be compared, and how far apart those are that count as one place."""
DASH_PX = 8.0
LEAST_PX = 14.0
"""Length along which two paths lie together from which on there are gaps: crossings have none."""
MOST_PIECES = 40_000
"""Pieces of all paths up to which they are compared; of longer ones hardly any lies on another unseen."""


def with_gaps(lanes: Sequence[Doubles], scale: tuple[float, float]) -> list[Doubles]:
    """Return the lines of each lane, with gaps where they lie over the lines of lanes that are painted before.

    Args:
        lanes: In the order of painting, each ``x0, y0, x1, y1``, ``(m, 4)``, clipped to what is seen.
        scale: Pixels per unit of x and y.
    """
    cut = [_Pieces(lines * (*scale, *scale)) for lines in lanes]
    if sum(len(pieces.places) for pieces in cut) > MOST_PIECES:
        return list(lanes)
    below: list[NDArray[np.int64]] = []
    gapped = []
    for pieces, lines in zip(cut, lanes, strict=True):
        over = np.zeros(len(pieces.places), np.int64)
        for known in below:
            over += np.isin(pieces.places, known)
        gapped.append(pieces.without_dashes(lines, over))
        below.append(_neighbourhood(pieces.places))
    return gapped


class _Pieces:
    """Lines cut into short pieces.

    Attributes:
        places: Number of the square in which the middle of each piece lies, ``(n,)``.
    """

    def __init__(self, lines: Doubles) -> None:
        lengths = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
        counts = np.maximum(1, np.ceil(lengths / PIECE_PX)).astype(np.int64)
        self._line = np.repeat(np.arange(len(lines)), counts)
        number = np.arange(len(self._line)) - np.repeat(np.cumsum(counts) - counts, counts)
        self._begin, self._end = number / counts[self._line], (number + 1) / counts[self._line]
        middle = ((self._begin + self._end) / 2)[:, None]
        points = lines[self._line, :2] * (1 - middle) + lines[self._line, 2:] * middle
        self.places = _squares(np.floor(points / PIECE_PX).astype(np.int64))
        self._size = lengths[self._line] / counts[self._line]

    def without_dashes(self, lines: Doubles, over: NDArray[np.int64]) -> Doubles:
        """Return the lines in their own unit, without dashes where they lie ``over`` so many other lanes."""
        if not len(over) or not over.any():
            return lines
        past = np.cumsum(self._size)
        dash = (past // DASH_PX).astype(np.int64)
        kept = ~self._together(over > 0, past) | (dash % (over + 1) == 0)
        new = np.flatnonzero(np.diff(self._line, prepend=-1) | np.diff(kept, prepend=~kept[0]))
        first, last = new, np.append(new[1:], len(kept)) - 1
        first, last = first[kept[new]], last[kept[new]]
        own = lines[self._line[first]]
        along = own[:, 2:] - own[:, :2]
        begin, end = self._begin[first][:, None], self._end[last][:, None]
        return np.hstack([own[:, :2] + begin * along, own[:, :2] + end * along])

    def _together(self, covered: NDArray[np.bool_], past: Doubles) -> NDArray[np.bool_]:
        """Leave out what is covered for a short way only."""
        edges = np.flatnonzero(np.diff(covered, prepend=False, append=False))
        begins, ends = edges[::2], edges[1::2]
        long = past[ends - 1] - past[begins] + self._size[begins] >= LEAST_PX
        change = np.zeros(len(covered) + 1, np.int64)
        change[begins[long]], change[ends[long]] = 1, -1
        together: NDArray[np.bool_] = np.cumsum(change[:-1]) > 0
        return together


def _squares(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    numbers: NDArray[np.int64] = cells[:, 0] * 2**31 + cells[:, 1]
    return numbers


def _neighbourhood(places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return these squares and those around them."""
    steps = [column * 2**31 + row for column in (-1, 0, 1) for row in (-1, 0, 1)]
    return np.unique(np.add.outer(steps, places))
