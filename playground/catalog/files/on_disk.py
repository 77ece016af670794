"""An array that stays in its file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import DataProblem
from playground.catalog.kinds.progress import part, progress

PART_BYTES = 4_000_000
"""Size of the part of an array that is in memory at once when all of it is read."""


@dataclass(frozen=True)
class OnDisk:
    """An array of which any row can be read.

    The file is open only while rows are read, and is never mapped into memory: mapped pages would count as memory of
    the process, and a file that is cut short meanwhile would end the program instead of raising.

    Attributes:
        path: The file.
        offset: Where the array begins in it, in bytes.
        dtype: Of its numbers, as numpy writes it.
        shape: Of the whole array; rows come first.
    """

    path: Path
    offset: int
    dtype: str
    shape: tuple[int, ...]

    def __len__(self) -> int:
        """Number of rows."""
        return self.shape[0]

    @property
    def row_bytes(self) -> int:
        """Size of one row."""
        return prod(self.shape[1:]) * np.dtype(self.dtype).itemsize

    def rows(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[Any]:
        """Rows in the order asked for, read in the order of the file.

        Raises:
            DataProblem: When the file is gone or ends before them.
            NotWanted: When they are no longer wanted.
        """
        wanted = np.asarray(numbers, np.int64)
        found = np.empty((len(wanted), self.row_bytes), np.uint8)
        try:
            with self.path.open("rb", buffering=0) as stream:
                for done, place in enumerate(np.argsort(wanted, kind="stable")):
                    progress(done / len(wanted))
                    stream.seek(self.offset + int(wanted[place]) * self.row_bytes)
                    if stream.readinto(found[place].data) != self.row_bytes:
                        raise DataProblem(f"{self.path.name} has become shorter; choose it again.")
        except OSError as error:
            raise DataProblem(f"{self.path} cannot be read: {error.strerror or error}.") from None
        return found.view(self.dtype).reshape(len(wanted), *self.shape[1:])

    def parts(self) -> Iterator[NDArray[Any]]:
        """All rows from the first to the last, some at a time; raises like ``rows``."""
        step = max(1, PART_BYTES // max(1, self.row_bytes))
        for first in range(0, len(self), step):
            whole = OnDisk(
                self.path,
                self.offset + first * self.row_bytes,
                self.dtype,
                (1, min(step, len(self) - first), *self.shape[1:]),
            )
            with part(first / len(self), min(1.0, (first + step) / len(self))):
                rows: NDArray[Any] = whole.rows([0])[0]
            yield rows


def rows_of(arrays: Sequence[OnDisk], numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[Any]:
    """Rows of several arrays of one form, numbered through; in the order asked for, raises like ``OnDisk.rows``."""
    wanted = np.asarray(numbers, np.int64)
    found = np.empty((len(wanted), *arrays[0].shape[1:]), arrays[0].dtype)
    first, done = 0, 0.0
    for array in arrays:
        mine = (wanted >= first) & (wanted < first + len(array))
        share = float(mine.mean()) if len(mine) else 0.0
        with part(done, done + share):
            found[mine] = array.rows(wanted[mine] - first)
        first, done = first + len(array), done + share
    return found
