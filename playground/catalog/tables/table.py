"""What tables of the user's own have in common: columns to learn from, a target, and what is wrong with them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray

from playground.catalog.files.chosen_file import chosen_file, stamp_of
from playground.catalog.kinds import (
    DataInfo,
    DataProblem,
    FixedDataset,
    RawData,
    Source,
    fits,
    param,
)
from playground.catalog.kinds.progress import progress
from playground.catalog.tables.cells import is_plain
from playground.catalog.tables.facts import VERSION, Block, Facts, facts_of
from playground.catalog.tables.in_order import in_order
from playground.catalog.tables.inputs import Incomplete, Plan
from playground.catalog.tables.plan import left_out, plan_of, used_rows
from playground.catalog.tables.rows import Conversion
from playground.catalog.tables.source import Rows, Taker, collect, rows_on_disk
from playground.catalog.tables.survey import Survey

_Part = tuple[float, NDArray[np.float32], NDArray[Any]]
"""The part of the file that is read, and rows as ``Conversion.rows`` gives them."""


class TableDataset(FixedDataset):
    """A file with a row for each sample."""

    editor: ClassVar[str] = "table"
    large: ClassVar[bool] = True
    own_units: ClassVar[bool] = True
    place: ClassVar[str] = "line"
    """What a number says where something is in the file."""

    path: str = param("", "The file.", own_field=True, browse="file")
    target: str = param(
        "", "Column to predict; empty: one with a usual name, or the last one.", own_field=True
    )
    inputs: str = param(
        "",
        "Columns to predict it from, a JSON list of names; empty: all but those that only count or name the rows.",
        own_field=True,
    )
    task: Literal["detect", "classification", "regression"] = param(
        "detect",
        "Classes or quantities; when detected, text and few different whole numbers are classes.",
        own_field=True,
    )
    incomplete: Incomplete = param(
        "tell",
        "What to do with rows where a value is missing or not a number; what fills gaps is found in the training rows.",
        own_field=True,
    )
    marked: bool = param(
        False, "Add an input that is 1 where a value was missing and filled.", own_field=True
    )
    without: str = param("", "Classes whose rows are left out, a JSON list.", own_field=True)
    facts: str = param("", "Facts about the columns, found when the file was read.", own_field=True)

    # --- what the file formats give --------------------------------------------------------------

    @abstractmethod
    def header(self) -> tuple[str, ...]:
        """Names of all columns; raises DataProblem."""

    @abstractmethod
    def blocks(self, names: Sequence[str]) -> Iterator[tuple[float, Block]]:
        """The rows, some at a time, with the part of the file that is read; raises DataProblem."""

    @abstractmethod
    def head(self, count: int) -> list[list[str]]:
        """The first rows as texts, in all columns; raises DataProblem."""

    def sheets(self) -> tuple[str, ...]:
        """Names of the tables in the file, where it may have several; raises DataProblem."""
        return ()

    def detected(self) -> Self:
        """The same data set with everything about the file's format detected; raises DataProblem."""
        return self

    def quick_blocks(self, names: Sequence[str]) -> Iterator[tuple[float, Block]]:
        """The rows likewise, columns of finite numbers as arrays, or a ValueError where that may be something else."""
        return self.blocks(names)

    def comma(self) -> bool:
        """Whether numbers have a decimal comma."""
        return False

    def doubt(self) -> str:
        """What may be meant differently in the file, and the choice that says so; empty for nothing."""
        return ""

    # --- facts -----------------------------------------------------------------------------------

    def file(self) -> Path:
        """The file; raises DataProblem when it is not chosen or not there."""
        return chosen_file(self.title, self.path)

    def stamp(self) -> str:
        """Changes with the file."""
        return stamp_of(self.path)

    def survey(self) -> Facts:
        """Read the whole file once and learn what its columns are.

        Raises:
            DataProblem: When it cannot be read; names the place.
            NotWanted: When the result is no longer wanted.
        """
        names = self.header()
        try:
            return self._facts(names, self.quick_blocks(names))
        except ValueError as error:
            if isinstance(error, DataProblem):
                raise
        return self._facts(names, self.blocks(names))

    def _facts(self, names: Sequence[str], blocks: Iterator[tuple[float, Block]]) -> Facts:
        comma = self.comma()
        survey = Survey(names, comma=comma)
        for part, block in blocks:
            survey.add(block)
            progress(part)
        facts = survey.facts()
        if not facts.rows:
            raise DataProblem(f"{self.file().name} has no rows.")
        if len(names) < 2:
            raise DataProblem(
                f"{self.file().name} has one column only, but an input and a target are two; "
                "is the separator right?"
            )
        return facts

    def known(self) -> Facts:
        """The facts that are stored; without them, or where they are of an older kind, the file is read, once."""
        if self.facts and not self._outdated():
            return facts_of(self.facts)
        bare = {"target": "", "inputs": "", "without": "", "incomplete": "tell", "marked": False, "facts": ""}
        return _surveyed(self.model_copy(update=bare), self.stamp())

    def plan(self) -> Plan:
        """Which columns are learned from which.

        Raises:
            DataProblem: When the columns do not serve; one sentence with line and column.
        """
        self.file()
        return plan_of(self, self.known())

    def at(self, line: int, column: str) -> str:
        """Words for a place in the file."""
        return f"{self.file_name}, {self.place} {line:,}, column “{column}”"

    @property
    def file_name(self) -> str:
        """Name of the file without its folder."""
        return Path(self.path).name

    def ready(self) -> bool:
        """Where the facts are stored, or there is no file to learn them from."""
        return (bool(self.facts) and not self._outdated()) or not self.stamp()

    def _outdated(self) -> bool:
        """Whether the stored facts are of an older kind, and the file is there to find them out again."""
        try:
            return facts_of(self.facts).version < VERSION and bool(self.stamp())
        except DataProblem:  # damaged: reported where they are used
            return False

    def info(self) -> DataInfo:
        """Facts from the stored description of the columns; the file is not read again."""
        plan, facts = self.plan(), self.known()
        names, classes = plan.names, plan.classes
        return DataInfo(
            plan.task,
            (len(names),),
            len(classes) or 1,
            classes,
            names,
            "" if classes else plan.target.name,
            used_rows(plan, facts),
            left_out=", ".join(left_out(plan, facts, named=bool(self.inputs))),
            doubt=self.doubt(),
        )

    def gap_values(self, x: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """What fills gaps, from training rows."""
        plan = self.plan()
        return plan.gap_values(x) if any(map(plan.gappy, plan.inputs)) else None

    # --- loading ---------------------------------------------------------------------------------

    def source(self) -> Source | None:
        """The rows in a file of the cache, four bytes a cell, when they do not fit into memory."""
        plan, rows = self.plan(), self.known().rows
        if fits(rows, (len(plan.names),)):
            return None
        return rows_on_disk(
            self.file(), self.model_dump_json(), plan, rows, lambda take: self._give(plan, take)
        )

    def read(self) -> RawData:
        """All rows; a file that was read and has not changed is not read again."""
        return _loaded(self, self.stamp())

    def read_some(self, count: int) -> RawData:
        """The first rows; no more of the file is read."""
        return self._read(count)

    def _read(self, count: int | None = None) -> RawData:
        plan = self.plan()
        most = self.known().rows if count is None else count
        parts: list[RawData] = []

        def take(rows: Rows) -> None:
            parts[:] = [collect(rows, plan, most, all_rows=count is None)]

        self._give(plan, take, quick=count is None)
        return parts[0]

    def _give(self, plan: Plan, take: Taker, *, quick: bool = True) -> None:
        """Pass on the converted rows; start again from the first one where the fast reader fails."""
        names = [column.name for column in plan.columns]
        labels = plan.target.values if plan.task == "classification" else ()
        written = plan.target.kind == "number" and not all(map(is_plain, labels))
        if quick and not written:
            try:
                return take(self._converted(plan, self.quick_blocks(names), in_order))
            except ValueError as error:
                if isinstance(error, DataProblem):
                    raise
        return take(self._converted(plan, self.blocks(names), map))

    def _converted(
        self, plan: Plan, blocks: Iterator[tuple[float, Block]], each: Callable[..., Iterator[_Part]]
    ) -> Rows:
        """Convert each block; in threads where they are arrays."""
        convert = Conversion(plan, self.comma(), self.at)
        empty = True

        def rows(block: tuple[float, Block]) -> _Part:
            return block[0], *convert.rows(block[1])

        for part, cells, y in each(rows, blocks):
            progress(part)
            empty = empty and not len(y)
            yield cells, y
        if empty:
            raise DataProblem(f"{self.file_name}: no row is complete in the chosen columns.")


@lru_cache(maxsize=4)
def _surveyed(dataset: TableDataset, _stamp: str) -> Facts:
    return dataset.survey()


@lru_cache(maxsize=2)
def _loaded(dataset: TableDataset, _stamp: str) -> RawData:
    return dataset._read()  # noqa: SLF001 - the part of it that is remembered
