"""What a sweep leaves: a result for each trial, and medians over the seeds of equal settings."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from pydantic import ConfigDict

from playground.spec.base import Value

TrialState = Literal["finished", "pruned", "diverged", "failed", "lost"]
Goal = Literal["loss", "metric"]
NAN = math.nan


@dataclass(frozen=True, kw_only=True)
class TrialResult:
    """One training of a sweep.

    Attributes:
        settings: By the names of the settings.
        seed: Of the training.
        state: ``lost`` when the processes that ran it died; all others are results.
        message: Why it did not finish, one sentence; else empty.
        metric: ``accuracy`` or ``r2``; empty where training never began.
        train_loss: At the end, in evaluation mode; NaN when unknown, like all numbers here.
        validation_loss: On the validation split.
        train_metric: On training samples.
        validation_metric: On the validation split.
        best_train_loss: The least of all evaluations.
        best_validation_loss: Likewise.
        best_validation_metric: The greatest of all evaluations.
        best_step: Step of the evaluation with the least validation loss; 0 when there is none.
        steps: Optimizer steps.
        seconds: Spent on this trial by its process.
        curves: Evaluations over the run as columns: ``evaluated_step``, ``epoch``, ``train_loss`` and so on; long ones
            are thinned evenly.
    """

    __pydantic_config__ = ConfigDict(ser_json_inf_nan="strings")

    settings: dict[str, Value]
    seed: int
    state: TrialState
    message: str = ""
    metric: str = ""
    train_loss: float = NAN
    validation_loss: float = NAN
    train_metric: float = NAN
    validation_metric: float = NAN
    best_train_loss: float = NAN
    best_validation_loss: float = NAN
    best_validation_metric: float = NAN
    best_step: int = 0
    steps: int = 0
    seconds: float = 0.0
    curves: dict[str, tuple[float, ...]] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int]:
        """Identifies the trial: the same settings with the same seed are one trial."""
        return settings_key(self.settings), self.seed

    def value(self, goal: Goal) -> float:
        """Return the result that counts; NaN when there is none, the worst possible for a diverged trial."""
        if self.state == "diverged":
            return math.inf if goal == "loss" else -math.inf
        return self.validation_loss if goal == "loss" else self.validation_metric


@dataclass(frozen=True)
class SweepPoint:
    """All trials with the same settings.

    Attributes:
        settings: That they share.
        trials: One for each seed, in the order in which they came.
    """

    settings: Mapping[str, Value]
    trials: tuple[TrialResult, ...]

    def value(self, goal: Goal) -> float:
        """Return the median over the seeds; NaN when no trial has a result."""
        values = [value for trial in self.trials if not math.isnan(value := trial.value(goal))]
        return median(values) if values else NAN

    @property
    def complete(self) -> bool:
        """Whether trials were trained to their end, rather than pruned, failed or lost."""
        return all(trial.state in {"finished", "diverged"} for trial in self.trials)


class SweepRecord:
    """The results of a sweep, each trial once. The order is that in which they came."""

    def __init__(self) -> None:
        self._trials: dict[tuple[str, int], TrialResult] = {}

    def __len__(self) -> int:
        """Number of trials."""
        return len(self._trials)

    def __contains__(self, key: tuple[str, int]) -> bool:
        """Whether a trial has a result; one that was lost has none."""
        return key in self._trials and self._trials[key].state != "lost"

    def add(self, result: TrialResult) -> bool:
        """Take a result, and return whether it is new: a trial counts once, however often it was run."""
        if result.key in self:
            return False
        self._trials.pop(result.key, None)
        self._trials[result.key] = result
        return True

    def get(self, key: tuple[str, int]) -> TrialResult | None:
        """Return the result of a trial; None when there is none."""
        return self._trials[key] if key in self else None

    @property
    def trials(self) -> tuple[TrialResult, ...]:
        """All trials, those lost included."""
        return tuple(self._trials.values())

    def points(self) -> Iterator[SweepPoint]:
        """Yield the trials grouped by their settings."""
        groups: dict[str, list[TrialResult]] = {}
        for trial in self._trials.values():
            groups.setdefault(trial.key[0], []).append(trial)
        for trials in groups.values():
            yield SweepPoint(trials[0].settings, tuple(trials))

    def ranking(self, goal: Goal) -> list[SweepPoint]:
        """Return the settings by their medians, the best first; those not trained to the end come last."""
        sign = 1 if goal == "loss" else -1

        def rank(point: SweepPoint) -> tuple[bool, float]:
            value = point.value(goal)
            return not point.complete, math.inf if math.isnan(value) else sign * value

        return sorted(self.points(), key=rank)


def settings_key(settings: Mapping[str, Value]) -> str:
    """Return a text that is the same for the same settings."""
    return json.dumps(settings, sort_keys=True)
