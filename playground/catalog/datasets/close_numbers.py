"""Large numbers that lie so close together that single precision, in which networks compute, merges them."""

from __future__ import annotations

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


def merged_column(values: NDArray[Any]) -> tuple[int, float] | None:
    """Find a column of numbers ``(n, columns)`` that lie too close together; returns it and what to subtract."""
    if not len(values) or np.can_cast(values.dtype, np.float32):
        return None
    whole = values.dtype.kind in "iu"
    for place, (low, high) in enumerate(zip(values.min(0).tolist(), values.max(0).tolist(), strict=True)):
        origin = origin_of(
            float(low), float(high), whole=whole or (float(low).is_integer() and float(high).is_integer())
        )
        if origin and len(np.unique(values[:, place])) > len(np.unique(values[:, place].astype(np.float32))):
            return place, origin
    return None
