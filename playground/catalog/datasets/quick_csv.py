"""Text tables of finite numbers only, read at the speed of compiled code.

pyarrow is used where it is installed, numpy otherwise. Both refuse whatever the careful reader might read otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.delimited import DELIMITERS, Dialect, rows
from playground.catalog.datasets.encodings import BLANK_LINES_KEPT, CODECS
from playground.catalog.datasets.table_cells import is_plain, label
from playground.catalog.datasets.table_facts import MOST_NUMBERS, Block

ROWS_AT_ONCE = 20_000
CELLS_AT_ONCE = 50_000
"""Numpy's reader lets no other thread work meanwhile, which is ten milliseconds; row by row they take longer."""
LEAST_BYTES, MOST_BYTES = 1 << 16, 1 << 20
"""Bytes read at once; of a small file fewer, so that its progress is seen."""
HEAD_ROWS = 200
KEPT_BYTES = 256_000_000
"""Largest file whose numbers are kept from finding out about its columns until they are loaded."""

_ODD_LABELS = re.compile(r"(?:^|[,;\t| \"])\s*(?:\+\d|[+-]?0\d|-0(?![\d.])|[+-]?\d+[eE]\+?\d)", re.MULTILINE)
"""Numbers that are classes of their own when they are labels, like 007 or 1E1."""


@dataclass(frozen=True)
class QuickTable:
    """A file of numbers.

    Attributes:
        path: The file.
        dialect: How it is written.
        names: All its columns.
        stamp: Changes with the file.
    """

    path: Path
    dialect: Dialect
    names: tuple[str, ...]
    stamp: str

    def blocks(self, chosen: Sequence[int]) -> Iterator[tuple[float, Block]]:
        """The rows of some columns, with the part of the file that is read.

        Numbers of a file that was read before as a whole come from memory, once.

        Raises:
            ValueError: When a cell is no finite number, or no label that its number alone tells.
        """
        if self.dialect.decimal == "comma" or self.dialect.encoding in BLANK_LINES_KEPT:
            raise ValueError
        kept = _take(self)
        if kept is not None:
            yield from _in_memory(kept, chosen)
            return
        try:
            source = self._by_pyarrow()
        except ImportError:
            source = self._by_numpy()
        whole = list(chosen) == list(range(len(self.names))) and self.path.stat().st_size <= KEPT_BYTES
        parts: list[list[NDArray[np.float64]]] = []
        row = 1
        for share, columns in source:
            if whole:
                parts.append(columns)
            lines = range(row, row + len(columns[0]))
            row += len(columns[0])
            yield share, Block(lines, [columns[place] for place in chosen])
        if whole and parts:
            _keep(self, [np.concatenate(column) for column in zip(*parts, strict=True)])

    def _start(self) -> tuple[int, list[list[str]]]:
        """Number of lines in front of the first row of numbers, and the first rows."""
        found = rows(self.path, self.dialect)
        if self.dialect.header == "yes":
            next(found, None)
        head = list(islice(found, HEAD_ROWS))
        if not head:
            raise ValueError
        return head[0][0] - 1, [cells for _, cells in head]

    def _by_pyarrow(self) -> Iterator[tuple[float, list[NDArray[np.float64]]]]:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import csv  # noqa: PLC0415

        return self._batches(pa, csv)

    def _batches(self, pa: Any, csv: Any) -> Iterator[tuple[float, list[NDArray[np.float64]]]]:
        skipped, head = self._start()
        if self.dialect.delimiter == "space" or any(len(cells) != len(self.names) for cells in head):
            raise ValueError
        keys = [str(place) for place in range(len(self.names))]
        few = [len({cells[place] for cells in head}) <= MOST_NUMBERS / 2 for place in range(len(keys))]
        texts, values = pa.dictionary(pa.int32(), pa.string()), pa.float64()
        checks = [_Labels() if each else None for each in few]
        size, done, one_row = self.path.stat().st_size, 0, 0.0
        at_once = min(MOST_BYTES, max(LEAST_BYTES, size // 20))
        try:
            reader = csv.open_csv(
                self.path,
                read_options=csv.ReadOptions(block_size=at_once, skip_rows=skipped, column_names=keys),
                parse_options=csv.ParseOptions(delimiter=DELIMITERS[self.dialect.delimiter]),
                convert_options=csv.ConvertOptions(
                    column_types={
                        key: texts if each else values for key, each in zip(keys, few, strict=True)
                    },
                    null_values=[],
                    strings_can_be_null=False,
                    check_utf8=False,
                ),
            )
            for batch in _ahead(reader):
                if not batch.num_rows:
                    continue
                columns = [_numbers(batch.column(place), check) for place, check in enumerate(checks)]
                if not all(np.isfinite(column).all() for column in columns):
                    raise ValueError
                one_row = one_row or at_once / batch.num_rows
                done += batch.num_rows
                yield min(1.0, done * one_row / size), columns
        except (pa.ArrowException, OSError, UnicodeError) as error:
            raise ValueError from error

    def _by_numpy(self) -> Iterator[tuple[float, list[NDArray[np.float64]]]]:
        skipped, _ = self._start()
        if self.dialect.delimiter == "space":
            raise ValueError
        width = len(self.names)
        more = max(1, min(ROWS_AT_ONCE, CELLS_AT_ONCE // width))
        size = self.path.stat().st_size
        with self.path.open("rb") as raw, TextIOWrapper(raw, CODECS[self.dialect.encoding]) as stream:
            for _ in range(skipped):
                stream.readline()
            for first in filter(str.strip, stream):
                lines = list(chain([first], islice(stream, more)))
                if _ODD_LABELS.search("".join(lines)):
                    raise ValueError
                table = np.loadtxt(
                    lines,
                    delimiter=DELIMITERS[self.dialect.delimiter],
                    comments=None,
                    quotechar='"',
                    ndmin=2,
                )
                if table.shape[1:] != (width,) or not np.isfinite(table).all():
                    raise ValueError
                yield min(1.0, raw.tell() / size), [np.ascontiguousarray(column) for column in table.T]


def _ahead(batches: Iterator[Any]) -> Iterator[Any]:
    """The same, each read while the caller works on the one before."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = pool.submit(next, batches, None)
            yield batch


class _Labels:
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


def _numbers(column: Any, check: _Labels | None) -> NDArray[np.float64]:
    if check is None:
        return np.asarray(column.to_numpy(zero_copy_only=False), np.float64)
    values: NDArray[np.float64] = np.array(
        [check.number(text) for text in column.dictionary.to_pylist()], np.float64
    )
    return np.asarray(values[column.indices.to_numpy(zero_copy_only=False)])


_kept: list[tuple[QuickTable, list[NDArray[np.float64]]]] = []
_lock = Lock()


def _keep(table: QuickTable, columns: list[NDArray[np.float64]]) -> None:
    with _lock:
        _kept[:] = [(table, columns)]


def _take(table: QuickTable) -> list[NDArray[np.float64]] | None:
    with _lock:
        found = next((columns for kept, columns in _kept if kept == table), None)
        if found is not None:
            _kept.clear()
    return found


def _in_memory(columns: list[NDArray[np.float64]], chosen: Sequence[int]) -> Iterator[tuple[float, Block]]:
    count = len(columns[0])
    for first in range(0, count, ROWS_AT_ONCE):
        last = min(count, first + ROWS_AT_ONCE)
        yield (
            last / count,
            Block(range(first + 1, last + 1), [columns[place][first:last] for place in chosen]),
        )
