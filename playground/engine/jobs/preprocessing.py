"""What preprocessing does to the data of a project, as a job for a worker thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Floats
from playground.build.data.loading import Data, load_data
from playground.catalog.kinds import DataProblem, UnknownEntry
from playground.engine.events.control import Control
from playground.engine.events.run import Event
from playground.engine.probes.sensitivity import Sensitivity, flat_inputs, sensitivity
from playground.spec.data import DataSpec


@dataclass(frozen=True, slots=True)
class Preprocessed(Event):
    """Data before and after.

    Attributes:
        data: With the transform as it was fitted.
        before: Training inputs ``(N, d)``, images as lists.
        after: The same samples prepared, ``(N, k)``.
    """

    data: Data
    before: Floats
    after: Floats


@dataclass(frozen=True, slots=True)
class LossCompared(Event):
    """How the loss of a linear layer on these data looks before and after."""

    found: Sensitivity


@dataclass(frozen=True, slots=True)
class CannotPrepare(Event):
    """There is nothing to show.

    Attributes:
        message: Why, in one sentence.
    """

    message: str


class PreprocessingJob:
    """Prepares the data of a choice; iterate it in the worker thread."""

    def __init__(self, spec: DataSpec, run: int, control: Control) -> None:
        self._spec, self._run, self._control = spec, run, control

    def __iter__(self) -> Iterator[Event]:
        try:
            data = load_data(self._spec)
        except (DataProblem, UnknownEntry) as problem:
            yield CannotPrepare(self._run, 0, str(problem))
            return
        if data.info.token_names:
            message = "This data set holds tokens, which are only names: there is nothing to preprocess."
            yield CannotPrepare(self._run, 0, message)
            return
        if self._control.stopped():
            return
        yield Preprocessed(self._run, 0, data, *flat_inputs(data))
        if not self._control.stopped():
            yield LossCompared(self._run, 0, sensitivity(data))


def main_axes(points: Floats) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean of points ``(N, 2)``, and their principal axes as rows, each as long as the spread along it."""
    centre = points.mean(0, dtype=np.float64)
    values, vectors = np.linalg.eigh(np.cov((points - centre).T, bias=True))
    axes = (vectors * np.sqrt(values.clip(min=0))).T[::-1]
    return centre, axes
