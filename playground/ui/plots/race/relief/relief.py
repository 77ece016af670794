"""A race on its surface in three dimensions: the picture from above, laid over the landscape of its heights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, cast

import numpy as np
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from playground.arrays import Doubles
from playground.ui.plots.chart import numbers
from playground.ui.plots.chart.levels import Scale
from playground.ui.plots.race.relief.axes import MOST_TICKS, Ticks
from playground.ui.plots.race.relief.mesh import Relief
from playground.ui.plots.race.relief.view import Dot, Place, ReliefView


class Head(NamedTuple):
    """The point that a lane has reached: its place, the value of the surface there, and the lane's colour."""

    at: Place
    value: float
    color: str


class Tallness:
    """A map from values of a surface to heights 0..1: by a logarithmic scale, or linear.

    Attributes:
        ticks: Positions in 0..1 and labels.
    """

    def __init__(self, values: Doubles, scale: Scale | None, *, logarithmic: bool) -> None:
        self._scale = scale if logarithmic else None
        finite = values[np.isfinite(values)]
        self._low = float(finite.min()) if len(finite) else 0.0
        self._high = float(finite.max()) if len(finite) else 1.0
        if self._high <= self._low:
            self._high = self._low + 1.0
        self.ticks: Ticks = self._scale.ticks(MOST_TICKS) if self._scale else self._even_ticks()

    def of(self, values: Doubles) -> Doubles:
        """Return heights; NaN stays NaN."""
        if self._scale is not None:
            return cast("Doubles", self._scale.to_unit(values))
        return cast("Doubles", np.clip((values - self._low) / (self._high - self._low), 0, 1))

    def _even_ticks(self) -> Ticks:
        step, found = numbers.ticks(self._low, self._high, MOST_TICKS)
        size = self._high - self._low
        return [
            ((at - self._low) / size, numbers.tick(at, step)) for at in found if self._low <= at <= self._high
        ]


class RaceRelief(ReliefView):
    """Shows the surface, the lanes on it, and their start."""

    def __init__(self, paint: Callable[[QPainter], None], parent: QWidget | None = None) -> None:
        super().__init__(paint, parent)
        self._tallness: Tallness | None = None

    def show_grid(
        self, x: Place, y: Place, values: Doubles, scale: Scale | None, *, logarithmic: bool
    ) -> None:
        """Show a surface over ranges of x and y, with values ``(rows, columns)``."""
        self._tallness = Tallness(values, scale, logarithmic=logarithmic)
        self.show_relief(Relief(x, y, self._tallness.of(values)), self._tallness.ticks)

    def show_lanes(self, heads: Sequence[Head], start: Place, start_value: float) -> None:
        """Show the heads of the lanes, and their start."""
        tallness = self._tallness
        if tallness is None:
            return
        heights = tallness.of(np.array([head.value for head in heads]))
        dots = [
            Dot(head.at, float(height), 11.0, head.color) for head, height in zip(heads, heights, strict=True)
        ]
        start_height = float(tallness.of(np.array([start_value]))[0])
        self.show_dots(dots, Dot(start, start_height, 0.0, ""))
        self.refresh_picture()
