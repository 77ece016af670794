"""How often values and rows occur, in large tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


def rows_alike(table: NDArray[np.uint8]) -> Iterator[tuple[list[int], int]]:
    """Return the different rows of a table of numbers below 8, and how often each occurs."""
    if len(table) < table.shape[1]:
        found, counts = np.unique(table, axis=0, return_counts=True)
        yield from zip(found.tolist(), counts.tolist(), strict=True)
        return
    kinds = np.zeros(len(table), np.int64)
    for flags in table.T:  # a number for each different beginning of a row: faster than sorting rows
        joined = kinds * 8 + flags
        kinds = (np.cumsum(np.bincount(joined) > 0) - 1)[joined]
    first = np.zeros(kinds.max() + 1, np.int64)
    first[kinds[::-1]] = np.arange(len(table))[::-1]
    yield from zip(table[first].tolist(), np.bincount(kinds).tolist(), strict=True)


def value_counts(values: NDArray[np.float64], most: int) -> dict[float, int] | None:
    """Return how often each number occurs, None for more different ones than ``most``; sorts no more than necessary."""
    if len(values) <= most:
        return Counter(values.tolist())
    if len(np.unique(values[: 2 * most])) > most:
        return None
    lowest, highest = values.min(), values.max()
    if highest - lowest < 10 * most and bool((values == np.rint(values)).all()):
        counts = np.bincount((values - lowest).astype(np.int64))
        found = np.flatnonzero(counts)
        keys, times = found + lowest, counts[found]
    else:
        keys, times = np.unique(values, return_counts=True)
    return dict(zip(keys.tolist(), times.tolist(), strict=True)) if len(keys) <= most else None
