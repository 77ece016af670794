"""What the pictures of a race on a network share: how its lanes went so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from playground.engine.events.network_race import LaneEvaluated, LaneScalars

Floats = NDArray[np.float64]
Quantity = Literal["train", "validation", "metric", "batch", "rate"]
Against = Literal["steps", "gradients", "seconds"]


@dataclass
class LaneRun:
    """One lane with all its repetitions.

    Attributes:
        lane: Its id.
        name: Shown.
        color: ``#RRGGBB``.
        hidden: Whether it is left out.
        pace: Seconds per step when it trains alone, NaN while it is not measured.
        state: ``running``, ``finished``, ``diverged`` or ``dropped``.
        message: What happened, in a sentence.
        marks: Steps at which something changed, with words.
    """

    lane: str
    name: str
    color: str
    hidden: bool = False
    pace: float = float("nan")
    state: str = "running"
    message: str = ""
    marks: list[tuple[int, str]] = field(default_factory=list)
    _evaluations: dict[int, list[tuple[float, ...]]] = field(default_factory=dict)
    _scalars: list[tuple[Floats, Floats, Floats, float]] = field(default_factory=list)

    def evaluated(self, event: LaneEvaluated) -> None:
        """Take in an evaluation."""
        row = (
            event.step, event.evaluations, event.train_loss, event.validation_loss, event.validation_metric,
        )  # fmt: skip
        rows = self._evaluations.setdefault(event.repetition, [])
        if not rows or rows[-1][0] < event.step:
            rows.append(tuple(float(number) for number in row))

    def stepped(self, event: LaneScalars) -> None:
        """Take in steps; those of the first repetition are kept."""
        if event.repetition == 0:
            steps = event.steps.astype(np.float64)
            self._scalars.append(
                (
                    steps,
                    event.loss.astype(np.float64),
                    event.learning_rate.astype(np.float64),
                    float(event.evaluations),
                )
            )

    @property
    def evaluations(self) -> int:
        """How many are known, of all repetitions."""
        return sum(len(rows) for rows in self._evaluations.values())

    @property
    def steps(self) -> int:
        """Done in the first repetition."""
        return int(self._scalars[-1][0][-1]) if self._scalars else 0

    def curve(self, quantity: Quantity, against: Against) -> tuple[Floats, Floats, Floats, Floats]:
        """A quantity with its spread over the repetitions.

        Returns:
            Positions, medians, lower and upper quartiles, each ``(n,)``; batch losses and rates are those of the
            first repetition.
        """
        if quantity in {"batch", "rate"}:
            return self._of_steps(quantity, against)
        rows = [np.array(each) for each in self._evaluations.values() if each]
        if not rows:
            none = np.empty(0)
            return none, none, none, none
        length = min(len(each) for each in rows)
        column = {"train": 2, "validation": 3, "metric": 4}[quantity]
        values = np.stack([each[:length, column] for each in rows])
        values = np.where(np.isfinite(values), values, np.nan)
        x = self._positions(rows[0][:length, 0], rows[0][:length, 1], against)
        low, middle, high = np.quantile(values, [0.25, 0.5, 0.75], axis=0)
        return x, middle, low, high

    def _of_steps(self, quantity: Quantity, against: Against) -> tuple[Floats, Floats, Floats, Floats]:
        if not self._scalars:
            none = np.empty(0)
            return none, none, none, none
        if len(self._scalars) > 1:  # joined once, so that the next time is quick
            columns = [np.concatenate([part[k] for part in self._scalars]) for k in range(3)]
            self._scalars = [(columns[0], columns[1], columns[2], self._scalars[-1][3])]
        steps, loss, rate, evaluations = self._scalars[0]
        y = loss if quantity == "batch" else np.asarray(rate, np.float64)
        x = self._positions(steps, steps * evaluations / max(1.0, float(steps[-1])), against)
        return x, y, y, y

    def _positions(self, steps: Floats, gradients: Floats, against: Against) -> Floats:
        match against:
            case "steps":
                return steps
            case "gradients":
                return gradients
            case "seconds":
                return steps * self.pace


def shown(runs: Sequence[LaneRun]) -> list[LaneRun]:
    """Those that are not hidden."""
    return [run for run in runs if not run.hidden]
