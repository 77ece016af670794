"""Curves over the steps of a run: batch losses with their smoothing, learning rates, evaluations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from math import ceil, floor

import numpy as np

from playground.arrays import Floats, Integers
from playground.engine.events.network_race import LaneEvaluated
from playground.engine.events.run import Evaluated, Event
from playground.records.columns import Column, Growing
from playground.records.smoothing import Smoother


def recorded(kind: type[Event], *besides: str) -> tuple[str, ...]:
    """Names of the fields of an event that are kept as columns: its own but some."""
    left_out = {*(field.name for field in fields(Event)), *besides}
    return tuple(field.name for field in fields(kind) if field.name not in left_out)


EVALUATED = recorded(Evaluated, "averaged")
"""Fields of an evaluation."""


@dataclass(frozen=True)
class Line:
    """A polyline ready to be drawn; NaN in ``y`` breaks it."""

    x: Floats
    y: Floats
    paired: bool = False
    """Whether points come in pairs: the least and the greatest value of a block, at the same place."""

    def middle(self) -> "Line":
        """The centre of each block: a plain line, for curves that are smooth anyway."""
        if not self.paired:
            return self
        return Line(self.x[::2], (self.y[::2] + self.y[1::2]) / 2)


@dataclass(frozen=True)
class Moment:
    """The exact values at one step; ``index`` is its place among all steps."""

    index: int
    step: int
    loss: float
    learning_rate: float


class StepCurves:
    """Batch loss and learning rate of every step. Steps ascend; a run that goes back overwrites what came later.

    Attributes:
        loss: Of the batches.
        learning_rate: Used in each step.
        rewinds: How often something was overwritten.
    """

    def __init__(self) -> None:
        self._steps = Growing(np.int64)
        self.loss = Column(np.float64)
        self.learning_rate = Column(np.float64)
        self.rewinds = 0

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def steps(self) -> Integers:
        """Numbers of the steps, 1 for the first."""
        return self._steps.data

    @property
    def newest(self) -> int:
        """The last step, 0 when there is none."""
        return int(self._steps.data[-1]) if len(self) else 0

    @property
    def nbytes(self) -> int:
        """Bytes held by all buffers."""
        return self._steps.nbytes + self.loss.nbytes + self.learning_rate.nbytes

    def append(self, steps: Integers, loss: Floats, learning_rate: Floats) -> None:
        """Add a chunk of steps."""
        if not len(steps):
            return
        if len(self) and steps[0] <= self.newest:
            length = int(np.searchsorted(self._steps.data, steps[0]))
            self._steps.truncate(length)
            self.loss.truncate(length)
            self.learning_rate.truncate(length)
            self.rewinds += 1
        self._steps.append(steps)
        self.loss.append(loss)
        self.learning_rate.append(learning_rate)

    def line(self, column: Column, x0: float, x1: float, bins: int) -> Line:
        """The part of a column between two steps in about ``bins`` blocks, without losing an extreme."""
        steps = self._steps.data
        first, last = interval(steps, x0, x1)
        size, low, high = column.envelope(first, last, max(1, bins))
        if size == 1:
            return Line(steps[first:last].astype(np.float64), low.astype(np.float64))
        begin = first // size
        middle = np.minimum(np.arange(begin, begin + len(low)) * size + size // 2, len(steps) - 1)
        pairs = np.stack([low, high], axis=1).ravel()
        return Line(np.repeat(steps[middle], 2).astype(np.float64), pairs.astype(np.float64), paired=True)

    def at(self, x: float) -> Moment | None:
        """The exact values at the step nearest to ``x``; None without any step."""
        index = nearest(self._steps.data, x)
        if index is None:
            return None
        loss, rate = float(self.loss.values[index]), float(self.learning_rate.values[index])
        return Moment(index, int(self._steps.data[index]), loss, rate)


class SmoothedLoss:
    """A moving average of the batch losses, brought up to date when it is read."""

    def __init__(self, curves: StepCurves, weight: float) -> None:
        """Follow the losses of some curves; ``weight`` is that of the average so far, 0 for none."""
        self._curves = curves
        self._column = Column(np.float32)
        self.smooth(weight)

    @property
    def weight(self) -> float:
        """Weight of the moving average."""
        return self._smoother.weight

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self._column.nbytes

    def smooth(self, weight: float) -> None:
        """Start again with another weight."""
        self._smoother, self._rewinds = Smoother(weight), self._curves.rewinds
        self._column.truncate(0)

    def follow(self, curves: StepCurves) -> None:
        """Follow these curves from now on, with the same weight."""
        if curves is not self._curves:
            self._curves = curves
            self.smooth(self.weight)

    @property
    def column(self) -> Column:
        """The average at each step."""
        if self._rewinds != self._curves.rewinds:
            self.smooth(self.weight)
        losses = self._curves.loss.values
        if len(losses) > len(self._column):
            self._column.append(self._smoother.extend(losses[len(self._column) :]))
        return self._column


class EvaluationCurves:
    """Evaluations over a run: few, so they are kept and drawn as they are."""

    def __init__(self, names: tuple[str, ...] = EVALUATED) -> None:
        """Start empty, with columns of these names."""
        self._steps = Growing(np.int64)
        self._columns = {name: Growing(np.float64) for name in names}

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def steps(self) -> Integers:
        """Steps of the evaluations, ascending."""
        return self._steps.data

    @property
    def nbytes(self) -> int:
        """Bytes held by all buffers."""
        return self._steps.nbytes + sum(column.nbytes for column in self._columns.values())

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self._columns)

    def append(self, event: Evaluated | LaneEvaluated) -> None:
        """Add one; an earlier or equal step overwrites what came after it."""
        self.extend(
            np.array([event.step]), {name: np.array([getattr(event, name)]) for name in self._columns}
        )

    def extend(self, steps: Integers, columns: Mapping[str, Floats]) -> None:
        """Add several at once, with ascending steps."""
        if len(steps):
            start = int(np.searchsorted(self._steps.data, steps[0]))
            self._steps.write(start, steps)
            for name, column in self._columns.items():
                column.write(start, columns[name])

    def column(self, name: str) -> Floats:
        """All values of one field."""
        return self._columns[name].data

    def line(self, name: str, x0: float, x1: float, bins: int) -> Line:
        """One field between two steps; when there are far more than ``bins``, every n-th and the newest."""
        first, last = interval(self.steps, x0, x1)
        every = max(1, (last - first) // max(1, 2 * bins))
        chosen = np.arange(first, last, every)
        if len(chosen) and chosen[-1] != last - 1:
            chosen = np.append(chosen, last - 1)
        values = self.column(name)[chosen]
        return Line(self.steps[chosen].astype(np.float64), np.where(np.isfinite(values), values, np.nan))

    def at(self, x: float) -> dict[str, float] | None:
        """Step (as ``step``) and all fields of the evaluation nearest to ``x``; None without any."""
        index = nearest(self.steps, x)
        if index is None:
            return None
        found = {name: float(column.data[index]) for name, column in self._columns.items()}
        return {"step": float(self.steps[index]), **found}


def interval(steps: Integers, x0: float, x1: float) -> tuple[int, int]:
    """First index and end of the steps in an interval, with one more at each side to draw towards."""
    first = int(np.searchsorted(steps, _whole(ceil, x0))) - 1
    end = int(np.searchsorted(steps, _whole(floor, x1), side="right")) + 1
    return max(0, first), min(len(steps), end)


def nearest(steps: Integers, x: float) -> int | None:
    """Index of the step nearest to ``x``; None without any."""
    if not len(steps):
        return None
    right = int(np.searchsorted(steps, _whole(ceil, x)))
    if right == 0:
        return 0
    if right == len(steps):
        return right - 1
    return right if steps[right] - x < x - steps[right - 1] else right - 1


def _whole(rounded: Callable[[float], int], x: float) -> np.int64:
    """A place as a step: searching for a float would convert the whole array of steps to floats."""
    return np.int64(rounded(min(max(x, -1e15), 1e15)))
