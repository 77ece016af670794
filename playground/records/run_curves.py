"""The record of a run as the curves need it: losses, their smoothing, learning rates, evaluations."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.events.run import Evaluated, Floats, Integers
from playground.records.columns import Growing, Track
from playground.records.smoothing import Smoother

Values = NDArray[np.floating[Any]]

EVALUATED = ("epoch", "train_loss", "validation_loss", "train_metric", "validation_metric")
"""Fields of an evaluation that are kept, as columns."""


@dataclass(frozen=True)
class Line:
    """A polyline ready to be drawn; NaN in ``y`` breaks it."""

    x: Values
    y: Values
    paired: bool = False
    """Whether points come in pairs: the least and the greatest value of a block, at the same place."""

    def middle(self) -> "Line":
        """Half way between the ends of each block: a plain line, for curves that are smooth anyway."""
        if not self.paired:
            return self
        return Line(self.x[::2], (self.y[::2] + self.y[1::2]) / 2)


@dataclass(frozen=True)
class Moment:
    """The exact values at one step."""

    step: int
    loss: float
    smoothed: float
    learning_rate: float


class ScalarHistory:
    """Everything that comes once per step. Steps ascend; a run that goes back overwrites what came later."""

    def __init__(self, smoothing: float) -> None:
        self._smoother = Smoother(smoothing)
        self._steps = Growing(np.int64)
        self.loss = Track(np.float64)
        self.smoothed = Track(np.float32)
        self.learning_rate = Track(np.float32)

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def newest(self) -> int:
        """The last step, 0 when there is none."""
        return int(self._steps.data[-1]) if len(self) else 0

    @property
    def smoothing(self) -> float:
        """Weight of the moving average."""
        return self._smoother.weight

    @property
    def nbytes(self) -> int:
        """Bytes held by all buffers."""
        return self._steps.nbytes + self.loss.nbytes + self.smoothed.nbytes + self.learning_rate.nbytes

    def append(self, steps: Integers, loss: Floats, learning_rate: Floats) -> None:
        """Add a stretch of steps."""
        if not len(steps):
            return
        if len(self) and steps[0] <= self.newest:
            self._rewind(int(np.searchsorted(self._steps.data, steps[0])))
        self._steps.write(len(self._steps), steps)
        self.loss.append(loss)
        self.smoothed.append(self._smoother.extend(loss))
        self.learning_rate.append(learning_rate)

    def smooth(self, weight: float) -> None:
        """Redo the smoothing with another weight."""
        self._smoother = Smoother(weight)
        self.smoothed.replace(self._smoother.extend(self.loss.values))

    def line(self, track: Track, x0: float, x1: float, bins: int) -> Line:
        """The part of a track between two steps in about ``bins`` blocks, without losing an extreme."""
        steps = self._steps.data
        first, last = stretch(steps, x0, x1)
        size, low, high = track.envelope(first, last, max(1, bins))
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
        return Moment(
            int(self._steps.data[index]),
            float(self.loss.values[index]),
            float(self.smoothed.values[index]),
            float(self.learning_rate.values[index]),
        )

    def _rewind(self, length: int) -> None:
        self._steps.truncate(length)
        self.loss.truncate(length)
        self.learning_rate.truncate(length)
        self.smooth(self.smoothing)


class EvaluationHistory:
    """Evaluations over a run: few, so they are kept and drawn as they are."""

    def __init__(self) -> None:
        self._steps = Growing(np.int64)
        self._columns = {name: Growing(np.float64) for name in EVALUATED}

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

    def append(self, event: Evaluated) -> None:
        """Add one; an earlier or equal step overwrites what came after it."""
        start = int(np.searchsorted(self._steps.data, event.step))
        self._steps.write(start, np.array([event.step]))
        for name, column in self._columns.items():
            column.write(start, np.array([getattr(event, name)]))

    def column(self, name: str) -> Values:
        """All values of one field of ``EVALUATED``."""
        return self._columns[name].data

    def line(self, name: str, x0: float, x1: float, bins: int) -> Line:
        """One field between two steps; when there are far more than ``bins``, every n-th and the newest."""
        first, last = stretch(self.steps, x0, x1)
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


def stretch(steps: Integers, x0: float, x1: float) -> tuple[int, int]:
    """First index and end of the steps between two places, with one more at each side to draw towards."""
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
