"""From the record of a run to the result of a trial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from playground.arrays import Array
from playground.records.run import RunRecord
from playground.records.sweep import NAN, TrialResult

MOST_ROWS = 200
"""Evaluations in a result; more are thinned, so that no message grows with the length of a run."""


def result_of(begun: TrialResult, record: RunRecord) -> TrialResult:
    """Return the result of a trial.

    Args:
        begun: What is known without its record.
        record: Of its run.
    """
    final = record.final
    if record.started is None or final is None:
        return begun
    curves = record.curves
    losses = curves["validation_loss"]
    best = int(np.nanargmin(losses)) if np.isfinite(losses).any() else None
    return replace(
        begun,
        metric=record.started.metric,
        train_loss=final.train_loss,
        validation_loss=final.validation_loss,
        train_metric=final.train_metric,
        validation_metric=final.validation_metric,
        best_train_loss=_extreme(np.fmin, curves["train_loss"]),
        best_validation_loss=_extreme(np.fmin, losses),
        best_validation_metric=_extreme(np.fmax, curves["validation_metric"]),
        best_step=0 if best is None else int(curves["evaluated_step"][best]),
        steps=record.step,
        curves=_thinned({name: curves[name] for name in ("evaluated_step", *record.evaluations.names)}),
    )


def _extreme(extreme: np.ufunc, values: Array) -> float:
    return float(extreme.reduce(values)) if len(values) else NAN


def _thinned(curves: Mapping[str, Array]) -> dict[str, tuple[float, ...]]:
    """Return at most ``MOST_ROWS`` evaluations, the first and the last included."""
    count = len(curves["evaluated_step"])
    rows = np.unique(np.linspace(0, count - 1, min(count, MOST_ROWS)).round().astype(int))
    return {name: tuple(values[rows].tolist()) for name, values in curves.items()}
