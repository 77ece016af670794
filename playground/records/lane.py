"""What one lane of a race leaves: its path on a surface, or its curves on a network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Doubles, Floats
from playground.engine.events.network_race import LaneEvaluated, LaneScalars
from playground.engine.events.surface_race import PathChunk
from playground.records.columns import Growing
from playground.records.run_curves import EvaluationCurves, StepCurves

Against = Literal["steps", "gradients", "seconds"]
Spread = tuple[Doubles, Doubles, Doubles, Doubles]
"""Positions, medians, lower and upper quartiles over the repetitions, each ``(n,)``."""


class LanePath:
    """The path of a lane on a surface, the start included; every array grows with the race."""

    def __init__(self) -> None:
        self._grown: tuple[Growing, Growing, Growing, Growing] | None = None

    def append(self, path: PathChunk) -> None:
        """Add a chunk."""
        parts = (path.places, path.heights, path.slopes, path.evaluations)
        if self._grown is None:
            kinds = (np.float64, np.float64, np.float64, np.int64)
            one, two, three, four = (
                Growing(kind, part.shape[1:]) for kind, part in zip(kinds, parts, strict=True)
            )
            self._grown = one, two, three, four
        for grown, part in zip(self._grown, parts, strict=True):
            grown.append(part)

    def __len__(self) -> int:
        return len(self._grown[0]) if self._grown else 0

    @property
    def places(self) -> Doubles:
        """X and y after each step, ``(steps + 1, seeds, 2)``."""
        return self._grown[0].data if self._grown else np.empty((0, 1, 2))

    @property
    def heights(self) -> Doubles:
        """Heights of the surface along the path, ``(steps + 1, seeds)``."""
        return self._grown[1].data if self._grown else np.empty((0, 1))

    @property
    def slopes(self) -> Doubles:
        """Lengths of the gradient, ``(steps + 1, seeds)``."""
        return self._grown[2].data if self._grown else np.empty((0, 1))

    @property
    def evaluations(self) -> NDArray[np.int64]:
        """Gradients that a repetition had used at each step, ``(steps + 1,)``."""
        return self._grown[3].data if self._grown else np.empty(0, np.int64)

    @property
    def chunk(self) -> PathChunk:
        """The whole path, in arrays of its own."""
        return PathChunk(self.places.copy(), self.heights.copy(), self.slopes.copy(), self.evaluations.copy())


class LaneCurves:
    """One repetition of a lane on a network.

    Attributes:
        steps: Batch loss and learning rate of each step.
        evaluations: On whole splits, with the gradients used until then as ``evaluations``.
    """

    def __init__(self) -> None:
        self.steps = StepCurves()
        self.evaluations = EvaluationCurves("evaluations")
        self._gradients = Growing(np.int64)

    @property
    def gradients(self) -> NDArray[np.int64]:
        """Gradients that had been used after each step, spread evenly over the steps that are reported together."""
        return self._gradients.data

    def step(self, event: LaneScalars) -> None:
        """Add a chunk of steps."""
        count = len(event.steps)
        used = int(self._gradients.data[-1]) if len(self._gradients) else 0
        between = used + (event.evaluations - used) * np.arange(1, count + 1) // max(1, count)
        self.append(event.steps, event.loss, event.learning_rate, between)

    def append(
        self, steps: NDArray[np.int64], loss: Floats, rate: Floats, gradients: NDArray[np.int64]
    ) -> None:
        """Add steps as columns."""
        self.steps.append(steps, loss, rate)
        self._gradients.truncate(len(self.steps) - len(steps))
        self._gradients.append(gradients)

    def evaluate(self, event: LaneEvaluated) -> None:
        """Add an evaluation."""
        self.evaluations.append(event)

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self.steps.nbytes + self.evaluations.nbytes + self._gradients.nbytes


@dataclass
class LaneRecord:
    """One lane with all its repetitions.

    Attributes:
        lane: Its id.
        name: What it is called.
        pace: Seconds per step when it trains alone, NaN while it is not measured.
        state: ``running``, ``finished``, ``diverged`` or ``dropped``.
        message: What happened, in a sentence.
        path: On a surface; empty on a network.
        repetitions: On a network, by number; empty on a surface.
    """

    lane: str
    name: str = ""
    pace: float = float("nan")
    state: str = "running"
    message: str = ""
    path: LanePath = field(default_factory=LanePath)
    repetitions: dict[int, LaneCurves] = field(default_factory=dict)

    def curves(self, repetition: int) -> LaneCurves:
        """One repetition on a network."""
        return self.repetitions.setdefault(repetition, LaneCurves())

    @property
    def steps(self) -> int:
        """Done in the first repetition."""
        if len(self.path):
            return len(self.path) - 1
        return self.repetitions[0].steps.newest if 0 in self.repetitions else 0

    @property
    def evaluations(self) -> int:
        """How many evaluations are known, of all repetitions."""
        return sum(len(each.evaluations) for each in self.repetitions.values())

    def evaluated(self, column: str, against: Against) -> Spread:
        """A column of the evaluations on a network, such as ``train_loss``."""
        each = [curves.evaluations for curves in self.repetitions.values() if len(curves.evaluations)]
        if not each:
            return _nothing()
        length = min(map(len, each))
        values = np.stack([evaluations.column(column)[:length] for evaluations in each])
        values = np.where(np.isfinite(values), values, np.nan)
        steps = each[0].steps[:length].astype(np.float64)
        gradients = each[0].column("evaluations")[:length].astype(np.float64)
        x = self._positions(steps, gradients, against)
        low, middle, high = np.quantile(values, [0.25, 0.5, 0.75], axis=0)
        return x, middle, low, high

    def stepped(self, column: Literal["loss", "learning_rate"], against: Against) -> Spread:
        """A value of every step on a network; that of the first repetition, without a spread."""
        first = self.repetitions.get(0)
        if first is None or not len(first.steps):
            return _nothing()
        curves = first.steps
        values = curves.loss if column == "loss" else curves.learning_rate
        y = np.asarray(values.values, np.float64)
        steps = curves.steps.astype(np.float64)
        x = self._positions(steps, first.gradients.astype(np.float64), against)
        return x, y, y, y

    def _positions(self, steps: Doubles, gradients: Doubles, against: Against) -> Doubles:
        match against:
            case "steps":
                return steps
            case "gradients":
                return gradients
            case "seconds":
                return steps * self.pace


def _nothing() -> Spread:
    none = np.empty(0)
    return none, none, none, none
