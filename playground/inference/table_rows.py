"""Rows of tables as raw samples, encoded exactly as the table that a network was trained on."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Singles
from playground.build.data.loading import Data
from playground.build.data.own_data import KINDS
from playground.catalog.kinds import DATASETS, DataProblem
from playground.catalog.tables.cells import Cells
from playground.catalog.tables.facts import Block, Column
from playground.catalog.tables.inputs import Plan
from playground.catalog.tables.rows import Conversion
from playground.catalog.tables.table import TableDataset
from playground.catalog.text_tables.delimited import DELIMITERS
from playground.spec.base import Choice
from playground.spec.paths import shown

UNKNOWN = "did not occur in the data that the network was trained on"
SHOWN_NAMES = 6
"""Names of columns that a message lists."""


@dataclass(frozen=True)
class Rows:
    """Some rows as raw samples.

    Attributes:
        names: Where each of them is, ``line 2``.
        x: ``(n, *shape)``.
        share: The part of the file that is read, 0..1.
    """

    names: tuple[str, ...]
    x: Singles
    share: float = 1.0


def plan_of(data: Data) -> Plan:
    """Return which columns become which inputs, and what becomes of gaps.

    Where the project leaves out rows with gaps, or has none to fill, a gap is refused.

    Raises:
        DataProblem: When samples are not rows of a table.
    """
    dataset, info = DATASETS.of(data.spec.dataset), data.info
    if isinstance(dataset, TableDataset):
        plan = dataset.plan()
        return plan if plan.filled and data.gaps is not None else replace(plan, incomplete="tell")
    if len(info.shape) != 1 or info.token_names:
        raise DataProblem("The network does not take rows of a table, but pictures or other arrays.")
    names = info.feature_names or tuple(f"column {place + 1}" for place in range(info.shape[0]))
    inputs = tuple(Column(name=name, kind="number") for name in names)
    target = Column(name=info.target_name or "class", kind="number", values=info.class_names)
    return Plan(inputs, target, info.task)


def table_rows(data: Data, path: Path) -> Iterator[Rows]:
    """Read the rows of a table by the names of its columns, in any order; other columns are ignored.

    Args:
        data: What the network was trained on.
        path: CSV, Excel or Parquet.

    Raises:
        DataProblem: When a column is missing, or a cell has no proper value; names the place.
    """
    plan, table = plan_of(data), _opened(path, plan_of(data))
    names = [column.name for column in plan.inputs]
    _check_columns(table, names)
    convert = Conversion(plan, table.comma(), table.at, UNKNOWN)
    empty = True
    for share, block in table.blocks(names):
        cells, _ = convert.inputs(block)
        yield Rows(tuple(f"{table.place} {line}" for line in block.lines), plan.spread(cells), share)
        empty = False
    if empty:
        raise DataProblem(f"{table.file_name} has no rows.")


def labelled_rows(data: Data, table: TableDataset) -> Iterator[tuple[Singles, NDArray[Any]]]:
    """Read rows with their targets, as ``table_rows``; rows of classes that the project leaves out are skipped."""
    plan = plan_of(data)
    names = [column.name for column in plan.columns]
    _check_columns(table, names)
    convert = Conversion(plan, table.comma(), table.at, UNKNOWN)
    for _, block in table.blocks(names):
        cells, y = convert.rows(block)
        yield plan.spread(cells), y


def typed_row(data: Data, text: str) -> Rows:
    """Read a row as it is typed: ``1.5, 2``, or ``1,5; 2`` with decimal commas, in the order of the inputs.

    Raises:
        DataProblem: When it has another number of values, or one of them is not proper.
    """
    plan = plan_of(data)
    delimiter = next((sign for sign in (";", "\t") if sign in text), ",")
    cells = next(csv.reader([text], delimiter=delimiter, skipinitialspace=True), [])
    names = [column.name for column in plan.inputs]
    if len(names) == 1:
        cells = [text]
    if len(cells) != len(names):
        count = "1 value" if len(names) == 1 else f"{len(names)} values"
        raise DataProblem(
            f"“{shown(text)}” is neither a file nor a row of {count}; the network takes {listed(names)}."
        )
    comma = "," in text and (delimiter == ";" or len(names) == 1)
    convert = Conversion(plan, comma, lambda _line, column: f"The row, column “{column}”", UNKNOWN)
    found, _ = convert.inputs(Block([1], [[cell] for cell in cells]))
    return Rows(("row",), plan.spread(found))


def column_rows(data: Data, columns: Mapping[str, Any]) -> Singles:
    """Read columns by name, in any order, each a list or an array with a value for each row; others are ignored.

    Raises:
        DataProblem: When a column is missing or has another length, or a value is not proper; names the place.
    """
    plan = plan_of(data)
    names = [column.name for column in plan.inputs]
    lost = [name for name in names if name not in columns]
    if lost:
        raise DataProblem(f"There is no column “{shown(lost[0])}”; the network takes {listed(names)}.")
    cells = [_cells(columns[name]) for name in names]
    odd = next((name for name, each in zip(names, cells, strict=True) if len(each) != len(cells[0])), None)
    if odd is not None:
        raise DataProblem(f"The column “{shown(odd)}” is not as long as “{shown(names[0])}”.")
    convert = Conversion(
        plan, comma=False, where=lambda row, name: f"Row {row}, column “{name}”", unknown=UNKNOWN
    )
    found, _ = convert.inputs(Block(range(1, len(cells[0]) + 1), cells))
    return plan.spread(found)


def _cells(values: Any) -> Cells:
    found = np.atleast_1d(np.asarray(values))
    if found.dtype.kind in "fiub":
        return found.astype(np.float64)
    return ["" if value is None or value != value else str(value) for value in found.tolist()]  # noqa: PLR0124 - NaN


def _opened(path: Path, plan: Plan) -> TableDataset:
    """The table; its first row holds names unless the network's own columns have none."""
    unnamed = all(column.name == f"column {place + 1}" for place, column in enumerate(plan.inputs))
    choice = Choice(kind=KINDS[path.suffix.lower()], params={"path": str(path)})
    if "names" in DATASETS.entry(choice.kind).model_fields:
        choice = choice.with_params(names="detect" if unnamed else "yes")
    names = [column.name for column in plan.inputs]
    tables = (DATASETS.of(each) for each in (choice, *_other_delimiters(choice)))
    found = [table for table in tables if isinstance(table, TableDataset)]
    return next((table for table in found if set(names) <= set(table.header())), found[0])


def _other_delimiters(choice: Choice) -> list[Choice]:
    """The same text file with each delimiter: that of a few rows cannot always be detected."""
    return [choice.with_params(delimiter=sign) for sign in DELIMITERS] if choice.kind == "csv" else []


def _check_columns(table: TableDataset, names: Sequence[str]) -> None:
    found = table.header()
    lost = [name for name in names if name not in found]
    if lost:
        raise DataProblem(
            f"{table.file_name} has no column “{shown(lost[0])}”; the network takes {listed(names)}, and the file "
            f"has {listed(found)}."
        )
    if len(names) == 1 and found == ("column 1", names[0]) and "column 1" not in names:
        raise DataProblem(
            f"{table.file_name} has two cells in a row, but one name above them: write numbers with a decimal point, "
            "or name both columns."
        )


def listed(names: Sequence[str]) -> str:
    """Join the first names for a message."""
    words = [shown(name) for name in names[:SHOWN_NAMES]]
    return ", ".join(words) + (f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else "")
