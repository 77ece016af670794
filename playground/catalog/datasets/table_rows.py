"""From the cells of a table to numbers: inputs, one-hot where they are texts, and targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.table_facts import Block, Cells, Column, missing, number, numbers, plain
from playground.catalog.kinds import DataProblem, Task

REMEDY = "leave out such rows, or the column"

Where = Callable[[int, str], str]
"""Words for a place, of a line and the name of a column."""


@dataclass(frozen=True)
class Plan:
    """Which columns are learned from which.

    Attributes:
        inputs: Columns to predict from.
        target: Column to predict.
        task: Classification or regression.
    """

    inputs: tuple[Column, ...]
    target: Column
    task: Task

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the inputs of a row: one per column, or one per value of a text column."""
        return tuple(
            name
            for column in self.inputs
            for name in (
                [column.name]
                if column.kind == "number"
                else [f"{column.name} = {value}" for value in column.values]
            )
        )

    @property
    def columns(self) -> tuple[Column, ...]:
        """Inputs and target, which is last."""
        return (*self.inputs, self.target)

    def spread(self, cells: NDArray[np.float32]) -> NDArray[np.float32]:
        """Rows ``(n, names)`` of what ``Conversion.rows`` found, with a number for each value of a text column."""
        widths = [1 if column.kind == "number" else len(column.values) for column in self.inputs]
        found = np.zeros((len(cells), sum(widths)), np.float32)
        first = 0
        for place, (column, width) in enumerate(zip(self.inputs, widths, strict=True)):
            if column.kind == "number":
                found[:, first] = cells[:, place]
            else:
                found[np.arange(len(cells)), first + cells[:, place].astype(np.int64)] = 1
            first += width
        return found


@dataclass(frozen=True)
class Conversion:
    """Converts rows by a plan.

    Attributes:
        plan: What becomes what.
        comma: Numbers have a decimal comma.
        strict: A cell without a proper value is a problem, and not only its row left out.
        where: Names a place.
    """

    plan: Plan
    comma: bool
    strict: bool
    where: Where

    def rows(self, block: Block) -> tuple[NDArray[np.float32], NDArray[Any]]:
        """A number for each input column, ``(n, inputs)``, and targets of the rows.

        Texts become their place among the values of their column; see ``Plan.spread``.

        Raises:
            DataProblem: At the first cell that has no proper value, when strict.
        """
        good = np.ones(len(block.lines), bool)
        lines = block.lines
        parts = [
            (self._numbers if column.kind == "number" else self._places)(column, cells, lines, good)
            for column, cells in zip(self.plan.inputs, block.columns, strict=False)
        ]
        target, cells = self.plan.target, block.columns[-1]
        y: NDArray[Any]
        if self.plan.task == "classification":
            y = self._places(target, cells, lines, good)
        else:
            y = self._numbers(target, cells, lines, good).astype(np.float32)[:, None]
        return np.stack([part.astype(np.float32) for part in parts], 1)[good], y[good]

    def _numbers(
        self, column: Column, cells: Cells, lines: Sequence[int], good: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        values = numbers(cells, comma=self.comma)
        if values is not None:
            return values
        values = np.zeros(len(cells))
        for place, cell in enumerate(cells):
            value = self._number(cell)
            if value is None:
                self._refuse(column, cell, lines[place], "is not a number; " + REMEDY)
                good[place] = False
            else:
                values[place] = value
        return values

    def _places(
        self, column: Column, cells: Cells, lines: Sequence[int], good: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """The place of each value among those of its column."""
        if isinstance(cells, np.ndarray) and column.kind == "number":
            values = np.array([float(value) for value in column.values])
            places = np.minimum(np.searchsorted(values, cells), len(values) - 1)
            if bool((values[places] == cells).all()):
                return places.astype(np.int64)
        known = {value: place for place, value in enumerate(column.values)}
        result = np.zeros(len(cells), np.int64)
        for place, cell in enumerate(cells):
            value = self._number(cell)
            found = known.get(str(cell).strip() if value is None else plain(value))
            if found is None:
                self._refuse(
                    column, cell, lines[place], "did not occur when the file was chosen; choose it again"
                )
                good[place] = False
            else:
                result[place] = found
        return result

    def _number(self, cell: str | float) -> float | None:
        if isinstance(cell, str):
            return number(cell, comma=self.comma)
        return float(cell) if np.isfinite(cell) else None

    def _refuse(self, column: Column, cell: str | float, line: int, words: str) -> None:
        if not self.strict:
            return
        text, at = str(cell).strip(), self.where(line, column.name)
        if missing(text):
            raise DataProblem(f"{at}: the value is missing; {REMEDY}.")
        raise DataProblem(f"{at}: “{text[:40]}” {words}.")
