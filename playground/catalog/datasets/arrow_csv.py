"""A fast reader of text tables, by pyarrow: some megabytes at a time, on all cores.

It raises a ValueError where the careful reader might find something else, like odd labels or quotes within quotes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.coded_texts import CodedTexts
from playground.catalog.datasets.delimited import DELIMITERS, Dialect
from playground.catalog.datasets.encodings import CODECS
from playground.catalog.datasets.quick_rows import Piece
from playground.catalog.datasets.table_cells import (
    GAPS,
    Cells,
    Form,
    is_plain,
    label,
    missing,
    numbers,
)
from playground.catalog.datasets.table_facts import MOST_NUMBERS

LEAST_BYTES, MOST_BYTES = 1 << 16, 1 << 24
"""Bytes read at once; of a small file fewer, so that its progress is seen."""
BLOCK_BYTES = 1 << 21
"""Bytes that one thread converts at once."""
PIECES = 12
"""Pieces of a file that is not large."""

_NO_VALUE = sorted({*GAPS, *map(str.upper, GAPS), *map(str.title, GAPS), "NaN", "N/a", "#N/a"})


class Labels:
    """Checks that different texts of a column are different numbers, and whole ones written plainly."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._number: dict[str, float] = {}
        self._text: dict[float, str] = {}

    def number(self, text: str) -> float:
        """Return the number, NaN for a gap; raises ValueError."""
        if text not in self._number:
            self._number[text] = self._read(text)
        return self._number[text]

    def _read(self, text: str) -> float:
        if missing(text):
            return float("nan")
        values, name = numbers([text], self._form), label(text, self._form)
        if values is None:
            raise ValueError
        value = float(values[0])
        if value.is_integer() and not is_plain(name):
            raise ValueError
        if self._text.setdefault(value, name) != name:
            raise ValueError
        return value


@dataclass(frozen=True)
class ArrowTable:
    """A text table whose columns pyarrow can read.

    Attributes:
        path: The file.
        dialect: How it is written.
        skipped: Lines in front of the first row.
        head: The first cells of each column.
        texts: Places of columns of texts.
    """

    path: Path
    dialect: Dialect
    skipped: int
    head: Sequence[Sequence[str]]
    texts: frozenset[int]

    @property
    def _form(self) -> Form:
        return "comma" if self.dialect.decimal == "comma" else "point"

    def pieces(self) -> Iterator[Piece]:
        """Read the rows; raises ValueError where only the careful reader can tell what the file holds."""
        import pyarrow as pa  # noqa: PLC0415 - takes a tenth of a second

        if self.dialect.delimiter == "space":
            raise ValueError
        few = [
            place not in self.texts and len(set(cells)) <= MOST_NUMBERS / 2
            for place, cells in enumerate(self.head)
        ]
        checks = [Labels(self._form) if each else None for each in few]
        size, line = self.path.stat().st_size, self.skipped + 1
        try:
            with FileIO(self.path) as stream:
                for done, regular, batches in _ahead(self._tables(stream, size, few)):
                    for batch in batches:
                        columns = [_cells(batch.column(place), check) for place, check in enumerate(checks)]
                        _refuse_doubtful(columns, regular=regular)
                        yield min(1.0, done / size), range(line, line + batch.num_rows), columns
                        line += batch.num_rows
        except (pa.ArrowException, OSError, UnicodeError) as error:
            raise ValueError from error

    def _tables(self, stream: FileIO, size: int, few: Sequence[bool]) -> Iterator[tuple[int, bool, Any]]:
        """Some blocks of rows at a time, with the bytes read so far, and whether each of their lines is one row."""
        import pyarrow as pa  # noqa: PLC0415
        from pyarrow import csv  # noqa: PLC0415

        keys = [str(place) for place in range(len(self.head))]
        coded, values = pa.dictionary(pa.int32(), pa.string()), pa.float64()
        types = {
            key: coded if few[place] or place in self.texts else values for place, key in enumerate(keys)
        }
        parse = csv.ParseOptions(
            delimiter=DELIMITERS[self.dialect.delimiter], ignore_empty_lines=not self.texts
        )
        convert = csv.ConvertOptions(
            column_types=types,
            null_values=_NO_VALUE,
            strings_can_be_null=False,
            check_utf8=False,
            decimal_point="," if self._form == "comma" else ".",
        )
        skipped = self.skipped
        for done, part in _parts(stream, min(MOST_BYTES, max(LEAST_BYTES, size // PIECES))):
            text = part if self._is_utf8 else str(part, CODECS[self.dialect.encoding]).encode()
            table = csv.read_csv(
                pa.BufferReader(text),
                read_options=csv.ReadOptions(block_size=BLOCK_BYTES, skip_rows=skipped, column_names=keys),
                parse_options=parse,
                convert_options=convert,
            )
            regular = not _has_gaps(table) or _lines(text) - skipped == table.num_rows
            yield done, regular, [each for each in table.to_batches() if each.num_rows]
            skipped = 0

    @cached_property
    def _is_utf8(self) -> bool:
        """Whether the bytes can be taken as they are: numbers look the same in all encodings that get here."""
        return not self.texts or self.dialect.encoding == "utf-8"


def _cells(column: Any, check: Labels | None) -> Cells:
    if hasattr(column, "dictionary"):
        texts: list[str] = column.dictionary.to_pylist()
        codes = column.indices.to_numpy(zero_copy_only=False)
        if check is None:
            return CodedTexts(texts, codes)
        known: NDArray[np.float64] = np.array([check.number(text) for text in texts], np.float64)[codes]
        return known
    values: NDArray[np.float64] = column.to_numpy(zero_copy_only=False)
    if bool(np.isinf(values).any()):
        raise ValueError
    return values


def _has_gaps(table: Any) -> bool:
    return any(
        chunk.null_count
        or any(map(missing, chunk.dictionary.to_pylist() if hasattr(chunk, "dictionary") else ()))
        for column in table.columns
        for chunk in column.chunks
    )


def _lines(text: memoryview | bytes) -> int:
    signs = np.frombuffer(text, np.uint8)
    return int(np.count_nonzero(signs == ord("\n"))) + bool(signs[-1] != ord("\n"))


def _parts(stream: FileIO, most: int) -> Iterator[tuple[int, memoryview]]:
    """Whole lines of a file, about so many bytes at a time, with the bytes read so far; valid until the next ones."""
    begin, buffer = 0, bytearray(most)
    while count := stream.readinto(buffer):
        end = buffer.rfind(b"\n", 0, count) + 1
        if count < len(buffer) and not stream.read(1):
            end = count
        if end:
            begin += end
            yield begin, memoryview(buffer)[:end]
        else:
            buffer = bytearray(2 * len(buffer))
        stream.seek(begin)


def _refuse_doubtful(columns: Sequence[Cells], *, regular: bool) -> None:
    """Raise ValueError at quotes or line ends in texts, gaps whose line is not sure, and rows that may be empty."""
    texts = [column for column in columns if isinstance(column, CodedTexts)]
    if any('"' in text or "\n" in text or "\r" in text for column in texts for text in column.texts):
        raise ValueError
    gaps = [_gaps(column) for column in columns]
    if not regular and any(each is not None for each in gaps):
        raise ValueError
    known = [each for each in gaps if each is not None]
    if len(known) == len(columns) and bool(np.logical_and.reduce(known).any()):
        raise ValueError


def _gaps(column: Cells) -> NDArray[np.bool_] | None:
    """Where gaps are, None where there are none."""
    if isinstance(column, CodedTexts):
        found = np.array([missing(text) for text in column.texts])
        return found[column.codes] if found.any() else None
    assert isinstance(column, np.ndarray)
    gaps = np.isnan(column)
    return gaps if bool(gaps.any()) else None


def _ahead(batches: Iterator[Any]) -> Iterator[Any]:
    """Pass on the same, each read while the caller works on the one before."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = pool.submit(next, batches, None)
            yield batch
