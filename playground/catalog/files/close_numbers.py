"""Large numbers that lie so close together that single precision, in which networks compute, merges them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST_SPREAD = 2.0**-14
"""Numbers within a smaller share of their size have fewer than some 500 levels between them in single precision."""
NOISE = 2.0**-45
"""Numbers within a smaller share are one number with rounding errors."""
EXACT = 2**24
"""Whole numbers up to this are exact in single precision."""


def origin_of(lowest: float, highest: float, *, whole: bool) -> float:
    """Return what to subtract from numbers in this range; 0 where single precision tells them apart anyway."""
    spread, large = highest - lowest, max(abs(lowest), abs(highest))
    exact = whole and large <= EXACT
    close = NOISE * large < spread < LEAST_SPREAD * large and np.isfinite(large)
    return lowest if close and not exact else 0.0


def merged_column(parts: Callable[[], Iterable[NDArray[Any]]]) -> tuple[int, float] | None:
    """Find a column of numbers that lie too close together; returns it and what to subtract.

    Args:
        parts: Gives all rows ``(n, columns)``, some at a time, as often as it is called. Only those that are given
            together are compared one by one.
    """
    lows, highs, whole = [], [], False
    for values in parts():
        if np.can_cast(values.dtype, np.float32):
            return None
        if len(values):
            lows.append(values.min(0))
            highs.append(values.max(0))
            whole = values.dtype.kind in "iu"
    if not lows:
        return None
    ranges = zip(np.min(lows, 0).tolist(), np.max(highs, 0).tolist(), strict=True)
    for place, (low, high) in enumerate(ranges):
        origin = origin_of(
            float(low), float(high), whole=whole or (float(low).is_integer() and float(high).is_integer())
        )
        if origin and any(_merges(values[:, place]) for values in parts()):
            return place, origin
    return None


def _merges(values: NDArray[Any]) -> bool:
    """Whether different numbers are the same in single precision."""
    return len(np.unique(values)) > len(np.unique(values.astype(np.float32)))
