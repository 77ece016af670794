"""Tables in text files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Self

from playground.catalog.kinds import DATASETS, DataProblem, param
from playground.catalog.tables.facts import Block
from playground.catalog.tables.table import TableDataset
from playground.catalog.text_tables.delimited import Decimal, Delimiter, Dialect, Header, Row, most_rows, rows
from playground.catalog.text_tables.dialect import detect
from playground.catalog.text_tables.doubts import doubt_of_columns, doubt_of_names, doubt_of_pairs
from playground.catalog.text_tables.encodings import Encoding
from playground.catalog.text_tables.quick_csv import QuickTable

MOST_COLUMNS = 50_000
ROWS_AT_ONCE = 2000
CELLS_AT_ONCE = 50_000
"""Cells of text that are turned at once."""
LEAST_ROWS = 32
"""Fewer rows at once take as long, with many columns."""


@DATASETS.register("csv", title="CSV table", group="Your own data")
class Csv(TableDataset):
    """A table in a text file, with a row for each sample."""

    when: ClassVar[str] = "Your own measurements; text becomes classes or one-hot columns."
    files: ClassVar[str] = "Tables (*.csv *.tsv *.txt *.dat *.data);;All files (*)"

    encoding: Encoding = param("detect", "Text encoding of the file.", own_field=True)
    delimiter: Delimiter = param("detect", "Character between cells.", own_field=True)
    decimal: Decimal = param("detect", "Decimal mark of numbers.", own_field=True)
    names: Header = param("detect", "Whether the first row holds the names of the columns.", own_field=True)

    def dialect(self) -> Dialect:
        """The dialect of the file, detected from its beginning where it was not chosen; raises DataProblem."""
        wished = Dialect(self.encoding, self.delimiter, self.decimal, self.names)
        chosen = "detect" not in (self.encoding, self.delimiter, self.decimal, self.names)
        return wished if chosen else _detected(self.file(), wished, self.stamp())

    def comma(self) -> bool:
        """Whether numbers have a decimal comma."""
        return self.dialect().decimal == "comma"

    def detected(self) -> Self:
        """The same data set with the dialect detected; raises DataProblem."""
        found = self.dialect()
        return self.model_copy(
            update={
                "encoding": found.encoding,
                "delimiter": found.delimiter,
                "decimal": found.decimal,
                "names": found.header,
            }
        )

    def doubt(self) -> str:
        """What may be meant differently: pairs, a first row, mixed units or dates."""
        return _doubt(self.file(), self.dialect(), self.stamp())

    def head(self, count: int) -> list[list[str]]:
        """The first rows as they are written, without the names; raises DataProblem."""
        return [cells for _, cells in _first_rows(self.file(), self.dialect(), count)]

    def header(self) -> tuple[str, ...]:
        """Names from the first row, made unique; numbers where there are none."""
        return _header(self.file(), self.dialect(), self.stamp())

    def _chosen(self, names: Sequence[str]) -> tuple[Path, int, list[int]]:
        """The file, how many columns it has, and the places of these."""
        path, every = self.file(), self.header()
        places = {name: place for place, name in enumerate(every)}
        lost = next((name for name in names if name not in places), None)
        if lost is not None:
            raise DataProblem(f"{path.name} has no column “{lost[:40]}” any more; choose the file again.")
        return path, len(every), [places[name] for name in names]

    def quick_blocks(self, names: Sequence[str]) -> Iterator[tuple[float, Block]]:
        """Read by compiled code, ten times faster."""
        path, _, chosen = self._chosen(names)
        return QuickTable(path, self.dialect(), self.header(), self.stamp()).blocks(chosen)

    def blocks(self, names: Sequence[str]) -> Iterator[tuple[float, Block]]:
        """Some thousand rows at a time."""
        path, width, chosen = self._chosen(names)
        dialect, size = self.dialect(), path.stat().st_size
        lines: list[int] = []
        table: list[list[str]] = []
        signs, most = 0, max(LEAST_ROWS, min(ROWS_AT_ONCE, CELLS_AT_ONCE // width))
        source = rows(path, dialect)
        if dialect.header == "yes":
            next(source)
        for line, cells in source:
            if len(cells) != width:
                raise DataProblem(
                    f"{path.name}, line {line:,}: the row has {_cells(len(cells))}, but the first one has {width}."
                )
            lines.append(line)
            table.append(cells)
            signs += sum(map(len, cells)) + len(cells)
            if len(table) == most:
                yield min(1.0, signs / size), _block(lines, table, chosen)
                lines, table = [], []
        if table:
            yield 1.0, _block(lines, table, chosen)


@lru_cache(maxsize=4)
def _detected(path: Path, wished: Dialect, _stamp: str) -> Dialect:
    return detect(path, wished)


@lru_cache(maxsize=4)
def _header(path: Path, dialect: Dialect, _stamp: str) -> tuple[str, ...]:
    first = next((cells for _line, cells in rows(path, dialect)), None)
    if first is None:
        raise DataProblem(f"{path.name} is empty.")
    if len(first) > MOST_COLUMNS:
        raise DataProblem(f"{path.name} has {len(first):,} columns; at most {MOST_COLUMNS:,} can be used.")
    return names_of(first if dialect.header == "yes" else [""] * len(first))


def _first_rows(path: Path, dialect: Dialect, count: int) -> list[Row]:
    """The first rows with their lines, without the names."""
    begin = int(dialect.header == "yes")
    return list(islice(rows(path, dialect), begin, begin + count))


@lru_cache(maxsize=4)
def _doubt(path: Path, dialect: Dialect, stamp: str) -> str:
    names = _header(path, dialect, stamp)
    first = _first_rows(path, dialect, most_rows(len(names)))
    found = [cells for _, cells in first]
    return (
        doubt_of_pairs(dialect, found)
        or doubt_of_names(dialect, found)
        or doubt_of_columns(names, first, comma=dialect.decimal == "comma")
    )


def _cells(count: int) -> str:
    return f"{count} cell" if count == 1 else f"{count} cells"


def _block(lines: list[int], table: list[list[str]], chosen: list[int]) -> Block:
    columns: list[Any] = list(zip(*table, strict=True))
    return Block(lines, [columns[place] for place in chosen])


def names_of(cells: Sequence[str]) -> tuple[str, ...]:
    """The names in a first row, made unique; numbers where there are none."""
    names: dict[str, None] = {}
    counts: dict[str, int] = {}
    for place, cell in enumerate(cells, start=1):
        name = wanted = cell.strip() or f"column {place}"
        while name in names:
            counts[wanted] = counts.get(wanted, 1) + 1
            name = f"{wanted} ({counts[wanted]})"
        names[name] = None
    return tuple(names)
