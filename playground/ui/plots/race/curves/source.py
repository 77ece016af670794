"""What a kind of race gives to the curves, so that one widget draws both kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from playground.arrays import Doubles
from playground.records.lane import Against
from playground.ui.plots.chart.ranges import Range
from playground.ui.plots.race.curves.quantities import Axis, Quantity
from playground.ui.plots.race.drawn_lane import DrawnLane


@dataclass(frozen=True)
class Choice:
    """What the user wants to see.

    Attributes:
        quantity: A row of the table.
        against: What it is shown over.
        logarithmic: Whether the vertical axis is to be logarithmic.
    """

    quantity: Quantity
    against: Against
    logarithmic: bool


@dataclass(frozen=True)
class LeftAxis:
    """The vertical axis.

    Attributes:
        title: Its title.
        logarithmic: Whether curves hold exponents of ten.
        target: Position of the target on it; None where none is shown.
    """

    title: str
    logarithmic: bool
    target: float | None = None


@dataclass(frozen=True)
class Curve:
    """A lane as it is drawn.

    Attributes:
        x: Positions, ``(n,)``.
        middle: Medians over the repetitions, ``(n,)``.
        band: Positions and values of the lower and of the upper quartile; None for no band.
    """

    x: Doubles
    middle: Doubles
    band: tuple[tuple[Doubles, Doubles], tuple[Doubles, Doubles]] | None = None


class CurveSource(Protocol):
    """Lanes of one kind of race. ``choose`` comes first; the other answers are about what was chosen.

    Attributes:
        lanes: In their order; they may grow.
    """

    lanes: Sequence[DrawnLane]

    @property
    def quantities(self) -> Sequence[Quantity]:
        """What can be shown."""

    @property
    def axes(self) -> Mapping[Against, Axis]:
        """What it can be shown over."""

    @property
    def drawn_lanes(self) -> Sequence[DrawnLane]:
        """The lanes that are not hidden and have something to show."""

    def amount(self, quantity: Quantity) -> int:
        """Return a number that grows when there is more of a quantity."""

    def choose(self, choice: Choice, pixels: int) -> LeftAxis:
        """Prepare what is drawn on a chart of so many pixels across."""

    def window(self) -> Range | None:
        """Return the horizontal range with everything in it; None to leave it as it is."""

    def curve(self, lane: DrawnLane, window: Range | None, pixels: int) -> Curve | None:
        """Return the part of a lane in a horizontal range; None for nothing."""

    def y_range(self, curves: Sequence[Curve]) -> Range | None:
        """Return the vertical range for the curves that are drawn; None to leave it as it is."""

    def value_at(self, lane: DrawnLane, x: float) -> str | None:
        """Return the exact value of a lane near a position, as text; None where it has none."""
