"""What the pictures of a race on a surface share: the paths of the lanes as they grow, each in its colour."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.records.lane import LaneRecord

Floats = NDArray[np.float64]


@dataclass
class DrawnLane:
    """One lane as it is drawn.

    Attributes:
        record: What it left so far, all repetitions.
        name: Shown.
        optimizer: Key of the catalog.
        color: ``#RRGGBB``.
        hidden: Whether it is left out.
    """

    record: LaneRecord
    name: str
    optimizer: str
    color: str
    hidden: bool = False

    @property
    def lane(self) -> str:
        """Its id."""
        return self.record.lane

    @property
    def pace(self) -> float:
        """Seconds per step, NaN until the race is over."""
        return self.record.pace

    @property
    def places(self) -> Floats:
        """X and y after each step, ``(steps + 1, seeds, 2)``."""
        return self.record.path.places

    @property
    def heights(self) -> Floats:
        """Heights of the surface along the path, ``(steps + 1, seeds)``."""
        return self.record.path.heights

    @property
    def slopes(self) -> Floats:
        """Lengths of the gradient, ``(steps + 1, seeds)``."""
        return self.record.path.slopes

    @property
    def evaluations(self) -> NDArray[np.int64]:
        """Gradients that a repetition had used at each step, ``(steps + 1,)``."""
        return self.record.path.evaluations

    def __len__(self) -> int:
        return len(self.record.path)


def visible(paths: Sequence[DrawnLane]) -> list[DrawnLane]:
    """Those that are not hidden and have begun."""
    return [path for path in paths if not path.hidden and len(path)]
