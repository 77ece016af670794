"""Numbers and arrays as short texts."""

from __future__ import annotations

from math import isinf, isnan

import numpy as np

from playground.arrays import Doubles

Cells = tuple[tuple[str, ...], ...]
"""Texts by row and column."""


def short(value: float, digits: int = 4) -> str:
    """Write a number with few digits, e.g. ``−0.25``, ``1.2e−7``, ``∞``."""
    if isnan(value):
        return "nan"
    if isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value + 0.0:.{digits}g}"
    if "e" in text:
        mantissa, power = text.split("e")
        text = f"{mantissa}e{int(power)}"
    return "0" if text == "-0" else text.replace("-", "−")


def size_of(value: Doubles) -> str:
    """Return the sizes of an array, e.g. ``3 × 4``; empty for a single number."""
    return " × ".join(map(str, value.shape))


def cells(value: Doubles, rows: int, columns: int, digits: int = 4) -> Cells:
    """Return the numbers of an array as rows, cut with dots where there are more than fit.

    Args:
        value: A number, a vector (one row), a matrix; of more dimensions the first matrix.
        rows: Greatest number of rows, at least 2.
        columns: Greatest number of columns, at least 2.
        digits: Significant digits.
    """
    table = value.reshape(1, -1) if value.ndim < 2 else value.reshape(-1, *value.shape[-2:])[0]
    more = value.ndim > 2 and value.size > table.size
    height, width = table.shape
    tall, wide = height > rows or more, width > columns
    shown = table[: rows - tall, : columns - wide] if height >= rows or wide else table[:rows, :columns]
    texts = [tuple(short(float(number), digits) for number in row) + ("…",) * wide for row in shown]
    if tall:
        texts.append(("⋮",) * len(texts[0]))
    return tuple(texts)


def summary(value: Doubles) -> str:
    """Describe the numbers of an array that is not shown whole: sizes, range and norm."""
    finite = value[np.isfinite(value)]
    if not finite.size:
        return f"{size_of(value)}, no finite number"
    low, high = short(float(finite.min()), 3), short(float(finite.max()), 3)
    return f"{size_of(value)}, from {low} to {high}, norm {short(float(np.linalg.norm(finite)), 3)}"
