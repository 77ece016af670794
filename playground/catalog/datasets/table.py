"""What tables of the user's own have in common: columns to learn from, a target, and what is wrong with them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.chosen_file import chosen_file, stamp_of
from playground.catalog.datasets.table_facts import MOST_VALUES, Block, Column, Facts, Gathering, facts_of
from playground.catalog.datasets.table_rows import REMEDY, Conversion, Plan
from playground.catalog.datasets.table_source import Rows, Taker, rows_on_disk
from playground.catalog.kinds import DataInfo, DataProblem, FixedDataset, RawData, Source, Task, fits, param
from playground.catalog.kinds.progress import progress
from playground.spec.json_text import read_json

FEW_VALUES = 10
"""A target of at most this many different whole numbers counts as classes."""


class TableDataset(FixedDataset):
    """A file with a row for each sample."""

    editor: ClassVar[str] = "table"
    large: ClassVar[bool] = True
    place: ClassVar[str] = "line"
    """What a number says where something is in the file."""
    files: ClassVar[str]
    """Names of its files, for a dialog."""

    path: str = param("", "The file.", own_field=True, browse="file")
    target: str = param("", "Column to predict; empty: the last one.", own_field=True)
    inputs: str = param(
        "", "Columns to predict it from, a JSON list of names; empty: all others.", own_field=True
    )
    task: Literal["detect", "classification", "regression"] = param(
        "detect",
        "Classes or quantities; when detected, text and few different whole numbers are classes.",
        own_field=True,
    )
    incomplete: Literal["tell", "leave out"] = param(
        "tell", "What to do with rows where a value is missing or not a number.", own_field=True
    )
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

    def detected(self) -> Self:
        """The same data set with everything about the file's format detected; raises DataProblem."""
        return self

    def quick_blocks(self, names: Sequence[str]) -> Iterator[tuple[float, Block]]:
        """The rows likewise where all columns are of finite numbers, or a ValueError when that is not so."""
        return self.blocks(names)

    def comma(self) -> bool:
        """Whether numbers have a decimal comma."""
        return False

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
        gathered = [Gathering(name, comma=comma) for name in names]
        count = 0
        for part, block in blocks:
            count += len(block.lines)
            for column, cells in zip(gathered, block.columns, strict=True):
                column.add(cells, block.lines)
            progress(part)
        if not count:
            raise DataProblem(f"{self.file().name} has no rows.")
        if len(names) < 2:
            raise DataProblem(
                f"{self.file().name} has one column only, but an input and a target are two; "
                "is the separator right?"
            )
        return Facts(rows=count, columns=tuple(column.column() for column in gathered))

    def known(self) -> Facts:
        """The facts that are stored; without them the file is read, once."""
        if self.facts:
            return facts_of(self.facts)
        return _surveyed(self.model_copy(update={"target": "", "inputs": ""}), self.stamp())

    def plan(self) -> Plan:
        """Which columns are learned from which.

        Raises:
            DataProblem: When the columns do not serve; one sentence with line and column.
        """
        self.file()
        facts = self.known()
        target = self._column(facts, self.target or facts.columns[-1].name)
        inputs = tuple(self._column(facts, name) for name in self._input_names(facts, target))
        if not inputs:
            raise DataProblem(f"{self._file}: choose at least one input column.")
        for column in (*inputs, target):
            self._check_cells(column)
        for column in inputs:
            if column.kind == "text" and not column.values:
                raise DataProblem(
                    f"{self._file}, column “{column.name}”: it has more than {MOST_VALUES:,} different texts; "
                    "leave it out."
                )
        task = self._task(target)
        self._check_target(target, task)
        return Plan(inputs, target, task)

    @property
    def _file(self) -> str:
        return Path(self.path).name

    def _at(self, line: int, column: str) -> str:
        return f"{self._file}, {self.place} {line:,}, column “{column}”"

    def _column(self, facts: Facts, name: str) -> Column:
        column = facts.column(name)
        if column is None:
            raise DataProblem(f"{self._file} has no column “{name[:40]}”.")
        return column

    def _input_names(self, facts: Facts, target: Column) -> list[str]:
        if not self.inputs:
            return [column.name for column in facts.columns if column is not target]
        try:
            names = read_json(self.inputs)
        except ValueError:
            names = None
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise DataProblem(f"{self.title}: the input columns should be a JSON list of names.")
        return [name for name in dict.fromkeys(names) if name != target.name]

    def _check_cells(self, column: Column) -> None:
        if self.incomplete == "leave out":
            return
        if column.odd:
            raise DataProblem(
                f"{self._at(column.odd, column.name)}: “{column.odd_text}” is not a number; {REMEDY}."
            )
        if column.gap:
            raise DataProblem(f"{self._at(column.gap, column.name)}: the value is missing; {REMEDY}.")

    def _task(self, target: Column) -> Task:
        if self.task != "detect":
            return self.task
        few = target.whole and 0 < len(target.values) <= FEW_VALUES
        return "classification" if target.kind == "text" or few else "regression"

    def _check_target(self, target: Column, task: Task) -> None:
        if task == "regression" and target.kind == "text":
            raise DataProblem(
                f"{self._at(target.first, target.name)}: the target holds texts, which are classes, not quantities."
            )
        if task == "classification" and not target.values:
            raise DataProblem(
                f"{self._file}, column “{target.name}”: the target has more than {MOST_VALUES:,} different values, "
                "too many for classes."
            )
        if len(target.values) == 1:
            raise DataProblem(
                f"{self._file}, column “{target.name}”: the target is “{target.values[0]}” in every row; "
                "there is nothing to learn."
            )

    def ready(self) -> bool:
        """Where the facts are stored, or there is no file to learn them from."""
        return bool(self.facts) or not self.stamp()

    def info(self) -> DataInfo:
        """Facts from the stored description of the columns; the file is not read again."""
        plan, facts = self.plan(), self.known()
        names = plan.names
        classes = plan.target.values if plan.task == "classification" else ()
        whole = not any(column.gap or column.odd for column in plan.columns)
        return DataInfo(
            plan.task,
            (len(names),),
            len(classes) or 1,
            classes,
            names,
            "" if classes else plan.target.name,
            facts.rows if whole else None,
        )

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
        xs: list[NDArray[np.float32]] = []
        ys: list[NDArray[Any]] = []

        def take(rows: Rows) -> None:
            xs.clear()
            ys.clear()
            for cells, y in rows:
                xs.append(plan.spread(cells))
                ys.append(y)
                if count is not None and sum(map(len, ys)) >= count:
                    break

        self._give(plan, take, quick=count is None)
        return RawData(np.concatenate(xs)[:count], np.concatenate(ys)[:count])

    def _give(self, plan: Plan, take: Taker, *, quick: bool = True) -> None:
        """Pass on the converted rows; start again from the first one where the fast reader fails."""
        names = [column.name for column in plan.columns]
        if quick and all(column.kind == "number" for column in plan.columns):
            try:
                return take(self._converted(plan, self.quick_blocks(names)))
            except ValueError as error:
                if isinstance(error, DataProblem):
                    raise
        return take(self._converted(plan, self.blocks(names)))

    def _converted(self, plan: Plan, blocks: Iterator[tuple[float, Block]]) -> Rows:
        convert = Conversion(plan, self.comma(), self.incomplete == "tell", self._at)
        empty = True
        for part, block in blocks:
            progress(part)
            cells, y = convert.rows(block)
            empty = empty and not len(y)
            yield cells, y
        if empty:
            raise DataProblem(f"{self._file}: no row is complete in the chosen columns.")


@lru_cache(maxsize=4)
def _surveyed(dataset: TableDataset, _stamp: str) -> Facts:
    return dataset.survey()


@lru_cache(maxsize=2)
def _loaded(dataset: TableDataset, _stamp: str) -> RawData:
    return dataset._read()  # noqa: SLF001 - the part of it that is remembered
