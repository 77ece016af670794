"""What the pictures of a race on a network share: what its lanes left so far, each in its colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.records.lane import Against, Floats, LaneRecord, Quantity


@dataclass
class LaneRun:
    """One lane as it is drawn.

    Attributes:
        record: What it left so far, all repetitions.
        name: Shown.
        color: ``#RRGGBB``.
        hidden: Whether it is left out.
    """

    record: LaneRecord
    name: str
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

    @property
    def steps(self) -> int:
        """Done in the first repetition."""
        return self.record.steps

    def curve(self, quantity: Quantity, against: Against) -> tuple[Floats, Floats, Floats, Floats]:
        """A quantity with its spread over the repetitions; see ``LaneRecord.curve``."""
        return self.record.curve(quantity, against)


def shown(runs: Sequence[LaneRun]) -> list[LaneRun]:
    """Those that are not hidden."""
    return [run for run in runs if not run.hidden]
