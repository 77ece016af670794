"""Text tables with columns of finite numbers, read at the speed of compiled code.

All readers refuse whatever the careful one might read differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from playground.catalog.tables.cells import Form, missing, numbers, numbers_of
from playground.catalog.tables.facts import Block
from playground.catalog.text_tables.arrow_csv import ArrowTable
from playground.catalog.text_tables.delimited import Dialect, most_rows, rows
from playground.catalog.text_tables.encodings import BLANK_LINES_KEPT
from playground.catalog.text_tables.kept_table import KeptTable, take
from playground.catalog.text_tables.quick_rows import Piece, by_rows

MOST_ARROW_COLUMNS = 2000
"""With more columns, reading row by row is faster."""
KEPT_BYTES = 256_000_000
"""Largest file whose cells are kept from finding out about its columns until they are loaded."""


@dataclass(frozen=True)
class QuickTable:
    """A file with numbers in some columns at least.

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

        Columns of finite numbers are arrays, others are texts. A file that was just read whole comes from memory, once.

        Raises:
            ValueError: When only the careful reader can tell what the file holds.
        """
        if self.dialect.encoding in BLANK_LINES_KEPT:
            raise ValueError
        kept = take(self)
        if kept is not None:
            yield from kept.blocks(chosen)
            return
        whole = list(chosen) == list(range(len(self.names))) and self.path.stat().st_size <= KEPT_BYTES
        keeping = KeptTable() if whole else None
        for share, lines, columns in self._pieces():
            if keeping is not None:
                keeping.add(lines, columns)
            yield share, Block(lines, [columns[place] for place in chosen])
        if keeping is not None:
            keeping.keep(self)

    def _pieces(self) -> Iterator[Piece]:
        """Read with the fastest reader that suits the columns, as their first rows show them."""
        skipped, head = self._head()
        columns: list[tuple[str, ...]] = list(zip(*head, strict=True))
        width, comma = len(columns), self.dialect.decimal == "comma"
        found = numbers_of(columns, "comma" if comma else "point")
        if width > MOST_ARROW_COLUMNS:
            texts = frozenset(place for place, values in enumerate(found) if values is None)
            if comma or len(texts) == width:
                raise ValueError
            return by_rows(self.path, self.dialect, width, texts)
        texts = frozenset(
            place
            for place, values in enumerate(found)
            if values is None and not self._is_gappy(columns[place])
        )
        return ArrowTable(self.path, self.dialect, skipped, columns, texts).pieces()

    def _is_gappy(self, cells: Sequence[str]) -> bool:
        """Whether cells are numbers but for gaps."""
        form: Form = "comma" if self.dialect.decimal == "comma" else "point"
        filled = [cell for cell in cells if not missing(cell)]
        return bool(filled) and numbers(filled, form) is not None

    def _head(self) -> tuple[int, list[list[str]]]:
        """Number of lines in front of the first row, and the first rows."""
        found = rows(self.path, self.dialect)
        if self.dialect.header == "yes":
            next(found, None)
        head = list(islice(found, most_rows(len(self.names))))
        if not head or any(len(cells) != len(self.names) for _, cells in head):
            raise ValueError
        return head[0][0] - 1, [cells for _, cells in head]
