"""The curves of a race on a surface: medians over the seeds with quartiles, as many points as there are pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.arrays import Doubles, Floats
from playground.ui.plots.chart import ranges
from playground.ui.plots.chart.numbers import exact
from playground.ui.plots.chart.ranges import Range
from playground.ui.plots.race.curves.drawn_quantity import Drawn, Measure, chosen, measured, middle
from playground.ui.plots.race.curves.quantities import QUANTITIES, SURFACE_AXES, Minima, Quantity
from playground.ui.plots.race.curves.source import Choice, Curve, LeftAxis
from playground.ui.plots.race.drawn_lane import DrawnLane, begun

ABOVE = 3.0
"""Curves leave the picture that many powers of ten above their start."""
BELOW = 20.0
"""On a linear axis they leave it that many times the height of the start, or the range above it, below the start."""


class SurfaceCurves:
    """A source of curves, see ``CurveSource``.

    Attributes:
        lanes: In their order; their paths may grow.
        minima: Of the surface, the lowest first.
        total: Steps of the race.
    """

    quantities = tuple(quantity for quantity in QUANTITIES if quantity.surface is not None)
    axes = SURFACE_AXES

    def __init__(self) -> None:
        self.lanes: Sequence[DrawnLane] = ()
        self.minima: Minima = ()
        self.total = 1
        self._against = "steps"
        self._measure = chosen("height", (), (), logarithmic=True)
        self._drawn: dict[str, tuple[Measure, Drawn]] = {}

    @property
    def drawn_lanes(self) -> Sequence[DrawnLane]:
        """Lanes that are not hidden and have a path."""
        return begun(self.lanes)

    def amount(self, quantity: Quantity) -> int:
        """Count the steps of all lanes."""
        del quantity
        return sum(map(len, self.lanes))

    def choose(self, choice: Choice, pixels: int) -> LeftAxis:
        """Choose from where heights are measured, and where a logarithmic axis ends."""
        del pixels
        self._against = choice.against
        self._measure = chosen(
            choice.quantity.key, self.drawn_lanes, self.minima, logarithmic=choice.logarithmic
        )
        listed = {lane.lane for lane in self.lanes}
        self._drawn = {lane: drawn for lane, drawn in self._drawn.items() if lane in listed}
        return LeftAxis(self._measure.title, self._measure.floor is not None)

    def window(self) -> Range:
        """Return the whole race over steps, else what there is."""
        if self._against == "steps":
            return 0.0, float(self.total)
        ends = [self.positions_of(lane)[-1] for lane in self.drawn_lanes]
        return 0.0, float(np.nanmax(ends, initial=0.0)) or 1.0

    def positions_of(self, lane: DrawnLane) -> Floats:
        """Return the position of each step on the axis, ``(steps + 1,)``."""
        return self._at(lane, np.arange(len(lane), dtype=np.float64))

    def _at(self, lane: DrawnLane, steps: Doubles) -> Doubles:
        """Return the positions of steps, or of fractions of steps, on the axis."""
        match self._against:
            case "gradients":
                used, before = lane.gradients.astype(np.float64), steps.astype(np.int64)
                after = np.minimum(before + 1, len(used) - 1)
                return used[before] + (steps - before) * (used[after] - used[before])
            case "seconds":
                return steps * lane.pace
            case _:
                return steps

    def curve(self, lane: DrawnLane, window: Range | None, pixels: int) -> Curve | None:
        """Return the median over the seeds, with quartiles if there are several."""
        if lane.hidden or not len(lane):
            return None
        window = window or self.window()
        positions = self.positions_of(lane)
        first, last = (int(each) for each in positions.searchsorted(window))
        first, last = max(0, first - 1), min(len(lane), last + 1)
        seen = positions[first:last]
        if not len(seen):
            return None
        share = (seen[-1] - seen[0]) / (window[1] - window[0])
        most = int(pixels * min(1.0, float(np.nan_to_num(share)))) + 1
        drawn = self._drawn_of(lane).lines(first, last, most)
        (x, middle_of), *edges = [(self._at(lane, steps), values) for steps, values in drawn]
        return Curve(x, middle_of, (edges[0], edges[1]) if edges else None)

    def _drawn_of(self, lane: DrawnLane) -> Drawn:
        known = self._drawn.get(lane.lane)
        if known is None or known[0] != self._measure or known[1].path is not lane:
            known = self._drawn[lane.lane] = self._measure, Drawn(self._measure, lane)
        return known[1]

    def y_range(self, curves: Sequence[Curve]) -> Range | None:
        """Return a range around all medians; lanes that leave far up or down do not squeeze the others."""
        low, high, begin = np.inf, -np.inf, -np.inf
        for y in (curve.middle for curve in curves):
            finite = np.isfinite(y)
            if finite.any():
                low, high = min(low, float(np.nanmin(y))), max(high, float(np.nanmax(y)))
                begin = max(begin, float(y[finite][0]))
        if not np.isfinite(low):
            return None
        if self._measure.floor is not None:
            return ranges.power_range(low, min(high, begin + ABOVE))
        return ranges.loss_range(max(low, begin - BELOW * max(abs(begin), high - begin)), high)

    def value_at(self, lane: DrawnLane, x: float) -> str | None:
        """Return the median at the nearest step; None after the end of the lane."""
        positions, measure = self.positions_of(lane), self._measure
        if not x <= positions[-1]:
            return None
        near = int(np.abs(positions - x).argmin())
        here = measured(measure.quantity, lane, measure.minima, near, near + 1, zero=measure.zero)
        return exact(float(middle(here)[0]))
