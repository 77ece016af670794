"""The curves of a run as columns of equal length."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.arrays import Array
from playground.records.run import RunRecord


def curve_table(record: RunRecord) -> dict[str, Array]:
    """Return columns of equal length, by name; NaN where nothing was evaluated.

    The first row is step 0 where the run was evaluated before its first step.
    """
    curves = record.curves
    steps = np.union1d(curves["step"], curves["evaluated_step"])
    columns: dict[str, Array] = {"step": steps}
    for name, values in curves.items():
        if name in {"step", "evaluated_step"}:
            continue
        own = curves["step"] if name in {"loss", "learning_rate"} else curves["evaluated_step"]
        column = np.full(len(steps), np.nan)
        column[np.searchsorted(steps, own)] = values
        columns[name] = column
    return columns


def thinned(columns: Mapping[str, Array], most: int) -> tuple[dict[str, Array], int]:
    """Leave out steps of a long table, but none that was evaluated, nor the newest.

    Args:
        columns: As ``curve_table`` returns them.
        most: Rows to keep, besides those of evaluations.

    Returns:
        The columns, and of how many steps one is kept.
    """
    steps = columns["step"]
    every = max(1, -(-len(steps) // most))
    kept = (np.arange(len(steps)) % every == 0) | np.isfinite(columns["train_loss"])
    kept[-1:] = True
    return {name: column[kept] for name, column in columns.items()}, every
