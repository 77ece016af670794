"""Facts about the columns of a table, found by reading it once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from playground.catalog.kinds import DataProblem

MOST_VALUES = 1000
"""Different values of a column that are remembered, and so the most that classes and one-hot columns can be."""
MOST_NUMBERS = 100
"""Likewise of a column of numbers."""
TEXT_SHARE = 0.1
"""A column with a smaller share of texts is one of numbers with mistakes in it."""
GAPS = frozenset({"", "na", "n/a", "nan", "null", "none", "?"})
"""What stands for a missing value, in any case."""

Cells = Sequence[str] | NDArray[np.float64]
"""One column of some rows; among numbers NaN is a missing value."""


@dataclass(frozen=True)
class Block:
    """Some rows of a table.

    Attributes:
        lines: Where each row is in its file, from 1.
        columns: The cells, column by column.
    """

    lines: Sequence[int]
    columns: Sequence[Cells]


class Column(BaseModel):
    """One column.

    Attributes:
        name: As the file calls it.
        kind: ``number`` or ``text``.
        values: Its different values in order, as texts; empty when they are too many.
        whole: All numbers are whole.
        gap: Line of the first missing value, 0 when none is missing.
        odd: Line of the first text among numbers, 0 when there is none.
        odd_text: That text.
        first: Line of the first value.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: Literal["number", "text"]
    values: tuple[str, ...] = ()
    whole: bool = False
    gap: int = 0
    odd: int = 0
    odd_text: str = ""
    first: int = 0


class Facts(BaseModel):
    """All columns and the number of rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """The column of that name, None when there is none."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in reversed(self.columns)}


@lru_cache(maxsize=8)
def facts_of(text: str) -> Facts:
    """The facts that a project has stored.

    Raises:
        DataProblem: When they are damaged.
    """
    try:
        facts = Facts.model_validate_json(text)
    except ValidationError:
        facts = None
    if facts is None or facts.rows < 1 or len(facts.columns) < 2 or not all(map(_is_sound, facts.columns)):
        raise DataProblem("The stored description of the table is damaged; choose the file again.")
    return facts


def _is_sound(column: Column) -> bool:
    return column.kind == "text" or all(number(value, comma=False) is not None for value in column.values)


def missing(cell: str) -> bool:
    """Whether a cell has no value."""
    return cell.strip().lower() in GAPS


def number(cell: str, *, comma: bool) -> float | None:
    """The number in a cell, None when it is no finite one."""
    try:
        value = float(cell.replace(",", ".") if comma else cell)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def numbers(cells: Cells, *, comma: bool) -> NDArray[np.float64] | None:
    """All cells as numbers, None when one of them is missing or none; fast."""
    if isinstance(cells, np.ndarray):
        return cells if bool(np.isfinite(cells).all()) else None
    try:
        texts = [cell.replace(",", ".") for cell in cells] if comma else list(cells)
        values: NDArray[Any] = np.array(texts, dtype=np.float64)
    except ValueError:
        return None
    return values if bool(np.isfinite(values).all()) else None


def plain(value: float) -> str:
    """A number as the name of a class."""
    return f"{value:.15g}"


class Gathering:
    """Collects facts about one column, block by block."""

    def __init__(self, name: str, *, comma: bool) -> None:
        self.name, self._comma = name, comma
        self._numbers = self._texts = self._gap = self._odd = self._first = 0
        self._odd_text = ""
        self._whole = True
        self._words: set[str] = set()
        self._values: set[float] = set()

    def add(self, cells: Cells, lines: Sequence[int]) -> None:
        """Take in further cells."""
        values = numbers(cells, comma=self._comma)
        if values is not None:
            self._first = self._first or lines[0]
            self._add_numbers(values)
            return
        for cell, line in zip(cells, lines, strict=True):
            self._add_cell(cell if isinstance(cell, str) else "" if np.isnan(cell) else str(cell), line)

    def _add_numbers(self, values: NDArray[np.float64]) -> None:
        self._numbers += len(values)
        self._whole = self._whole and bool((values == np.rint(values)).all())
        if len(self._values) <= MOST_VALUES:
            found = values if len(values) <= 16 else np.unique(values)
            self._values.update(found[: MOST_VALUES + 1].tolist())

    def _add_cell(self, cell: str, line: int) -> None:
        if missing(cell):
            self._gap = self._gap or line
            return
        self._first = self._first or line
        value = number(cell, comma=self._comma)
        if value is not None:
            self._add_numbers(np.array([value]))
            return
        self._texts += 1
        if not self._odd:
            self._odd, self._odd_text = line, cell.strip()[:40]
        if len(self._words) <= MOST_VALUES:
            self._words.add(cell.strip())

    def column(self) -> Column:
        """The facts."""
        numeric = self._texts <= TEXT_SHARE * self._numbers
        if numeric:
            values = [plain(value) for value in sorted(self._values)]
        else:
            values = sorted(self._words | {plain(value) for value in self._values})
        return Column(
            name=self.name,
            kind="number" if numeric else "text",
            values=tuple(values) if len(values) <= (MOST_NUMBERS if numeric else MOST_VALUES) else (),
            whole=numeric and self._whole,
            gap=self._gap,
            odd=self._odd if numeric else 0,
            odd_text=self._odd_text if numeric else "",
            first=self._first,
        )
