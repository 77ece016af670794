"""One lane in one repetition of a race on a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from playground.engine.training.chunk import StepChunk


@dataclass(frozen=True)
class DrawnLane:
    """One lane in one repetition."""

    lane: str
    repetition: int

    @property
    def name(self) -> str:
        """Among the members of a ``LockstepTrainer``."""
        return f"{self.lane}#{self.repetition}"


class LaneChunk(NamedTuple):
    """Steps of one lane in one repetition, and the gradients that it has used so far."""

    lane_run: DrawnLane
    chunk: StepChunk
    evaluations: int
