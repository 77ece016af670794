"""The curves of a race on the network: medians over the seeds with quartiles, and the target."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.arrays import Doubles
from playground.records.lane import Spread
from playground.ui.plots.chart import ranges
from playground.ui.plots.chart.numbers import exact
from playground.ui.plots.chart.ranges import Range
from playground.ui.plots.race.curves.quantities import NETWORK_AXES, QUANTITIES, OnNetwork, Quantity
from playground.ui.plots.race.curves.source import Choice, Curve, LeftAxis
from playground.ui.plots.race.drawn_lane import DrawnLane, visible


class NetworkCurves:
    """A source of curves, see ``CurveSource``.

    Attributes:
        lanes: In their order; their curves may grow.
        metric: ``accuracy`` or ``R²``.
        target: Quantity and value of the target; None for none.
    """

    quantities = tuple(quantity for quantity in QUANTITIES if quantity.network is not None)
    axes = NETWORK_AXES

    def __init__(self) -> None:
        self.lanes: Sequence[DrawnLane] = ()
        self.metric = "accuracy"
        self.target: tuple[str, float] | None = None
        self._choice = Choice(self.quantities[0], "steps", logarithmic=True)
        self._axis = LeftAxis("", logarithmic=False)
        self._curves: dict[str, Curve] = {}

    @property
    def drawn_lanes(self) -> Sequence[DrawnLane]:
        """Lanes that are not hidden."""
        return visible(self.lanes)

    @property
    def _row(self) -> OnNetwork:
        return on_network(self._choice.quantity)

    def amount(self, quantity: Quantity) -> int:
        """Count the evaluations of all lanes, or their steps."""
        every_step = on_network(quantity).every_step
        return sum(lane.steps if every_step else lane.evaluations for lane in self.lanes)

    def choose(self, choice: Choice, pixels: int) -> LeftAxis:
        """Compute the curves of all lanes."""
        self._choice = choice
        title = self.metric if self._row.is_metric else choice.quantity.title.lower()
        self._axis = LeftAxis(title, choice.logarithmic, self._target_position())
        self._curves = {lane.lane: self._computed(lane, pixels) for lane in self.drawn_lanes}
        return self._axis

    def _target_position(self) -> float | None:
        """Return where the target is on the axis, if it is on the quantity shown."""
        if self.target is None or self.target[0] != self._row.target_on:
            return None
        value = self.target[1]
        if self._choice.logarithmic:
            value = float(np.log10(value)) if value > 0 else float("nan")
        return value if np.isfinite(value) else None

    def _spread(self, lane: DrawnLane) -> Spread:
        return self._row.curve(lane.record, self._choice.against)

    def _computed(self, lane: DrawnLane, pixels: int) -> Curve:
        x, y, low, high = self._spread(lane)
        if self._row.averaged:
            x, y = _averaged(x, y, pixels)
            low = high = y
        if self._choice.logarithmic:
            y, low, high = _powers(y), _powers(low), _powers(high)
        spread = bool(np.nanmax(high - low, initial=0.0) > 0) if len(y) else False
        return Curve(x, y, ((x, low), (x, high)) if spread else None)

    def curve(self, lane: DrawnLane, window: Range | None, pixels: int) -> Curve | None:
        """Return the whole lane: there are few evaluations."""
        del window, pixels
        return self._curves.get(lane.lane)

    def window(self) -> Range | None:
        """Return what the lanes have done."""
        ends = [float(np.nanmax(curve.x)) for curve in self._curves.values() if _settled(curve)]
        return (0.0, max(ends) or 1.0) if ends else None

    def y_range(self, curves: Sequence[Curve]) -> Range | None:
        """Return a range around the medians and the target; of a metric, the second half of the race counts."""
        seen = [curve.middle for curve in curves if _settled(curve)]
        if not seen:
            return None
        target = [] if self._axis.target is None else [self._axis.target]
        is_metric = self._row.is_metric  # all lanes guess at first
        low = min([*(float(np.nanmin(y[len(y) // 2 :] if is_metric else y)) for y in seen), *target])
        high = max([*(float(np.nanmax(y)) for y in seen), *target])
        if is_metric:
            return ranges.accuracy_range(low) if self.metric == "accuracy" else ranges.r2_range(low)
        return (ranges.power_range if self._axis.logarithmic else ranges.loss_range)(low, high)

    def value_at(self, lane: DrawnLane, x: float) -> str | None:
        """Return the median at the nearest point with its quartiles."""
        positions, y, low, high = self._spread(lane)
        if not np.isfinite(positions).any():
            return None
        near = int(np.nanargmin(np.abs(positions - x)))
        quartiles = f"  ({exact(float(low[near]))} to {exact(float(high[near]))})"
        return exact(float(y[near])) + (quartiles if low[near] < high[near] else "")


def on_network(quantity: Quantity) -> OnNetwork:
    """Return how a quantity that has a curve on a network is measured there."""
    assert quantity.network is not None, quantity.key
    return quantity.network


def _settled(curve: Curve) -> bool:
    """Return whether there are values in the second half of a lane."""
    return bool(np.isfinite(curve.middle[len(curve.middle) // 2 :]).any())


def _powers(values: Doubles) -> Doubles:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log10(values), np.nan)


def _averaged(x: Doubles, y: Doubles, most: int) -> tuple[Doubles, Doubles]:
    """Average over blocks of about three pixels."""
    size = -(-len(y) // max(1, most // 3))
    if size <= 1:
        return x, y
    starts = np.arange(0, len(y), size)
    lengths = np.diff(np.append(starts, len(y)))
    return np.add.reduceat(x, starts) / lengths, np.add.reduceat(y, starts) / lengths
