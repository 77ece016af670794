"""A fast reader of text tables, by pyarrow: some megabytes at a time, on all cores.

It raises a ValueError where the careful reader might find something else, like odd labels or quotes within quotes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.catalog.tables.cells import (
    Cells,
    Form,
    is_plain,
    label,
    missing,
    numbers,
)
from playground.catalog.tables.coded_texts import CodedTexts
from playground.catalog.tables.facts import MOST_NUMBERS
from playground.catalog.tables.in_order import THREADS, in_order
from playground.catalog.text_tables.arrow_part import PartReader
from playground.catalog.text_tables.delimited import DELIMITERS, Dialect
from playground.catalog.text_tables.encodings import CODECS
from playground.catalog.text_tables.quick_rows import Piece

LEAST_BYTES, MOST_BYTES = 1 << 16, 1 << 22
"""Bytes that one thread converts at once; of a small file fewer, so that its progress is seen."""
PIECES = 12
"""Pieces of a file that is not large."""
AHEAD = 3
"""Buffers beyond those of the parts that are converted at once: for the next one, the last one, and to spare."""

Part = tuple[int, bytearray, int, bool]
"""The bytes of the file read so far, a buffer, where its lines end in it, and whether they are the first ones."""


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

    def numbers(self, cells: CodedTexts) -> NDArray[np.float64]:
        """Return the numbers of all cells likewise; raises ValueError."""
        known = np.array([self.number(text) for text in cells.texts], np.float64)
        found: NDArray[np.float64] = known[cells.codes]
        return found

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
        coded = self.texts | {place for place, each in enumerate(few) if each}
        size, line = self.path.stat().st_size, self.skipped + 1
        try:
            with FileIO(self.path) as stream:
                for done, columns in self._parts(stream, size, coded):
                    count = len(columns[0])
                    found = [
                        check.numbers(cells) if check is not None and isinstance(cells, CodedTexts) else cells
                        for cells, check in zip(columns, checks, strict=True)
                    ]
                    yield min(1.0, done / size), range(line, line + count), found
                    line += count
        except (pa.ArrowException, OSError, UnicodeError) as error:
            raise ValueError from error

    def _parts(
        self, stream: FileIO, size: int, coded: frozenset[int]
    ) -> Iterator[tuple[int, Sequence[Cells]]]:
        """Columns of some rows at a time, with the bytes read so far; a core works on each of the next few."""
        most = min(MOST_BYTES, max(LEAST_BYTES, size // PIECES))
        reader = PartReader(
            DELIMITERS[self.dialect.delimiter],
            "," if self._form == "comma" else ".",
            len(self.head),
            coded,
            CODECS[self.dialect.encoding] if self.texts and self.dialect.encoding != "utf-8" else None,
            blank_lines_kept=bool(self.texts),
        )

        def read(part: Part) -> tuple[int, Sequence[Cells]]:
            done, buffer, end, first = part
            return done, reader.read(buffer, end, self.skipped if first else 0)

        for done, columns in in_order(read, _lines_of(stream, most, THREADS + AHEAD)):
            if len(columns[0]):
                yield done, columns


def _lines_of(stream: FileIO, most: int, buffers: int) -> Iterator[Part]:
    """Whole lines of a file, about so many bytes at a time.

    As many further ones as there are buffers may be taken before a buffer is used again.
    """
    begin, first, spare = 0, True, deque(bytearray(most) for _ in range(buffers))
    while count := stream.readinto(spare[0]):
        buffer = spare[0]
        end = buffer.rfind(b"\n", 0, count) + 1
        if count < len(buffer) and not stream.read(1):
            end = count
        if end:
            begin += end
            spare.rotate(-1)
            yield begin, buffer, end, first
            first = False
        else:
            spare[0] = bytearray(2 * len(buffer))
        stream.seek(begin)
