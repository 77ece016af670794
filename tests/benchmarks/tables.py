"""Reading tables, against pandas."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rows import Row, measures

from playground.catalog.kinds import DATASETS

ROWS, COLUMNS = 520_000, 10
"""About 100 MB."""


@measures("csv")
def csv() -> dict[str, Row]:
    """A plain CSV file of 100 MB: finding out about its columns and loading it; the best of three in turns."""
    import pandas as pd  # noqa: PLC0415 - only here

    with TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        random = np.random.default_rng(0)
        table = pd.DataFrame(
            random.normal(size=(ROWS, COLUMNS)), columns=[f"x{number}" for number in range(COLUMNS)]
        )
        table["y"] = random.integers(0, 3, ROWS)
        table.to_csv(path, index=False)
        ours, theirs = [], []
        for _ in range(3):
            theirs.append(_seconds(lambda: pd.read_csv(path)))
            path.touch()  # nothing is remembered of a file that has changed
            ours.append(_seconds(lambda: _read(path)))
        size = path.stat().st_size / 1e6
    return {
        "csv_100mb": Row(
            min(ours), min(theirs), 1 / 1.5, "s", less_is_better=True, note=f"{size:.0f} MB; pandas.read_csv"
        )
    }


def _read(path: Path) -> None:
    raw = DATASETS.create("csv", {"path": str(path)}).load(0)
    assert raw.x.shape == (ROWS, COLUMNS)


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
