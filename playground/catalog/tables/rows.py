"""From the cells of a table to numbers: inputs and targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import DataProblem
from playground.catalog.tables.cells import (
    DASHES,
    Cells,
    Form,
    is_plain,
    label,
    missing,
    number,
    numbers,
    plain,
)
from playground.catalog.tables.coded_texts import CodedTexts
from playground.catalog.tables.facts import Block, Column
from playground.catalog.tables.gaps import FILL, REMEDY, gap_fixes
from playground.catalog.tables.inputs import Plan

MOST = float(np.finfo(np.float32).max)
REACH = "numbers up to ±3.4e38"
"""Single precision, in which networks compute."""
Where = Callable[[int, str], str]
"""Words for a place, of a line and the name of a column."""


@dataclass(frozen=True)
class Conversion:
    """Converts rows by a plan.

    Attributes:
        plan: What becomes what.
        comma: Numbers have a decimal comma unless their column says otherwise.
        where: Names a place.
        unknown: What a message says of a text that did not occur; such texts are then refused in filled columns too.
    """

    plan: Plan
    comma: bool
    where: Where
    unknown: str = ""

    def rows(self, block: Block) -> tuple[NDArray[np.float32], NDArray[Any]]:
        """A number for each input column, ``(n, inputs)``, and targets of the rows.

        Texts become their place among the values of their column; see ``Plan.spread``. A gap that is filled is NaN.

        Raises:
            DataProblem: At the first cell that has no proper value, where that is a problem.
        """
        cells, good = self.inputs(block)
        y, found = self.targets(block.columns[-1], block.lines)
        good &= found
        return (cells, y) if good.all() else (cells[good], y[good])

    def inputs(self, block: Block) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """A number for each input column, ``(n, inputs)``, and which rows are complete; raises like ``rows``."""
        good = np.ones(len(block.lines), bool)
        found_cells = np.empty((len(block.lines), len(self.plan.inputs)), np.float32)
        for place, (column, cells) in enumerate(zip(self.plan.inputs, block.columns, strict=False)):
            read = self._numbers if column.kind == "number" else self._places
            values: NDArray[Any]
            values, found = read(column, cells, block.lines, column.values)
            if column.origin:
                values = values - column.origin
            if not self.plan.filled:
                good &= found
            elif not found.all():
                values = np.where(found, values, np.nan)
            found_cells[:, place] = values
        return found_cells, good

    def targets(self, cells: Cells, lines: Sequence[int]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Classes ``(n,)`` or numbers ``(n, 1)``, and which of them are there; raises like ``rows``."""
        if self.plan.task == "classification":
            return self._places(self.plan.target, cells, lines, self.plan.classes)
        y, found = self._numbers(self.plan.target, cells, lines, ())
        return y.astype(np.float32)[:, None], found

    def _form(self, column: Column) -> Form:
        return column.form or ("comma" if self.comma else "point")

    def _numbers(
        self, column: Column, cells: Cells, lines: Sequence[int], _values: tuple[str, ...]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Numbers, and which of them are there."""
        if isinstance(cells, np.ndarray) and len(cells) and cells.min() >= -MOST and cells.max() <= MOST:
            return cells, np.ones(len(cells), bool)  # NaN is in no range
        values, found = self._read_numbers(column, cells, lines)
        if len(values) and max(-values.min(), values.max()) > MOST:
            large = np.flatnonzero(np.abs(values) > MOST)
            place = self.where(lines[int(large[0])], column.name)
            raise DataProblem(f"{place}: “{values[large[0]]:g}” is too large; networks compute with {REACH}.")
        return values, found

    def _read_numbers(
        self, column: Column, cells: Cells, lines: Sequence[int]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        values = numbers(cells, self._form(column))
        if values is not None:
            return values, np.ones(len(cells), bool)
        if isinstance(cells, np.ndarray):
            found = np.isfinite(cells)
            if not found.all():
                place = int(np.flatnonzero(~found)[0])
                self._refuse(column, "" if np.isnan(cells[place]) else str(cells[place]), lines[place])
            return np.where(found, cells, 0), found
        values, found = np.zeros(len(cells)), np.ones(len(cells), bool)
        for place, cell in enumerate(cells):
            value = number(cell, self._form(column))
            if value is None:
                self._refuse(column, cell, lines[place])
                found[place] = False
            else:
                values[place] = value
        return values, found

    def _places(
        self, column: Column, cells: Cells, lines: Sequence[int], values: tuple[str, ...]
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The place of each value among those of its column, and which of them are there."""
        if isinstance(cells, np.ndarray):
            if values and all(map(is_plain, values)):
                numbered = np.array([float(value) for value in values])
                places = np.minimum(np.searchsorted(numbered, cells), len(values) - 1)
                if bool((numbered[places] == cells).all()):
                    return places.astype(np.int64), np.ones(len(cells), bool)
            cells = ["" if np.isnan(cell) else plain(cell) for cell in cells.tolist()]
        known = {value: place for place, value in enumerate(values)}
        if isinstance(cells, CodedTexts):
            return self._coded_places(column, cells, lines, known)
        result, found = np.zeros(len(cells), np.int64), np.ones(len(cells), bool)
        seen: dict[str, int | None] = {}
        for place, cell in enumerate(cells):
            if cell not in seen:
                seen[cell] = self._place(column, cell, known)
            at = seen[cell]
            if at is None:
                found[place] = False
                if cell.strip() not in self.plan.without or column is not self.plan.target:
                    self._refuse(column, cell, lines[place], known=False)
            else:
                result[place] = at
        return result, found

    def _coded_places(
        self, column: Column, cells: CodedTexts, lines: Sequence[int], known: dict[str, int]
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        at = {text: self._place(column, text, known) for text in cells.texts}
        for text, place in cells.first().items() if None in at.values() else ():
            if at[text] is None and (text.strip() not in self.plan.without or column is not self.plan.target):
                self._refuse(column, text, lines[place], known=False)
        places = np.array([-1 if place is None else place for place in at.values()], np.int64)[cells.codes]
        return np.maximum(places, 0), places >= 0

    def _place(self, column: Column, cell: str, known: dict[str, int]) -> int | None:
        text = cell.strip()
        if missing(text) and text not in known:
            return None
        found = known.get(text, known.get(label(text, self._form(column))))
        if found is None and column.kind == "number" and not column.whole:
            value = number(text, self._form(column))
            found = None if value is None else known.get(plain(value))
        return found

    def _refuse(self, column: Column, cell: str, line: int, *, known: bool = True) -> None:
        """Report a cell without a proper value where that is a problem: a gap when asked for, a new text always."""
        if self.unknown and not missing(cell) and not (cell.strip() in DASHES and column.kind == "number"):
            words = self.unknown if not known else "is not a number"
            raise DataProblem(f"{self.where(line, column.name)}: “{cell.strip()[:40]}” {words}.")
        if self.plan.incomplete == "leave out" or (self.plan.filled and column is not self.plan.target):
            return
        text, at = cell.strip(), self.where(line, column.name)
        if missing(text) or (text in DASHES and column.kind == "number"):
            if self.plan.filled:
                return
            raise DataProblem(f"{at}: the value is missing; {FILL}.", gap_fixes(column))
        words = (
            f"is not a number; {REMEDY}"
            if known
            else "did not occur when the file was chosen; choose it again"
        )
        raise DataProblem(f"{at}: “{text[:40]}” {words}.", gap_fixes(column) if known else ())
