"""Numbers that are too large for single precision, in which networks compute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import DataProblem

REACH = "numbers up to ±3.4e38"


def refuse_overflow(
    title: str, values: NDArray[Any], names: Sequence[str], rows: NDArray[np.int64] | None = None
) -> None:
    """Refuse values that are not finite, which is what numbers beyond float32 become.

    Args:
        title: What the message begins with.
        values: ``(N, *shape)``.
        names: Of the columns; empty for images.
        rows: Numbers of the samples from 0, if not all in order.

    Raises:
        DataProblem: At the first such value; names row and column.
    """
    if values.dtype.kind != "f" or bool(np.isfinite(values).all()):
        return
    place = tuple(int(each) for each in np.argwhere(~np.isfinite(values))[0])
    row = 1 + (place[0] if rows is None else int(rows[place[0]]))
    column = f", column “{names[place[-1]]}”" if len(names) == values.shape[-1] else ""
    raise DataProblem(
        f"{title}: row {row:,}{column}: the number is too large; networks compute with {REACH}."
    )
