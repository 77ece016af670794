"""Tables that do not fit into memory: their rows as numbers in a file of the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from playground.catalog.files.on_disk import OnDisk
from playground.catalog.files.unpacked import unpacked
from playground.catalog.kinds import RawData, Source
from playground.catalog.tables.inputs import Plan

Rows = Iterator[tuple[NDArray[np.float32], NDArray[Any]]]
"""Some rows at a time: what ``Conversion.rows`` gives."""
Taker = Callable[[Rows], None]
"""Takes all rows; may be called again with all of them, and then forgets what it had."""


@dataclass(frozen=True)
class TableRows(Source):
    """Rows of a table, a number for each column.

    Texts are stored as their place among the values of their column, so that a row takes no more room than it has
    columns.

    Attributes:
        file: Name of the table.
        plan: What the columns become.
        cells: The rows.
        y: Their targets.
    """

    file: str
    plan: Plan
    cells: OnDisk
    y: OnDisk

    def __len__(self) -> int:
        """Their number."""
        return len(self.cells)

    def read(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Rows, one-hot where they are texts."""
        return self.plan.spread(self.cells.rows(numbers))

    def targets(self) -> NDArray[Any]:
        """Targets of all rows."""
        return np.concatenate([*self.y.parts()])

    def where(self, number: int) -> str:
        """File and row, among those that are used."""
        return f"{self.file}: sample {number + 1:,}"


def collect(rows: Rows, plan: Plan, most: int, *, all_rows: bool) -> RawData:
    """Put rows into arrays in memory, which are made once, not grown.

    Args:
        rows: What ``Conversion.rows`` gives.
        plan: What the columns become.
        most: How many rows there should be at most.
        all_rows: Take further ones too; the file may have grown since it was described.
    """
    x, count = np.empty((most, len(plan.names)), np.float32), 0
    ys: list[NDArray[Any]] = []
    further: list[NDArray[np.float32]] = []
    for cells, y in rows:
        room = most - count
        plan.spread(cells[:room], x[count : count + len(cells)])
        if len(cells) > room and all_rows:
            further.append(plan.spread(cells[room:]))
        taken = y if all_rows else y[:room]
        ys.append(taken)
        count = min(most, count + len(cells))
        if count == most and not all_rows:
            break
    return RawData(np.concatenate([x[:count], *further]) if further else x[:count], np.concatenate(ys))


def rows_on_disk(file: Path, choice: str, plan: Plan, rows: int, give: Callable[[Taker], None]) -> TableRows:
    """The rows of a table; the file is read through once, and not again as long as it stays the same.

    Args:
        file: The table.
        choice: All that decides what its rows become.
        plan: What they become.
        rows: How many there are at most.
        give: Reads the table.

    Raises:
        DataProblem: When a value is none, as reading the whole table would tell, or the disk has no room.
    """
    classes = plan.task == "classification"
    width, kind = len(plan.inputs), np.dtype("<i8" if classes else "<f4")
    row_bytes = 4 * width + kind.itemsize

    def write(target: BinaryIO) -> None:
        def take(found: Rows) -> None:
            target.seek(0)
            target.truncate()
            ys = []
            for cells, y in found:
                target.write(cells.astype("<f4", copy=False).tobytes())
                ys.append(y.astype(kind, copy=False))
            target.write(np.concatenate(ys).tobytes())

        give(take)

    path = unpacked(file, f"table {choice}", rows * row_bytes, write)
    count = path.stat().st_size // row_bytes
    y = OnDisk(path, 4 * width * count, kind.str, (count,) if classes else (count, 1))
    return TableRows(file.name, plan, OnDisk(path, 0, "<f4", (count, width)), y)
