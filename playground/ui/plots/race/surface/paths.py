"""What the pictures of a race share: the ways of the lanes as they grow."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.engine.events.surface_race import PathChunk
from playground.records.columns import Growing

Floats = NDArray[np.float64]


@dataclass
class LaneWay:
    """One lane's way of the first repetition, for drawing, and of all repetitions for its last places.

    Attributes:
        lane: Its id.
        name: Shown.
        optimizer: Key of the catalog.
        color: ``#RRGGBB``.
        hidden: Whether it is left out.
        pace: Seconds per step, NaN until the race is over.
    """

    lane: str
    name: str
    optimizer: str
    color: str
    hidden: bool = False
    pace: float = float("nan")
    _grown: "tuple[Growing, Growing, Growing, Growing] | None" = field(default=None, repr=False)

    def append(self, way: PathChunk) -> None:
        """Add a stretch."""
        parts = (way.places, way.heights, way.slopes, way.evaluations)
        if self._grown is None:
            places, heights, slopes, evaluations = (Growing(np.float64, part.shape[1:]) for part in parts)
            self._grown = places, heights, slopes, evaluations
        for grown, part in zip(self._grown, parts, strict=True):
            grown.append(part)

    @property
    def places(self) -> Floats:
        """X and y after each step, ``(steps + 1, seeds, 2)``."""
        return self._grown[0].data if self._grown else np.empty((0, 1, 2))

    @property
    def heights(self) -> Floats:
        """Of the surface, ``(steps + 1, seeds)``."""
        return self._grown[1].data if self._grown else np.empty((0, 1))

    @property
    def slopes(self) -> Floats:
        """Lengths of the gradient, ``(steps + 1, seeds)``."""
        return self._grown[2].data if self._grown else np.empty((0, 1))

    @property
    def evaluations(self) -> Floats:
        """Gradients that a repetition had used at each step, ``(steps + 1,)``."""
        return self._grown[3].data if self._grown else np.empty(0)

    def __len__(self) -> int:
        return len(self._grown[0]) if self._grown else 0


def visible(ways: Sequence[LaneWay]) -> list[LaneWay]:
    """Those that are not hidden and have begun."""
    return [way for way in ways if not way.hidden and len(way)]
