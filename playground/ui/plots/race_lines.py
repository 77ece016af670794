"""What the pictures of a race share: the ways of the lanes as they grow."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.engine.race import Way

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
    _places: list[Floats] = field(default_factory=list)
    _heights: list[Floats] = field(default_factory=list)
    _slopes: list[Floats] = field(default_factory=list)
    _evaluations: list[Floats] = field(default_factory=list)

    def append(self, way: Way) -> None:
        """Add a stretch."""
        self._places = [np.concatenate([*self._places, way.places])]
        self._heights = [np.concatenate([*self._heights, way.heights])]
        self._slopes = [np.concatenate([*self._slopes, way.slopes])]
        self._evaluations = [np.concatenate([*self._evaluations, way.evaluations.astype(np.float64)])]

    @property
    def places(self) -> Floats:
        """X and y after each step, ``(steps + 1, seeds, 2)``."""
        return self._places[0] if self._places else np.empty((0, 1, 2))

    @property
    def heights(self) -> Floats:
        """Of the surface, ``(steps + 1, seeds)``."""
        return self._heights[0] if self._heights else np.empty((0, 1))

    @property
    def slopes(self) -> Floats:
        """Lengths of the gradient, ``(steps + 1, seeds)``."""
        return self._slopes[0] if self._slopes else np.empty((0, 1))

    @property
    def evaluations(self) -> Floats:
        """Gradients that a repetition had used at each step, ``(steps + 1,)``."""
        return self._evaluations[0] if self._evaluations else np.empty(0)

    def __len__(self) -> int:
        return len(self.places)


def thinned(values: Floats, most: int) -> tuple[Floats, Floats]:
    """Positions and values of a long curve in about ``most`` blocks, without losing an extreme.

    Args:
        values: ``(n,)``; those that are not finite break the curve.
        most: Blocks, e.g. pixels.
    """
    values = np.where(np.isfinite(values), values, np.nan)
    size = -(-len(values) // max(1, most))
    if size <= 1:
        return np.arange(len(values), dtype=np.float64), values
    starts = np.arange(0, len(values), size)
    low, high = np.fmin.reduceat(values, starts), np.fmax.reduceat(values, starts)
    middle = np.minimum(starts + size / 2, len(values) - 1)
    return np.repeat(middle, 2), np.stack([low, high], axis=1).ravel()


def visible(ways: Sequence[LaneWay]) -> list[LaneWay]:
    """Those that are not hidden and have begun."""
    return [way for way in ways if not way.hidden and len(way)]
