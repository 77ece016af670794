"""What one lane of a race leaves: its path on a surface, or its curves on a network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground.arrays import Array, Doubles, Floats
from playground.engine.events.network_race import LaneEvaluated, LaneScalars
from playground.engine.events.surface_race import PathChunk
from playground.records.columns import Growing
from playground.records.run_curves import EvaluationCurves, StepCurves, recorded

Against = Literal["steps", "gradients", "seconds"]
EVALUATED = recorded(LaneEvaluated, "lane", "repetition")
"""Fields of an evaluation of a lane."""
Spread = tuple[Doubles, Doubles, Doubles, Doubles]
"""Positions, medians, lower and upper quartiles over the repetitions, each ``(n,)``."""


@dataclass(frozen=True)
class PathColumn:
    """An array of a path, with a row for each step.

    Attributes:
        kind: Of its values.
        per_seed: Whether a row has a place for each repetition.
        numbers: Of each place, where there are several.
    """

    kind: DTypeLike = np.float64
    per_seed: bool = True
    numbers: tuple[int, ...] = ()


PATH_COLUMNS = {
    "places": PathColumn(numbers=(2,)),
    "heights": PathColumn(),
    "slopes": PathColumn(),
    "evaluations": PathColumn(np.int64, per_seed=False),
}
"""What is recorded of a path, by field of ``PathChunk``."""


class LanePath:
    """The path of a lane on a surface, the start included; every array grows with the race."""

    def __init__(self) -> None:
        self._grown: dict[str, Growing] = {}

    def append(self, path: PathChunk) -> None:
        """Add a chunk."""
        for name, column in PATH_COLUMNS.items():
            part = getattr(path, name)
            if name not in self._grown:
                self._grown[name] = Growing(column.kind, part.shape[1:])
            self._grown[name].append(part)

    def __len__(self) -> int:
        return len(self._grown["places"]) if self._grown else 0

    def column(self, name: str) -> Array:
        """One of ``PATH_COLUMNS``; with one repetition while there is no step."""
        if self._grown:
            return self._grown[name].data
        column = PATH_COLUMNS[name]
        return np.empty((0, *((1,) if column.per_seed else ()), *column.numbers), column.kind)

    @property
    def places(self) -> Doubles:
        """X and y after each step, ``(steps + 1, seeds, 2)``."""
        return self.column("places")

    @property
    def heights(self) -> Doubles:
        """Heights of the surface along the path, ``(steps + 1, seeds)``."""
        return self.column("heights")

    @property
    def slopes(self) -> Doubles:
        """Lengths of the gradient, ``(steps + 1, seeds)``."""
        return self.column("slopes")

    @property
    def evaluations(self) -> NDArray[np.int64]:
        """Gradients that a repetition had used at each step, ``(steps + 1,)``."""
        return self.column("evaluations")

    @property
    def chunk(self) -> PathChunk:
        """The whole path, in arrays of its own."""
        return PathChunk(**{name: self.column(name).copy() for name in PATH_COLUMNS})


class LaneCurves:
    """One repetition of a lane on a network.

    Attributes:
        steps: Batch loss and learning rate of each step.
        evaluations: On whole splits, with the gradients used until then as ``evaluations``.
    """

    def __init__(self) -> None:
        self.steps = StepCurves()
        self.evaluations = EvaluationCurves(EVALUATED)
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
