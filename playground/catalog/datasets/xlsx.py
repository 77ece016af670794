"""Tables in Excel workbooks, read by openpyxl."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, ClassVar

from playground.catalog.datasets.csv import names_of
from playground.catalog.kinds import DATASETS, DataProblem, param
from playground.catalog.tables.facts import Block
from playground.catalog.tables.table import TableDataset
from playground.catalog.text_tables.delimited import Header
from playground.catalog.text_tables.dialect import header_of

ROWS_AT_ONCE = 1000
HEAD_ROWS = 200


@DATASETS.register("xlsx", title="Excel table", group="Your own data")
class Xlsx(TableDataset):
    """A table in a sheet of an Excel workbook, with a row for each sample."""

    when: ClassVar[str] = "Spreadsheets; formulas count with their last value. It takes the package openpyxl."
    place: ClassVar[str] = "row"
    files: ClassVar[str] = "Excel workbooks (*.xlsx *.xlsm);;All files (*)"

    sheet: str = param("", "Name of the sheet; empty: the first one.", own_field=True, empty="first sheet")
    names: Header = param("detect", "Whether the first row holds the names of the columns.", own_field=True)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Numbers, from 1, and cells of all rows with something in them; raises DataProblem."""
        with self._book() as book:
            yield from _trimmed(self._found(book))

    def sheets(self) -> tuple[str, ...]:
        """Names of the sheets with cells, in order; raises DataProblem."""
        with self._book() as book:
            return tuple(sheet.title for sheet in book.worksheets)

    @contextmanager
    def _book(self) -> Iterator[Any]:
        """The open workbook; what goes wrong inside is a DataProblem."""
        path = self.file()
        try:
            import openpyxl  # noqa: PLC0415 - an extra
        except ImportError:
            raise DataProblem(
                "Excel files need openpyxl: install it with “pip install 'descent-playground[xlsx]'”."
            ) from None
        try:
            with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
                yield book
        except DataProblem:
            raise
        except (OSError, ValueError, KeyError, TypeError, SyntaxError, EOFError, zipfile.BadZipFile) as error:
            raise DataProblem(f"{path.name} is not an Excel workbook that can be read.") from error
        except openpyxl.utils.exceptions.InvalidFileException as error:
            raise DataProblem(f"{path.name} is not an Excel workbook that can be read.") from error

    def _found(self, book: Any) -> Iterator[tuple[int, list[str]]]:
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        name = self.sheet or next(iter(sheets), "")
        if name not in sheets:
            raise DataProblem(
                f"{self.file().name} has no sheet “{name[:40]}”; it has {', '.join(sheets) or 'none'}."
            )
        for number, cells in enumerate(sheets[name].iter_rows(values_only=True), start=1):
            texts = [_text(cell) for cell in cells]
            if any(texts):
                yield number, texts

    def detected(self) -> Xlsx:
        """The same data set with the first row found to hold names or not."""
        named = "yes" if self._named() else "no"
        return self.model_copy(update={"names": named})

    def _named(self) -> bool:
        if self.names != "detect":
            return self.names == "yes"
        return (
            _first_row(self.model_copy(update={"facts": "", "target": "", "inputs": ""}), self.stamp())
            == "yes"
        )

    def header(self) -> tuple[str, ...]:
        """Names from the first row, made unique; numbers where there are none."""
        first = next((cells for _, cells in self.rows()), None)
        if first is None:
            raise DataProblem(f"{self.file().name} is empty.")
        return names_of(first if self._named() else [""] * len(first))

    def head(self, count: int) -> list[list[str]]:
        """The first rows as texts."""
        first = int(self._named())
        return [cells for _, cells in islice(self.rows(), first, first + count)]

    def blocks(self, names: Sequence[str]) -> Iterator[tuple[float, Block]]:
        """Some thousand rows at a time; how many there are is not known before."""
        every = self.header()
        lost = next((name for name in names if name not in every), None)
        if lost is not None:
            raise DataProblem(
                f"{self.file().name} has no column “{lost[:40]}” any more; choose the file again."
            )
        places = [every.index(name) for name in names]
        found = islice(self.rows(), int(self._named()), None)
        while some := list(islice(found, ROWS_AT_ONCE)):
            columns = [[cells[place] for _, cells in some] for place in places]
            yield 0.5, Block([number for number, _ in some], columns)


@lru_cache(maxsize=4)
def _first_row(dataset: Xlsx, _stamp: str) -> Header:
    return header_of([cells for _, cells in islice(dataset.rows(), HEAD_ROWS)], comma=False)


def _trimmed(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Rows as wide as the widest of the first ones."""
    head = list(islice(rows, HEAD_ROWS))
    width = max((_filled(cells) for _, cells in head), default=0)
    for number, cells in head:
        yield number, (cells + [""] * width)[:width]
    for number, cells in rows:
        yield number, (cells + [""] * width)[:width]


def _filled(cells: list[str]) -> int:
    return next((place for place in range(len(cells), 0, -1) if cells[place - 1]), 0)


def _text(cell: object) -> str:
    """A cell as text: dates in their standard form, whole numbers without a fraction."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
