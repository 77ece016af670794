"""From results to coordinates: a scale for each setting and for what counts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from playground.arrays import Floats
from playground.records.sweep import Goal, SweepPoint, SweepRecord
from playground.spec.base import Value
from playground.ui.plots.chart import numbers

WIDE = 20.0
"""Ratio of the greatest to the least number from which a scale is logarithmic."""
MOST_TICKS = 6
Kind = Literal["linear", "power", "names"]


@dataclass(frozen=True)
class Scale:
    """Maps the values of a setting to coordinates: numbers, exponents of ten, or places of names.

    Attributes:
        title: Of the axis.
        kind: Of its coordinates.
        names: Of the places 0, 1 and so on; empty for numbers.
        low: Least coordinate.
        high: Greatest coordinate, above the least.
        few: The numbers themselves where they are few, for ticks.
    """

    title: str
    kind: Kind
    names: tuple[str, ...]
    low: float
    high: float
    few: tuple[float, ...] = ()

    def place(self, value: Value | None) -> float:
        """Return the coordinate of a value; NaN for none."""
        if value is None:
            return math.nan
        if self.kind == "names":
            word = shown(value)
            return float(self.names.index(word)) if word in self.names else math.nan
        number = float(value)
        if not math.isfinite(number):
            return math.nan
        return math.log10(number) if self.kind == "power" else number

    def unit(self, value: Value | None) -> float:
        """Return the place of a value between the ends of the scale, 0 to 1."""
        return (self.place(value) - self.low) / (self.high - self.low)

    def ticks(self) -> list[tuple[float, str]]:
        """Return places in 0..1 with labels."""
        if self.kind == "names":
            places: Sequence[float] = range(len(self.names))
            labels: Sequence[str] = self.names
        elif self.few:
            places, labels = [self.place(each) for each in self.few], [shown(each) for each in self.few]
        elif self.kind == "power":
            places = numbers.power_ticks(self.low, self.high, MOST_TICKS)
            labels = numbers.power_labels(places)
        else:
            spacing, places = numbers.ticks(self.low, self.high, MOST_TICKS)
            labels = [numbers.tick(place, spacing) for place in places]
        span = self.high - self.low
        return [((place - self.low) / span, label) for place, label in zip(places, labels, strict=True)]


def scale_of(title: str, values: Iterable[Value | None]) -> Scale:
    """Return a scale for some values: names unless all are numbers, logarithmic where they span a wide range."""
    found = [value for value in values if value is not None]
    if any(isinstance(value, str | bool) for value in found):
        names = tuple(dict.fromkeys(shown(value) for value in found))
        return Scale(title, "names", names, -0.5, len(names) - 0.5)
    finite = sorted({number for value in found if math.isfinite(number := float(value))}) or [0.0]
    few = tuple(finite) if len(finite) <= MOST_TICKS else ()
    if finite[0] > 0 and finite[-1] > WIDE * finite[0]:
        return Scale(title, "power", (), math.log10(finite[0]), math.log10(finite[-1]), few)
    low, high = finite[0], finite[-1]
    if low == high:
        half = abs(low) / 2 or 0.5
        low, high = low - half, high + half
    return Scale(title, "linear", (), low, high, few)


def shown(value: Value) -> str:
    """Return a value as axes and readouts show it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:.4g}".replace("-", numbers.MINUS) if isinstance(value, float) else str(value)


class Outcome:
    """The settings of a sweep with their medians, as the pictures show them.

    Attributes:
        points: With a result, the best last, so that it is drawn on top.
        names: Of the settings that differ.
        scales: One for each name, and as the last one that of the result.
        values: Medians of the points, ``(points,)``.
        quality: Ranks of the points, 0 for the worst and 1 for the best, ``(points,)``.
    """

    def __init__(self, record: SweepRecord, goal: Goal, metric: str = "") -> None:
        ranked = [point for point in record.ranking(goal) if not math.isnan(point.value(goal))][::-1]
        self.points: tuple[SweepPoint, ...] = tuple(ranked)
        self.goal = goal
        names = dict.fromkeys(name for trial in record.trials for name in trial.settings)
        self.names = tuple(names)
        self.values: Floats = np.array([point.value(goal) for point in ranked], float)
        title = "validation loss" if goal == "loss" else f"validation {metric or 'metric'}"
        self.scales = (
            *(scale_of(name, [point.settings.get(name) for point in ranked]) for name in names),
            scale_of(title, [float(value) for value in self.values]),
        )
        count = max(1, len(ranked) - 1)
        self.quality: Floats = np.arange(len(ranked)) / count

    def places(self) -> Floats:
        """Return the places of all points on all scales, 0 to 1, ``(points, scales)``; NaN where there is none."""
        rows = [
            [
                *(scale.unit(point.settings.get(scale.title)) for scale in self.scales[:-1]),
                self.scales[-1].unit(float(value)),
            ]
            for point, value in zip(self.points, self.values, strict=True)
        ]
        return np.array(rows, float).reshape(len(self.points), len(self.scales))

    def words(self, number: int) -> str:
        """Return a point in a sentence."""
        point = self.points[number]
        settings = ", ".join(f"{name} {shown(value)}" for name, value in point.settings.items())
        values = [trial.value(self.goal) for trial in point.trials]
        result = f"{self.scales[-1].title} {numbers.exact(float(self.values[number]))}"
        if len(values) > 1:
            least, most = (numbers.exact(each) for each in (min(values), max(values)))
            result += f", the median over {len(values)} seeds ({least} to {most})"
        ended = {trial.state for trial in point.trials} - {"finished"}
        return f"{settings}: {result}{' · ' + ', '.join(sorted(ended)) if ended else ''}"
