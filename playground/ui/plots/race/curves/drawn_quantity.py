"""A quantity of a lane on a surface as it is drawn: it grows with the lane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from playground.arrays import Doubles
from playground.records.columns import Column
from playground.ui.plots.race.curves.quantities import BY_KEY, Minima, Steps
from playground.ui.plots.race.drawn_lane import DrawnLane

FLOOR = 1e-16
"""Part of the value at the start below which a logarithmic axis ends: what is lower is rounding, and is drawn there."""
ROUNDING = 1e-12
"""A height counts as lower than a minimum by more than this part of it."""
QUARTERS = (0.25, 0.75)


@dataclass(frozen=True)
class Measure:
    """What is drawn of each lane.

    Attributes:
        quantity: Key of the quantity.
        title: Of the axis.
        minima: Of the surface, the lowest first.
        zero: Height from which heights are measured.
        floor: Least value on a logarithmic axis; None for a linear one.
    """

    quantity: str
    title: str
    minima: Minima
    zero: float
    floor: float | None


def chosen(quantity: str, paths: Sequence[DrawnLane], minima: Minima, *, logarithmic: bool) -> Measure:
    """Return how a quantity of some lanes is drawn, so that a logarithmic axis hides none of it.

    Heights are measured from the lowest known minimum. Where a lane is lower, they are measured from the lowest height
    seen; where none is known and a height is not positive, the axis is linear.
    """
    row, zero = BY_KEY[quantity], minima[0].value if minima else 0.0
    title = row.title.lower()
    if row.surface is not None and row.surface.is_height:
        title = "f − minimum" if minima else "f(x, y)"
        lowest = min((_lowest(path.heights) for path in paths), default=zero)
        if minima and lowest < zero - ROUNDING * max(1.0, abs(zero)):
            title, zero = "f − lowest seen", lowest
        elif logarithmic and not minima and lowest <= 0:
            title, logarithmic = "f(x, y), linear: not positive", False
    if not logarithmic:
        return Measure(quantity, title, minima, zero, None)
    first = [measured(quantity, path, minima, 0, 2, zero=zero) for path in paths]
    top = max((float(np.nanmax(each, initial=0.0, where=np.isfinite(each))) for each in first), default=0.0)
    return Measure(quantity, title, minima, zero, FLOOR * top if top > 0 else np.finfo(np.float64).tiny)


def _lowest(heights: Doubles) -> float:
    return float(np.min(heights, initial=np.inf, where=np.isfinite(heights)))


def measured(
    quantity: str,
    lane: DrawnLane,
    minima: Minima,
    begin: int,
    end: int | None = None,
    *,
    zero: float | None = None,
) -> Doubles:
    """Return a quantity after each of some steps of each repetition, ``(end - begin, seeds)``.

    Args:
        quantity: Key of a quantity of surfaces.
        lane: The lane measured.
        minima: Of the surface, the lowest first.
        begin: First step.
        end: Step before which they end; None for the newest one.
        zero: Height from which heights are measured; None for that of the lowest minimum.
    """
    row = BY_KEY[quantity].surface
    assert row is not None, quantity
    if zero is None:
        zero = minima[0].value if minima else 0.0
    return row.measured(Steps(lane, begin, end, minima, zero))


def middle(values: Doubles) -> Doubles:
    """The median over repetitions, ``(steps,)``."""
    return values[:, 0] if values.shape[1] == 1 else np.median(values, axis=1)


def powers(values: Doubles, floor: float) -> Doubles:
    """Exponents of ten, not below that of the floor; NaN for what is not a number."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log10(np.maximum(values, floor))


class Drawn:
    """A quantity of one lane as it is drawn: the median over repetitions; where there are several, its quartiles.

    Attributes:
        path: The lane measured.
    """

    def __init__(self, measure: Measure, path: DrawnLane) -> None:
        self.path = path
        self._measured: Callable[[int], Doubles] = lambda begin: measured(
            measure.quantity, path, measure.minima, begin, zero=measure.zero
        )
        floor = measure.floor
        self._scale: Callable[[Doubles], Doubles] = (
            (lambda values: values) if floor is None else (lambda values: powers(values, floor))
        )
        self._middle, self._edges = Column(), (Column(), Column())

    def lines(self, first: int, last: int, most: int) -> list[tuple[Doubles, Doubles]]:
        """The median, and the lower and upper quartile where there are several repetitions.

        Args:
            first: Step with which they begin.
            last: Step before which they end; one block may reach a little beyond.
            most: Blocks of steps that can be told apart; of each the extremes are drawn.

        Returns:
            Steps and values of each line.
        """
        self._grow()
        return [_line(track, first, last, most) for track in (self._middle, *self._edges) if len(track)]

    def _grow(self) -> None:
        """Take in the steps that came since the last time."""
        known = len(self._middle)
        if known == len(self.path):
            return
        new = self._measured(known)
        self._middle.append(self._scale(middle(new)))
        if new.shape[1] > 1:
            for edge, values in zip(self._edges, np.quantile(new, QUARTERS, axis=1), strict=True):
                edge.append(self._scale(values))


def _line(track: Column, first: int, last: int, most: int) -> tuple[Doubles, Doubles]:
    size, low, high = track.envelope(first, last, max(1, most))
    if size == 1:
        return np.arange(first, first + len(low), dtype=np.float64), low.astype(np.float64)
    centres = np.minimum((first // size + np.arange(len(low)) + 0.5) * size, len(track) - 1)
    return np.repeat(centres, 2), np.stack([low, high], axis=1).ravel().astype(np.float64)
