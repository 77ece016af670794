"""Reading tables, against pandas."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from rows import Row, measures

from playground.catalog.kinds import DATASETS

ROWS, COLUMNS = 520_000, 10
"""About 100 MB."""
PAIRS = 7

MOST = 1.5
"""Times as long as pandas that finding out about the columns and loading them may take."""


@measures("csv")
def csv() -> dict[str, Row]:
    """CSV files of 100 MB, read by pandas and by Descent in turns; the median of the ratios of neighbours."""
    import pandas as pd  # noqa: PLC0415 - only here

    random = np.random.default_rng(0)
    table = pd.DataFrame(
        random.normal(size=(ROWS, COLUMNS)), columns=[f"x{place}" for place in range(COLUMNS)]
    )
    table["y"] = random.integers(0, 3, ROWS)
    texts = table.assign(
        city=random.choice(["Rome", "Oslo", "Bern", "Wien"], ROWS), y=table["y"].map(dict(enumerate("abc")))
    )
    comma: dict[str, Any] = {"sep": ";", "decimal": ","}
    with TemporaryDirectory() as folder:
        return {
            "csv_100mb": _compared(Path(folder, "numbers.csv"), table, {}),
            "csv_100mb_texts": _compared(Path(folder, "texts.csv"), texts, {}),
            "csv_100mb_decimal_comma": _compared(Path(folder, "comma.csv"), table, comma),
        }


def _compared(path: Path, table: Any, options: dict[str, Any]) -> Row:
    import pandas as pd  # noqa: PLC0415 - only here

    table.to_csv(path, index=False, **options)
    pairs = []
    for _ in range(PAIRS):
        theirs = _seconds(lambda: pd.read_csv(path, **options))
        path.touch()  # nothing is remembered of a file that has changed
        pairs.append((_seconds(lambda: _read(path)), theirs))
    ours, theirs = sorted(pairs, key=lambda pair: pair[0] / pair[1])[PAIRS // 2]
    least = min(pair[1] for pair in pairs)
    note = f"{path.stat().st_size / 1e6:.0f} MB; pandas.read_csv, at best {least:.2f} s"
    return Row(ours, theirs, 1 / MOST, "s", less_is_better=True, note=note)


def _read(path: Path) -> None:
    raw = DATASETS.create("csv", {"path": str(path)}).load(0)
    assert len(raw.x) == ROWS


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
