"""Statistics over the repetitions of a lane; a repetition that failed counts as infinitely bad."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import isfinite, nan


def median(values: Sequence[float]) -> float | None:
    """Return the middle value, of an even count the worse of the two in the middle; None when it is infinite."""
    middle = sorted(values)[len(values) // 2]
    return middle if isfinite(middle) else None


def quartile(values: Sequence[float], share: float) -> float:
    """Return the value nearest to a share of the sorted ones; NaN when it is infinite."""
    value = sorted(values)[round(share * (len(values) - 1))]
    return value if isfinite(value) else nan


def most_frequent(states: Iterable[str]) -> str:
    """Return the state of most repetitions, the first of those that are equally frequent."""
    return Counter(states).most_common(1)[0][0]
