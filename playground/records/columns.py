"""Growing buffers and a pyramid of extremes, so that any part of a long curve is drawn at pixel width.

Drawing a million points sixty times a second is out of the question, and keeping every n-th point hides
spikes. The pyramid holds the least and greatest value of blocks of 16, 256, ... values; a part is then
drawn as one vertical line per pixel from its true minimum to its true maximum.
"""

import numpy as np
from numpy.typing import DTypeLike

from playground.arrays import Array, Floats

BLOCK = 16
"""Values, or blocks of the level below, in one block of the pyramid."""


class Growing:
    """A numpy array that can be appended to along its first axis; grows by half its size when full.

    Args:
        dtype: Of its values.
        shape: Of one row; a single value by default.
    """

    def __init__(self, dtype: DTypeLike, shape: tuple[int, ...] = ()) -> None:
        self._store: Array = np.empty((256, *shape), dtype)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def data(self) -> Array:
        """The values so far; a view that the next append may make stale."""
        return self._store[: self._length]

    @property
    def nbytes(self) -> int:
        """Bytes held, spare room included."""
        return int(self._store.nbytes)

    def append(self, values: Array) -> None:
        """Put values at the end."""
        self.write(self._length, values)

    def write(self, start: int, values: Array) -> None:
        """Put values at ``start`` (at most the length) and end there."""
        end = start + len(values)
        if end > len(self._store):
            rows = max(end, len(self._store) + len(self._store) // 2)
            grown = np.empty((rows, *self._store.shape[1:]), self._store.dtype)
            grown[:start] = self._store[:start]
            self._store = grown
        self._store[start:end] = values
        self._length = end

    def truncate(self, length: int) -> None:
        """Forget everything from ``length`` on."""
        self._length = min(self._length, length)


class _Level:
    """Least and greatest values of blocks of one size."""

    def __init__(self, dtype: DTypeLike) -> None:
        self.low = Growing(dtype)
        self.high = Growing(dtype)


class Column:
    """A growing curve with its pyramid. Values that are not finite are kept, and left out of the extremes.

    The pyramid is brought up to date when it is read: values come more often than they are drawn.
    """

    def __init__(self, dtype: DTypeLike = np.float64) -> None:
        self._values = Growing(dtype)
        self._levels: list[_Level] = []
        self._summed = 0

    def __len__(self) -> int:
        return len(self._values)

    @property
    def values(self) -> Floats:
        """All values as they came."""
        return self._values.data

    @property
    def nbytes(self) -> int:
        """Bytes held by values and pyramid."""
        levels = sum(level.low.nbytes + level.high.nbytes for level in self._levels)
        return self._values.nbytes + levels

    def append(self, values: Floats) -> None:
        """Add values at the end."""
        self._values.append(values)

    def truncate(self, length: int) -> None:
        """Forget everything from ``length`` on."""
        self._values.truncate(length)
        self._levels.clear()
        self._summed = 0

    def replace(self, values: Floats) -> None:
        """Hold these values instead."""
        self._values.write(0, values)
        self._levels.clear()
        self._summed = 0

    def envelope(self, first: int, last: int, bins: int) -> tuple[int, Floats, Floats]:
        """Extremes of the values from ``first`` to ``last`` (excluded) in at most about ``bins`` blocks.

        Blocks start at multiples of their size whatever part is drawn, so that a growing curve does not
        shimmer; the first and the last block may therefore reach a little beyond it.

        Returns:
            The number of values in a block (1: no reduction), the least and the greatest finite value of
            each block from ``first // size`` on; NaN where a block has none.
        """
        size = 1
        while (last - first) > bins * size:
            size *= 2
        if size == 1:
            values = _finite(self._values.data[first:last])
            return 1, values, values
        self._refresh()
        level, unit = -1, 1
        while level + 1 < len(self._levels) and unit * BLOCK <= size:
            level, unit = level + 1, unit * BLOCK
        begin, end = first // size, -(-last // size)
        part = slice(begin * size // unit, end * size // unit)
        low, high = self._extremes(level, part)
        return size, _reduced(np.fmin, low, size // unit), _reduced(np.fmax, high, size // unit)

    def _extremes(self, level: int, part: slice) -> tuple[Floats, Floats]:
        if level < 0:
            values = _finite(self._values.data[part])
            return values, values
        return self._levels[level].low.data[part], self._levels[level].high.data[part]

    def _refresh(self) -> None:
        """Bring the pyramid up to date with the values that came since it last was."""
        level, length, changed = -1, len(self._values), self._summed
        if changed == length:
            return
        self._summed = length
        while length > BLOCK:
            changed //= BLOCK
            if level + 1 == len(self._levels):
                self._levels.append(_Level(self._values.data.dtype))
                changed = 0
            low, high = self._extremes(level, slice(changed * BLOCK, length))
            level += 1
            self._levels[level].low.write(changed, _reduced(np.fmin, low, BLOCK))
            self._levels[level].high.write(changed, _reduced(np.fmax, high, BLOCK))
            length = -(-length // BLOCK)


def _finite(values: Floats) -> Floats:
    finite = np.isfinite(values)
    return values if finite.all() else np.where(finite, values, np.nan)


def _reduced(extreme: np.ufunc, values: Floats, size: int) -> Floats:
    """The extreme of each run of ``size`` values, the last run possibly shorter; NaN is passed over."""
    if size == 1:
        return values
    result: Floats = extreme.reduceat(values, np.arange(0, len(values), size))
    return result
