"""From the cells of a table to numbers: inputs, one-hot where they are texts, and targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.table_cells import (
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
from playground.catalog.datasets.table_facts import Block, Column
from playground.catalog.datasets.table_gaps import FILL, REMEDY, gap_fixes
from playground.catalog.kinds import DataProblem, Task

MOST = float(np.finfo(np.float32).max)
REACH = "numbers up to ±3.4e38"
"""Single precision, in which networks compute."""
OWN_CLASS = "missing"
"""What the class of missing texts is called."""

Incomplete = Literal["tell", "leave out", "mean", "median", "most frequent", "own class"]
"""What becomes of rows with gaps: a problem, left out, or filled with a value of the training rows."""

Where = Callable[[int, str], str]
"""Words for a place, of a line and the name of a column."""


@dataclass(frozen=True)
class Plan:
    """Which columns are learned from which.

    Attributes:
        inputs: Columns to predict from.
        target: Column to predict.
        task: Classification or regression.
        incomplete: What becomes of rows with gaps.
        marked: A column with gaps gets another one beside it that is 1 where there was a gap.
        without: Classes whose rows are left out.
    """

    inputs: tuple[Column, ...]
    target: Column
    task: Task
    incomplete: Incomplete = "tell"
    marked: bool = False
    without: frozenset[str] = frozenset()

    @property
    def filled(self) -> bool:
        """Whether gaps in inputs are filled."""
        return self.incomplete not in {"tell", "leave out"}

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes, empty for regression."""
        if self.task == "regression":
            return ()
        return tuple(value for value in self.target.values if value not in self.without)

    def gappy(self, column: Column) -> bool:
        """Whether a column has gaps that are filled."""
        return self.filled and not column.complete

    def marks(self, column: Column) -> bool:
        """Whether a column gets another one that says where its gaps are."""
        own = self.incomplete == "own class"
        return self.gappy(column) and (
            (own and column.kind == "number") or (self.marked and not self._own(column))
        )

    def _own(self, column: Column) -> bool:
        return self.incomplete == "own class" and column.kind == "text" and self.gappy(column)

    def values(self, column: Column) -> tuple[str, ...]:
        """The values of a column of texts that get an input each."""
        return (*column.values, OWN_CLASS) if self._own(column) else column.values

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the inputs of a row: one per column, or one per value of a text column, and marks of gaps."""
        found: list[str] = []
        for column in self.inputs:
            if column.kind == "number":
                found.append(column.name)
            else:
                found += [f"{column.name} = {value}" for value in self.values(column)]
            if self.marks(column):
                found.append(f"{column.name} is missing")
        return tuple(found)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Inputs and target, which is last."""
        return (*self.inputs, self.target)

    @cached_property
    def widths(self) -> list[tuple[Column, int, int]]:
        """Each input column, where its inputs begin in a row, and how many they are without a mark."""
        found, first = [], 0
        for column in self.inputs:
            width = 1 if column.kind == "number" else len(self.values(column))
            found.append((column, first, width))
            first += width + self.marks(column)
        return found

    @cached_property
    def _only_numbers(self) -> bool:
        return all(column.kind == "number" and not self.marks(column) for column in self.inputs)

    def spread(self, cells: NDArray[np.float32]) -> NDArray[np.float32]:
        """Rows ``(n, names)`` of what ``Conversion.rows`` found, with a number for each value of a text column.

        A gap that is still to be filled is NaN, in all numbers of a text column.
        """
        if self._only_numbers:
            return cells
        found = np.zeros((len(cells), len(self.names)), np.float32)
        for place, (column, first, width) in enumerate(self.widths):
            values = cells[:, place]
            if column.kind == "number":
                found[:, first] = values
            else:
                known = np.isfinite(values)
                rows = np.flatnonzero(known)
                found[rows, first + values[rows].astype(np.int64)] = 1
                found[~known, first : first + width] = np.nan
                if self._own(column):
                    found[~known, first : first + width - 1] = 0
                    found[~known, first + width - 1] = 1
            if self.marks(column):
                found[:, first + width] = ~np.isfinite(values)
        return found

    def gap_values(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """What fills the gaps of a row, ``(names,)``, from training rows in which gaps are NaN."""
        found = np.zeros(len(self.names), np.float32)
        for column, first, width in self.widths:
            known = x[np.isfinite(x[:, first]), first : first + width]
            if not len(known):
                continue
            if column.kind == "text":
                found[first + int(known.sum(0).argmax())] = 1
            elif self.incomplete == "most frequent":
                values, counts = np.unique(known, return_counts=True)
                found[first] = values[counts.argmax()]
            elif self.incomplete == "median":
                found[first] = np.median(known.astype(np.float64))
            else:
                found[first] = known.mean(dtype=np.float64)
        return found


@dataclass(frozen=True)
class Conversion:
    """Converts rows by a plan.

    Attributes:
        plan: What becomes what.
        comma: Numbers have a decimal comma unless their column says otherwise.
        where: Names a place.
    """

    plan: Plan
    comma: bool
    where: Where

    def rows(self, block: Block) -> tuple[NDArray[np.float32], NDArray[Any]]:
        """A number for each input column, ``(n, inputs)``, and targets of the rows.

        Texts become their place among the values of their column; see ``Plan.spread``. A gap that is filled is NaN.

        Raises:
            DataProblem: At the first cell that has no proper value, where that is a problem.
        """
        good = np.ones(len(block.lines), bool)
        lines, plan = block.lines, self.plan
        parts = []
        for column, cells in zip(plan.inputs, block.columns, strict=False):
            read = self._numbers if column.kind == "number" else self._places
            values, found = read(column, cells, lines, column.values)
            if not plan.filled:
                good &= found
            elif not found.all():
                values = np.where(found, values, np.nan)
            parts.append(values.astype(np.float32))
        target, cells = plan.target, block.columns[-1]
        y: NDArray[Any]
        if plan.task == "classification":
            y, found = self._places(target, cells, lines, plan.classes)
        else:
            y, found = self._numbers(target, cells, lines, ())
            y = y.astype(np.float32)[:, None]
        good &= found
        return np.stack(parts, 1)[good], y[good]

    def _form(self, column: Column) -> Form:
        return column.form or ("comma" if self.comma else "point")

    def _numbers(
        self, column: Column, cells: Cells, lines: Sequence[int], _values: tuple[str, ...]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Numbers, and which of them are there."""
        values, found = self._read_numbers(column, cells, lines)
        large = np.flatnonzero(np.abs(values) > MOST)
        if len(large):
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
