"""Numbers, vectors and matrices that a user types: ``3``, ``1, 2``, ``[[1, 2], [3, 4]]`` or ``1 2; 3 4``."""

from __future__ import annotations

import re
from math import isfinite

import numpy as np

from playground.arrays import Doubles
from playground.catalog.formula_tokens import FormulaProblem

MOST = 4_096
"""Numbers of a typed matrix."""
_ITEM = re.compile(r"[ \t\r]*(?:([-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+−]?\d+)?)(?![\w.])|([\[\](),;\n]))")


def read_values(text: str) -> Doubles:
    """Return a number ``()``, a vector ``(n,)`` or a matrix ``(rows, columns)``.

    Args:
        text: Rows end at a semicolon, or stand in brackets of their own.

    Raises:
        FormulaProblem: When it cannot be read; the message names the character.
    """
    rows: list[list[float]] = [[]]
    begins, depth, deepest, at = list[int](), 0, 0, 0
    while text[at:].strip(" \t\r"):
        found = _ITEM.match(text, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise FormulaProblem(f"“{text[at]}” at character {at + 1} does not belong in numbers.", at)
        number, sign = found.groups()
        if number:
            begins += [found.start(1)] * (not rows[-1])
            rows[-1].append(_number(number, found.start(1)))
        elif sign in "[(":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "])":
            depth -= 1
        if sign and (sign in ";\n" or (sign in "])" and depth == 1)) and rows[-1]:
            rows.append([])
        if depth < 0:
            raise FormulaProblem(
                f"The bracket at character {found.start(2) + 1} closes nothing.", found.start(2)
            )
        at = found.end()
    if depth:
        raise FormulaProblem("A bracket is not closed at the end.", len(text))
    return _array([row for row in rows if row], begins, deepest, len(text))


def write_values(value: Doubles) -> str:
    """Write what ``read_values`` reads."""
    return (
        str([[float(f"{x:.6g}") for x in row] for row in value] if value.ndim == 2 else _flat(value))
        .replace(".0,", ",")
        .replace(".0]", "]")
    )


def _flat(value: Doubles) -> object:
    if value.ndim:
        return [float(f"{x:.6g}") for x in value]
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 1e15 else float(f"{number:.6g}")


def _number(text: str, place: int) -> float:
    value = float(text.replace("−", "-"))
    if not isfinite(value):
        raise FormulaProblem(f"The number at character {place + 1} is too large to compute with.", place)
    return value


def _array(rows: list[list[float]], begins: list[int], depth: int, end: int) -> Doubles:
    if not rows:
        raise FormulaProblem("A number is missing.", end)
    if sum(map(len, rows)) > MOST:
        raise FormulaProblem(f"There are more than {MOST:,} numbers.", 0)
    for row, begin in zip(rows, begins, strict=False):
        if len(row) != len(rows[0]):
            counts = f"{len(row)} numbers, but the first one has {len(rows[0])}"
            raise FormulaProblem(f"The row that begins at character {begin + 1} has {counts}.", begin)
    if len(rows) > 1 or depth > 1:
        return np.array(rows)
    return np.array(rows[0]) if depth or len(rows[0]) > 1 else np.array(rows[0][0])
