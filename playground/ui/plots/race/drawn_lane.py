"""What the pictures of a race share: what its lanes left so far, each under its name and in its colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Doubles
from playground.records.lane import LaneRecord


@dataclass
class DrawnLane:
    """One lane as it is drawn.

    Attributes:
        record: What it left so far, all repetitions.
        name: As shown.
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
        """Seconds per step when it trains alone, NaN while it is not measured."""
        return self.record.pace

    @property
    def steps(self) -> int:
        """Done in the first repetition."""
        return self.record.steps

    # --- on a surface ----------------------------------------------------------------------------

    @property
    def places(self) -> Doubles:
        """X and y after each step, ``(steps + 1, seeds, 2)``."""
        return self.record.path.places

    @property
    def heights(self) -> Doubles:
        """Heights of the surface along the path, ``(steps + 1, seeds)``."""
        return self.record.path.heights

    @property
    def slopes(self) -> Doubles:
        """Lengths of the gradient, ``(steps + 1, seeds)``."""
        return self.record.path.slopes

    @property
    def gradients(self) -> NDArray[np.int64]:
        """Gradients that a repetition had used at each step, ``(steps + 1,)``."""
        return self.record.path.evaluations

    def height_at(self, step: int) -> float:
        """Return the median height over the repetitions at a step, or at its newest one."""
        return float(np.median(self.heights[min(step, len(self) - 1)]))

    def __len__(self) -> int:
        return len(self.record.path)

    # --- on a network ----------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """``running``, ``finished``, ``diverged`` or ``dropped``."""
        return self.record.state

    @property
    def message(self) -> str:
        """What happened, in a sentence."""
        return self.record.message

    @property
    def evaluations(self) -> int:
        """How many are known, of all repetitions."""
        return self.record.evaluations


def visible(lanes: Sequence[DrawnLane]) -> list[DrawnLane]:
    """Lanes that are not hidden."""
    return [lane for lane in lanes if not lane.hidden]


def begun(lanes: Sequence[DrawnLane]) -> list[DrawnLane]:
    """Lanes on a surface that are not hidden and have a path."""
    return [lane for lane in lanes if not lane.hidden and len(lane)]
