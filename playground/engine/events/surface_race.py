"""What a race on a surface reports: its start, chunks of each lane's path, and the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import Minimum, Place
from playground.engine.events.run import Event


def measure(minimum: float | None) -> str:
    """Name what heights are shown as, given that of the lowest known minimum, None for none."""
    return "f" if minimum is None else "f − minimum"


@dataclass(frozen=True, slots=True)
class PathChunk:
    """A part of the path of one lane.

    Attributes:
        places: x and y at each step, the start is the first of all, ``(n, seeds, 2)``.
        heights: Of the surface there, ``(n, seeds)``.
        slopes: Lengths of its gradient there, without noise, ``(n, seeds)``.
        evaluations: Gradients that a repetition had used by then, ``(n,)``.
    """

    places: NDArray[np.float64]
    heights: NDArray[np.float64]
    slopes: NDArray[np.float64]
    evaluations: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SurfaceResult:
    """What one lane achieved; medians over the repetitions.

    Attributes:
        name: Its own or its optimizer's, numbered where two are alike.
        optimizer: Key of the catalog.
        final: Height at the end; NaN when it diverged.
        best: Lowest height along the path.
        steps_to_target: Steps until the target was first reached; None for a miss.
        evaluations: Gradients used by each repetition.
        state: ``converged``, ``oscillating``, ``trapped at x, y``, ``diverged at step k``, ``stuck`` or ``still
            moving``; of several repetitions the most frequent.
        evaluations_to_target: Gradients used until the target was first reached; None for a miss.
        minimum: Height of the lowest known minimum, None for none.
    """

    name: str
    optimizer: str
    final: float
    best: float
    steps_to_target: float | None
    evaluations: int
    state: str
    evaluations_to_target: float | None = None
    minimum: float | None = None

    @property
    def measure(self) -> str:
        """What heights are shown as, see ``measure``."""
        return measure(self.minimum)

    def shown(self, height: float) -> float:
        """Return a height as it is shown: above the lowest known minimum if there is one."""
        return height - (self.minimum or 0.0)

    def as_json(self) -> dict[str, Any]:
        """For the command line: numbers that are not finite become null."""
        return {
            key: None if isinstance(value, float) and not isfinite(value) else value
            for key, value in asdict(self).items()
        }


@dataclass(frozen=True, slots=True)
class SurfaceRaceStarted(Event):
    """All lanes stand at the start.

    Attributes:
        start: Where.
        names: Of the lanes, by id, in their order.
        minima: Of the surface.
        saddles: Of the surface.
        target: Height to reach, None when there is none.
        total_steps: Of each lane.
        repetitions: With different seeds.
        shared: What is the same for all lanes, a sentence each.
        differing: What differs between lanes, a sentence each.
    """

    start: Place
    names: Mapping[str, str]
    minima: tuple[Minimum, ...]
    saddles: tuple[Place, ...]
    target: float | None
    total_steps: int
    repetitions: int
    shared: tuple[str, ...]
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurfaceRaceChunk(Event):
    """A lane has done more steps; ``step`` is the number it has done in all.

    Attributes:
        lane: Its id.
        path: The new part; the first one of a lane is the start alone.
    """

    lane: str
    path: PathChunk


@dataclass(frozen=True, slots=True)
class SurfaceRaceFinished(Event):
    """All lanes are at the end.

    Attributes:
        results: By lane.
        pace: Seconds per step, by lane.
    """

    results: Mapping[str, SurfaceResult]
    pace: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SurfaceRaceRefused(Event):
    """The race cannot be run.

    Attributes:
        message: Why, in one sentence.
    """

    message: str
