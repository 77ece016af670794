"""A race on its surface in three dimensions: the same picture as from above, on a landscape of the heights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.plots.chart import numbers
from playground.ui.plots.chart.levels import Scale
from playground.ui.plots.race.relief.axes import MOST_TICKS, Ticks
from playground.ui.plots.race.relief.mesh import Relief
from playground.ui.plots.race.relief.view import Dot, Place, ReliefView
from playground.ui.plots.race.surface.paths import Floats, LaneWay, visible


class Tallness:
    """From values of a surface to heights 0..1: in even steps of a logarithmic scale, or of the values themselves.

    Attributes:
        ticks: Places in 0..1 and labels.
    """

    def __init__(self, values: Floats, scale: Scale | None, *, logarithmic: bool) -> None:
        self._scale = scale if logarithmic else None
        finite = values[np.isfinite(values)]
        self._low = float(finite.min()) if len(finite) else 0.0
        self._high = float(finite.max()) if len(finite) else 1.0
        if self._high <= self._low:
            self._high = self._low + 1.0
        self.ticks: Ticks = self._scale.ticks(MOST_TICKS) if self._scale else self._even_ticks()

    def of(self, values: Floats) -> Floats:
        """Heights; NaN stays NaN."""
        if self._scale is not None:
            return cast("Floats", self._scale.to_unit(values))
        return cast("Floats", np.clip((values - self._low) / (self._high - self._low), 0, 1))

    def _even_ticks(self) -> Ticks:
        step, found = numbers.ticks(self._low, self._high, MOST_TICKS)
        size = self._high - self._low
        return [
            ((at - self._low) / size, numbers.tick(at, step)) for at in found if self._low <= at <= self._high
        ]


class RaceRelief(ReliefView):
    """Shows the surface, the lanes on it, and where they begin."""

    def __init__(self, paint: Callable[[QPainter], None], parent: QWidget | None = None) -> None:
        super().__init__(paint, parent)
        self._tallness: Tallness | None = None

    def show_grid(
        self, x: Place, y: Place, values: Floats, scale: Scale | None, *, logarithmic: bool
    ) -> None:
        """Show a surface between the ends of x and y, with values ``(rows, columns)``."""
        self._tallness = Tallness(values, scale, logarithmic=logarithmic)
        self.show_relief(Relief(x, y, self._tallness.of(values)), self._tallness.ticks)

    def show_lanes(self, ways: Sequence[LaneWay], step: int, start: Place, height: float) -> None:
        """Show where the lanes are after so many steps, and where they began, at a height of the surface."""
        tallness = self._tallness
        if tallness is None:
            return
        dots = []
        for way in visible(ways):
            at = min(step, len(way) - 1)
            tall = tallness.of(way.heights[at])
            dots += [
                Dot((float(x), float(y)), float(each), 11.0, way.color)
                for (x, y), each in zip(way.places[at], tall, strict=True)
            ]
        begin = Dot(start, float(tallness.of(np.array([height]))[0]), 0.0, "")
        self.show_dots(dots, begin)
        self.refresh_picture()
