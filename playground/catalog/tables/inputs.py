"""Which columns of a table become which inputs, one-hot where they are texts, and what fills gaps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import Task
from playground.catalog.tables.facts import Column

OWN_CLASS = "missing"
"""What the class of missing texts is called."""

Incomplete = Literal["tell", "leave out", "mean", "median", "most frequent", "own class"]
"""What becomes of rows with gaps: a problem, left out, or filled with a value of the training rows."""


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
                found.append(f"{column.name} − {column.origin:.15g}" if column.origin else column.name)
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

    @cached_property
    def _numbers(self) -> list[tuple[int, int, int]]:
        """Columns of numbers that follow each other here and in a row: where they begin in both, and how many."""
        found: list[tuple[int, int, int]] = []
        for place, (column, first, _) in enumerate(self.widths):
            if column.kind != "number":
                continue
            if found and (found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]) == (place, first):
                begin, at, count = found.pop()
                found.append((begin, at, count + 1))
            else:
                found.append((place, first, 1))
        return found

    def spread(
        self, cells: NDArray[np.float32], into: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        """Rows ``(n, names)`` of what ``Conversion.rows`` found, with a number for each value of a text column.

        A gap that is still to be filled is NaN, in all numbers of a text column.

        Args:
            cells: What was found.
            into: Where to write the rows; None for a new array.
        """
        if self._only_numbers:
            if into is None:
                return cells
            into[:] = cells
            return into
        found = np.empty((len(cells), len(self.names)), np.float32) if into is None else into
        for place, first, count in self._numbers:
            found[:, first : first + count] = cells[:, place : place + count]
        every = np.arange(len(cells))
        for place, (column, first, width) in enumerate(self.widths):
            if column.kind == "number":
                if self.marks(column):
                    found[:, first + 1] = ~np.isfinite(cells[:, place])
                continue
            values, texts = cells[:, place], found[:, first : first + width]
            known = np.isfinite(values)
            texts[:] = 0
            if known.all():
                texts[every, values.astype(np.int64)] = 1
            else:
                rows = np.flatnonzero(known)
                texts[rows, values[rows].astype(np.int64)] = 1
                texts[~known] = np.nan
                if self._own(column):
                    texts[~known, : width - 1] = 0
                    texts[~known, width - 1] = 1
            if self.marks(column):
                found[:, first + width] = ~known
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
