"""What a sweep left as tables: a row for each trial as CSV, settings and their medians as JSON."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator
from typing import Any

from playground.export.safe_cell import safe_cell
from playground.records.sweep import Goal, SweepRecord, TrialResult

NUMBERS = (
    "train_loss",
    "validation_loss",
    "train_metric",
    "validation_metric",
    "best_train_loss",
    "best_validation_loss",
    "best_validation_metric",
    "best_step",
    "steps",
    "seconds",
)
"""Results of a trial that are columns of the table, besides its state."""


def setting_names(trials: Iterable[TrialResult]) -> tuple[str, ...]:
    """Return the names of all settings, in the order in which trials use them."""
    return tuple(dict.fromkeys(name for trial in trials for name in trial.settings))


def sweep_csv(record: SweepRecord) -> str:
    """A row for each trial under a row with the names of the columns: settings, seed, state, results, message.

    Numbers that are not finite, and settings that a trial does not have, are empty cells.
    """
    names = setting_names(record.trials)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*map(safe_cell, names), "seed", "state", *NUMBERS, "metric", "message"])
    for trial in record.trials:
        numbers = (getattr(trial, name) for name in NUMBERS)
        cells = [*(trial.settings.get(name, "") for name in names), trial.seed, trial.state]
        cells += [number if math.isfinite(number) else "" for number in numbers]
        writer.writerow([safe_cell(cell) for cell in (*cells, trial.metric, trial.message)])
    return text.getvalue()


def sweep_json(record: SweepRecord, goal: Goal) -> dict[str, Any]:
    """The ``ranking`` of settings by the median over their seeds, the best first, and all ``trials``."""
    return {
        "goal": goal,
        "ranking": [
            {
                "settings": dict(point.settings),
                "median": point.value(goal),
                "seeds": len(point.trials),
                "complete": point.complete,
            }
            for point in record.ranking(goal)
        ],
        "trials": list(_trials(record)),
    }


def _trials(record: SweepRecord) -> Iterator[dict[str, Any]]:
    for trial in record.trials:
        numbers = {name: getattr(trial, name) for name in NUMBERS}
        about = {"settings": trial.settings, "seed": trial.seed, "state": trial.state}
        yield {**about, **numbers, "metric": trial.metric, "message": trial.message}
