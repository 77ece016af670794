"""Facts about the columns of a table, which a project stores."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import isfinite
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from playground.catalog.kinds import DataProblem
from playground.catalog.tables.cells import Cells, Form, number, numbers

MOST_VALUES = 1000
"""Different values of a column that are remembered, and so the most that classes and one-hot columns can be."""
MOST_NUMBERS = 100
"""Likewise of a column of numbers."""
FEW_VALUES = 10
"""A target of at most this many different whole numbers counts as classes."""

VERSION = 2
"""Of facts as they are found out now."""

TARGETS = frozenset(
    {
        "label",
        "labels",
        "class",
        "classes",
        "target",
        "targets",
        "y",
        "outcome",
        "species",
        "diagnosis",
        "survived",
    }
)
"""Names that a column to predict usually has, in lower case."""
FIRST_TARGETS = TARGETS | {"kind", "type", "category"}
"""Names that a column to predict has where it stands first."""


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
        form: How its numbers are written.
        counts: Number of rows with each of the values; empty where it is not known.
        origin: Subtracted from its numbers, 0 for nothing, where single precision would merge them otherwise.
        role: ``index`` for one that counts the rows, ``names`` for one that names nearly each of them.
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
    form: Form = ""
    counts: tuple[int, ...] = ()
    origin: float = 0.0
    role: Literal["", "index", "names"] = ""

    @property
    def complete(self) -> bool:
        """Whether every cell has a proper value."""
        return not self.gap and not self.odd

    @property
    def useful(self) -> bool:
        """Whether it can be an input that helps with rows yet unseen."""
        return not self.role and bool(self.first) and (self.kind == "number" or bool(self.values))

    @property
    def few(self) -> bool:
        """Whether its values look like classes: texts, or a few whole numbers."""
        return self.kind == "text" or (self.whole and 0 < len(self.values) <= FEW_VALUES)


class Facts(BaseModel):
    """All columns, the number of rows, and which of them are incomplete.

    Attributes:
        rows: Their number.
        columns: All columns.
        version: How they were found out; below ``VERSION``, labels such as ``007`` and ``7`` may be one.
        gaps: Numbers of the columns, from 0, in which values are missing or odd, with the number of rows that lack
            just these; None where it is not known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int
    columns: tuple[Column, ...]
    gaps: tuple[tuple[tuple[int, ...], int], ...] | None = None
    version: int = 0

    def column(self, name: str) -> Column | None:
        """The column of that name, None when there is none."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in reversed(self.columns)}

    def usual_target(self) -> Column:
        """The column that is predicted when none is chosen.

        The last one with values, unless one alone has a usual name, or the first one holds the classes of
        a table without names.
        """
        fit = [column for column in self.columns if column.first and column.role != "index"]
        if not fit:
            return self.columns[-1]
        last, first = fit[-1], fit[0]
        varied = [column for column in fit if len(column.values) != 1]
        named = [column for column in varied if column.name.strip().lower() in TARGETS]
        if len(named) == 1 and last not in named:
            return named[0]
        if first is self.columns[0] and not last.few and first.few and 1 < len(first.values) <= FEW_VALUES:
            alone = not any(column.few for column in fit[1:])
            if first.name.strip().lower() in FIRST_TARGETS or (alone and first.name == "column 1"):
                return first
        return last

    def usual_inputs(self, target: Column) -> tuple[Column, ...]:
        """The columns that are learned from when none are chosen: the useful ones, or all where there are none."""
        others = tuple(column for column in self.columns if column is not target)
        return tuple(column for column in others if column.useful) or others

    def incomplete(self, columns: Collection[Column]) -> int | None:
        """How many rows lack a value in these columns, None where it is not known."""
        if all(column.complete for column in columns):
            return 0
        if self.gaps is None:
            return None
        names = {column.name for column in columns}
        wanted = {place for place, column in enumerate(self.columns) if column.name in names}
        return sum(count for places, count in self.gaps if wanted.intersection(places))


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
    if facts is None or facts.rows < 1 or len(facts.columns) < 2 or not _are_sound(facts):
        raise DataProblem("The stored description of the table is damaged; choose the file again.")
    return facts


def _are_sound(facts: Facts) -> bool:
    """Whether values of numbers are numbers and counts belong to values."""
    for column in facts.columns:
        if not isfinite(column.origin):
            return False
        if column.kind == "number" and not _are_numbers(column.values, column.form):
            return False
        if column.counts and len(column.counts) != len(column.values):
            return False
    return True


def _are_numbers(values: Sequence[str], form: Form) -> bool:
    if numbers(values, "point") is not None:  # nearly always, and fast
        return True
    forms: tuple[Form, ...] = (form or "comma", "point", "either")
    return all(any(number(value, each) is not None for each in forms) for value in values)
