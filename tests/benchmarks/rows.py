"""What a benchmark is: a name, and a function that measures ours against a rival in the same run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measurement.

    Attributes:
        ours: The raw figure of Descent.
        rival: The raw figure that it is held against: another program measured in this run, or a fixed bound.
        floor: What ``ratio`` must reach.
        unit: Of both figures.
        less_is_better: Then the ratio is rival / ours, so that more is always better.
        note: What else was seen.
    """

    ours: float
    rival: float
    floor: float
    unit: str
    less_is_better: bool = False
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times as good as the rival."""
        above, below = (self.rival, self.ours) if self.less_is_better else (self.ours, self.rival)
        return above / below if below else float("inf")

    def report(self) -> dict[str, object]:
        """For the JSON object."""
        return {
            "ours": round(self.ours, 4),
            "rival": round(self.rival, 4),
            "unit": self.unit,
            "ratio": round(self.ratio, 3),
            "floor": self.floor,
            "ok": self.ratio >= self.floor,
            "note": self.note,
        }


Measure = Callable[[], dict[str, Row]]
MEASURES: dict[str, Measure] = {}


def measures(name: str) -> Callable[[Measure], Measure]:
    """Register a function that gives one or several rows."""

    def register(function: Measure) -> Measure:
        MEASURES[name] = function
        return function

    return register
