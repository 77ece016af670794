"""Fast readers of text tables: by pyarrow where it is installed, by numpy, and row by row.

Each raises a ValueError where the careful reader might find something else: odd labels, gaps that come late, quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.delimited import DELIMITERS, Dialect, rows
from playground.catalog.datasets.encodings import CODECS
from playground.catalog.datasets.table_cells import Cells, is_plain, label, numbers_of
from playground.catalog.datasets.table_facts import MOST_NUMBERS

Piece = tuple[float, Sequence[int], Sequence[Cells]]
"""The part of the file that is read, and some rows: their lines, and their cells column by column."""

ROWS_AT_ONCE = 20_000
CELLS_AT_ONCE = 50_000
"""Numpy's reader lets no other thread work meanwhile, which is ten milliseconds; row by row they take longer."""
LEAST_ROWS = 100
"""Rows read at once of a table with very many columns."""
LEAST_BYTES, MOST_BYTES = 1 << 16, 1 << 20
"""Bytes read at once; of a small file fewer, so that its progress is seen."""

_ODD_LABELS = re.compile(r"(?:^|[,;\t| \"])\s*(?:\+\d|[+-]?0\d|-0(?![\d.])|[+-]?\d+[eE]\+?\d)", re.MULTILINE)
"""Numbers that are classes of their own when they are labels, like 007 or 1E1."""


class Labels:
    """Checks that different texts of a column are different numbers, and whole ones written plainly."""

    def __init__(self) -> None:
        self._number: dict[str, float] = {}
        self._text: dict[float, str] = {}

    def number(self, text: str) -> float:
        """The number; raises ValueError."""
        if text not in self._number:
            value, name = float(text), label(text)
            if "_" in text or (value.is_integer() and not is_plain(name)):
                raise ValueError
            if self._text.setdefault(value, name) != name:
                raise ValueError
            self._number[text] = value
        return self._number[text]

    def check(self, texts: Iterable[str]) -> bool:
        """Check further texts, or raise ValueError; whether they are still few enough to be labels."""
        different = set(texts)
        if len(different) > MOST_NUMBERS:
            return False
        for text in different:
            self.number(text)
        return len(self._text) <= MOST_NUMBERS


# --- row by row -----------------------------------------------------------------------------------


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


# --- by numpy -------------------------------------------------------------------------------------


def by_numpy(path: Path, dialect: Dialect, width: int, skipped: int) -> Iterator[Piece]:
    """Read a table of numbers only, behind some lines."""
    if dialect.delimiter == "space":
        raise ValueError
    delimiter = DELIMITERS[dialect.delimiter]
    more = max(1, min(ROWS_AT_ONCE, CELLS_AT_ONCE // width))
    size, row = path.stat().st_size, skipped + 1
    labels: list[Labels | None] = [Labels() for _ in range(width)]
    with path.open("rb") as raw, TextIOWrapper(raw, CODECS[dialect.encoding]) as stream:
        for _ in range(skipped):
            stream.readline()
        for first in filter(str.strip, stream):
            lines = list(chain([first], islice(stream, more)))
            table = np.loadtxt(lines, delimiter=delimiter, comments=None, quotechar='"', ndmin=2)
            if table.shape[1:] != (width,) or not np.isfinite(table).all():
                raise ValueError
            columns = [np.ascontiguousarray(column) for column in table.T]
            _check_labels(lines, delimiter, columns, labels)
            yield min(1.0, raw.tell() / size), range(row, row + len(table)), columns
            row += len(table)


def _check_labels(
    lines: Sequence[str],
    delimiter: str,
    columns: Sequence[NDArray[np.float64]],
    labels: list[Labels | None],
) -> None:
    """Check how the numbers of columns are written that may be labels, as far as these are few."""
    few = [
        place
        for place, known in enumerate(labels)
        if known is not None and len(np.unique(columns[place])) <= MOST_NUMBERS
    ]
    labels[:] = [known if place in few else None for place, known in enumerate(labels)]
    if not few:
        return
    if any('"' in line for line in lines):
        if _ODD_LABELS.search("".join(lines)):
            raise ValueError
        return
    table = [line.split(delimiter) for line in lines if line.strip()]
    for place in few:
        known = labels[place]
        if known is not None and not known.check({cells[place].strip() for cells in table}):
            labels[place] = None


# --- by pyarrow -----------------------------------------------------------------------------------


def by_pyarrow(
    path: Path, dialect: Dialect, skipped: int, head: Sequence[Sequence[str]], texts: frozenset[int]
) -> Iterator[Piece]:
    """Read a table with columns of numbers and of texts.

    Args:
        path: The file; without quotes where it has columns of texts.
        dialect: How it is written.
        skipped: Lines in front of the first row.
        head: The first cells of each column.
        texts: Places of columns of texts.

    Raises:
        ImportError: When pyarrow is not installed.
    """
    import pyarrow as pa  # noqa: PLC0415 - an extra
    from pyarrow import csv  # noqa: PLC0415

    if dialect.delimiter == "space":
        raise ValueError
    return _batches(pa, csv, (path, DELIMITERS[dialect.delimiter], skipped), head, texts)


def _batches(
    pa: Any, csv: Any, place: tuple[Path, str, int], head: Sequence[Sequence[str]], texts: frozenset[int]
) -> Iterator[Piece]:
    path, delimiter, skipped = place
    keys = [str(number) for number in range(len(head))]
    few = [number not in texts and len(set(cells)) <= MOST_NUMBERS / 2 for number, cells in enumerate(head)]
    coded, values = pa.dictionary(pa.int32(), pa.string()), pa.float64()
    types = {key: coded if few[number] or number in texts else values for number, key in enumerate(keys)}
    checks = [Labels() if each else None for each in few]
    size, done, one_row = path.stat().st_size, 0, 0.0
    at_once = min(MOST_BYTES, max(LEAST_BYTES, size // 20))
    try:
        reader = csv.open_csv(
            path,
            read_options=csv.ReadOptions(block_size=at_once, skip_rows=skipped, column_names=keys),
            parse_options=csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=not texts),
            convert_options=csv.ConvertOptions(
                column_types=types, null_values=[], strings_can_be_null=False, check_utf8=False
            ),
        )
        for batch in _ahead(reader):
            count = batch.num_rows
            if not count:
                continue
            columns: list[Cells] = [
                _texts(batch.column(number)) if number in texts else _numbers(batch.column(number), check)
                for number, check in enumerate(checks)
            ]
            if not all(np.isfinite(each).all() for each in columns if isinstance(each, np.ndarray)):
                raise ValueError
            one_row = one_row or at_once / count
            first = skipped + 1 + done
            done += count
            yield min(1.0, done * one_row / size), range(first, first + count), columns
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise ValueError from error


def _ahead(batches: Iterator[Any]) -> Iterator[Any]:
    """The same, each read while the caller works on the one before."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = pool.submit(next, batches, None)
            yield batch


def _numbers(column: Any, check: Labels | None) -> NDArray[np.float64]:
    if check is None:
        return np.asarray(column.to_numpy(zero_copy_only=False), np.float64)
    values: NDArray[np.float64] = np.array(
        [check.number(text) for text in column.dictionary.to_pylist()], np.float64
    )
    return np.asarray(values[column.indices.to_numpy(zero_copy_only=False)])


def _texts(column: Any) -> list[str]:
    known = np.array([*column.dictionary.to_pylist(), None], object)  # None, so that it never has equal parts
    found: list[str] = known[column.indices.to_numpy(zero_copy_only=False)].tolist()
    return found
