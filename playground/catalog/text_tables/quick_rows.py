"""A fast reader of text tables, row by row, for tables with very many columns.

It raises a ValueError where the careful reader might find something else, like odd labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from playground.catalog.tables.cells import Cells, numbers_of
from playground.catalog.tables.facts import MOST_NUMBERS
from playground.catalog.text_tables.delimited import Dialect, rows

Piece = tuple[float, Sequence[int], Sequence[Cells]]
"""The part of the file that is read, and some rows: their lines, and their cells column by column."""

CELLS_AT_ONCE = 50_000
"""Row by row they take longer than ten milliseconds, for which no other thread works."""
LEAST_ROWS = 20
"""Rows read at once of a table with very many columns."""

_ODD_LABELS = re.compile(r"(?:^|[,;\t| \"])\s*(?:\+\d|[+-]?0\d|-0(?![\d.])|[+-]?\d+[eE]\+?\d)", re.MULTILINE)
"""Numbers that are classes of their own when they are labels, like 007 or 1E1."""


def by_rows(path: Path, dialect: Dialect, width: int, texts: frozenset[int]) -> Iterator[Piece]:
    """Read row by row, and turn columns into numbers some rows at a time, all but those of ``texts``."""
    size, signs = path.stat().st_size, 0
    found = rows(path, dialect)
    if dialect.header == "yes":
        next(found)
    labels: list[dict[str, float] | None] = [{} for _ in range(width)]
    most = max(LEAST_ROWS, 4 * CELLS_AT_ONCE // width)
    while some := list(islice(found, most)):
        if any(len(cells) != width for _, cells in some):
            raise ValueError
        signs += sum(len(cells) + sum(map(len, cells)) for _, cells in some)
        columns: list[tuple[str, ...]] = list(zip(*(cells for _, cells in some), strict=True))
        numeric = [place for place in range(width) if place not in texts]
        read: list[Cells] = [*columns]
        for place, values in zip(numeric, numbers_of([columns[place] for place in numeric]), strict=True):
            if values is None:
                continue
            read[place], known = values, labels[place]
            if known is not None:
                known.update(zip(columns[place], values.tolist(), strict=True))
                labels[place] = _distinct(known)
        yield min(1.0, signs / size), [line for line, _ in some], read


def _distinct(labels: dict[str, float]) -> dict[str, float] | None:
    """Check that different texts are different numbers, whole ones not odd; None for too many to be labels."""
    if len(labels) > MOST_NUMBERS:
        return None
    if len(set(labels.values())) < len(labels):
        raise ValueError
    if all(map(float.is_integer, labels.values())) and _ODD_LABELS.search("\n".join(labels)):
        raise ValueError
    return labels
