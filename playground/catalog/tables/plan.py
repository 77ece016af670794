"""Which columns of a table are learned from which, and which of its rows."""

from __future__ import annotations

import json
from typing import Literal, Protocol

from playground.catalog.kinds import DataProblem, SetParams, Task
from playground.catalog.tables.facts import MOST_VALUES, Column, Facts
from playground.catalog.tables.gaps import FILL, REMEDY, gap_fixes
from playground.catalog.tables.inputs import Incomplete, Plan
from playground.spec.json_text import read_json


class Choices(Protocol):
    """What was chosen for a table; see ``TableDataset``."""

    @property
    def title(self) -> str:
        """What such data are called."""

    @property
    def file_name(self) -> str:
        """Name of the file without its folder."""

    @property
    def target(self) -> str:
        """Column to predict; empty for the usual one."""

    @property
    def inputs(self) -> str:
        """Input columns as a JSON list; empty for the usual ones."""

    @property
    def task(self) -> Literal["detect", "classification", "regression"]:
        """The wanted task."""

    @property
    def incomplete(self) -> Incomplete:
        """What becomes of rows with gaps."""

    @property
    def marked(self) -> bool:
        """Whether gaps are marked."""

    @property
    def without(self) -> str:
        """Classes that are left out as a JSON list; empty for none."""

    def at(self, line: int, column: str) -> str:
        """Words for a place in the file."""


def plan_of(chosen: Choices, facts: Facts) -> Plan:
    """Which columns are learned from which.

    Args:
        chosen: What was chosen.
        facts: Facts about the columns.

    Raises:
        DataProblem: When the columns do not serve; one sentence with line and column.
    """
    target = _column(chosen, facts, chosen.target) if chosen.target else facts.usual_target()
    inputs = _inputs(chosen, facts, target)
    if not inputs:
        raise DataProblem(f"{chosen.file_name}: choose at least one input column.")
    for column in (*inputs, target):
        _check_cells(chosen, column, inputs, is_target=column is target)
    for column in inputs:
        if column.kind == "text" and not column.values:
            raise DataProblem(
                f"{chosen.file_name}, column “{column.name}”: it has more than {MOST_VALUES:,} different texts; "
                "leave it out.",
                _without(column, inputs),
            )
    plan = Plan(
        inputs, target, _task(chosen, target), chosen.incomplete, chosen.marked, _left_classes(chosen)
    )
    _check_target(chosen, plan)
    return plan


def used_rows(plan: Plan, facts: Facts) -> int | None:
    """How many rows are learned from, None where only loading them tells."""
    lacking = facts.incomplete([plan.target] if plan.filled else plan.columns)
    counted = zip(plan.target.values, plan.target.counts, strict=False)
    left = sum(count for value, count in counted if value in plan.without)
    if lacking is None or (left and lacking) or (plan.without and not plan.target.counts):
        return None
    return facts.rows - lacking - left


def left_out(plan: Plan, facts: Facts, *, named: bool) -> list[str]:
    """What of the file is not used, in a few words each.

    Args:
        plan: What is used.
        facts: What there is.
        named: The inputs were named, so that the other columns are not meant.
    """
    words = []
    used = used_rows(plan, facts)
    if used is None:
        words.append("rows with gaps")
    elif used < facts.rows:
        words.append(f"{facts.rows - used:,} of {facts.rows:,} rows")
    if not named:
        roles = {"index": "counts the rows", "names": "differs in most rows"}
        used_names = {column.name for column in plan.columns}
        unused = [column for column in facts.columns if column.name not in used_names]
        words += [f"column “{column.name}” ({roles[column.role]})" for column in unused if column.role]
    return words


def _column(chosen: Choices, facts: Facts, name: str) -> Column:
    column = facts.column(name)
    if column is None:
        raise DataProblem(f"{chosen.file_name} has no column “{name[:40]}”.")
    return column


def _inputs(chosen: Choices, facts: Facts, target: Column) -> tuple[Column, ...]:
    if not chosen.inputs:
        return facts.usual_inputs(target)
    names = _names_in(chosen.inputs)
    if names is None:
        raise DataProblem(f"{chosen.title}: the input columns should be a JSON list of names.")
    return tuple(_column(chosen, facts, name) for name in dict.fromkeys(names) if name != target.name)


def _left_classes(chosen: Choices) -> frozenset[str]:
    names = _names_in(chosen.without) if chosen.without else []
    if names is None:
        raise DataProblem(f"{chosen.title}: the classes that are left out should be a JSON list.")
    return frozenset(names)


def _check_cells(chosen: Choices, column: Column, inputs: tuple[Column, ...], *, is_target: bool) -> None:
    if chosen.incomplete == "leave out" or (chosen.incomplete != "tell" and not is_target):
        return
    if column.complete:
        return
    fixes = gap_fixes(column)[:1] if is_target else (*gap_fixes(column), *_without(column, inputs))
    if column.odd:
        at = chosen.at(column.odd, column.name)
        raise DataProblem(f"{at}: “{column.odd_text}” is not a number; {REMEDY}.", fixes)
    if column.gap and chosen.incomplete == "tell":
        raise DataProblem(f"{chosen.at(column.gap, column.name)}: the value is missing; {FILL}.", fixes)


def _task(chosen: Choices, target: Column) -> Task:
    if chosen.task != "detect":
        return chosen.task
    return "classification" if target.few else "regression"


def _check_target(chosen: Choices, plan: Plan) -> None:
    target, task = plan.target, plan.task
    if task == "regression" and target.kind == "text":
        raise DataProblem(
            f"{chosen.at(target.first, target.name)}: the target holds texts, which are classes, not quantities.",
            (SetParams("Predict classes", {"task": "classification"}),),
        )
    at = f"{chosen.file_name}, column “{target.name}”"
    if task == "regression" and target.origin:
        raise DataProblem(
            f"{at}: the numbers of the target lie too close together for their size; networks compute with single "
            f"precision. Subtract {target.origin:.15g} from them."
        )
    if task == "classification" and not target.values:
        raise DataProblem(
            f"{at}: the target has more than {MOST_VALUES:,} different values, too many for classes."
        )
    values = plan.classes if task == "classification" else target.values
    if len(values) == 1:
        raise DataProblem(f"{at}: the target is “{values[0]}” in every row; there is nothing to learn.")
    if not values and plan.without:
        raise DataProblem(f"{at}: all classes are left out; there is nothing to learn.")


def _without(column: Column, inputs: tuple[Column, ...]) -> tuple[SetParams, ...]:
    """A fix that leaves a column out of the inputs."""
    names = [each.name for each in inputs if each is not column]
    if not names or len(names) == len(inputs):
        return ()
    chosen = json.dumps(names, ensure_ascii=False)
    return (SetParams(f"Leave out column “{column.name[:30]}”", {"inputs": chosen}),)


def _names_in(text: str) -> list[str] | None:
    """The names in a JSON list, None when it is none."""
    try:
        names = read_json(text)
    except ValueError:
        return None
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else None
