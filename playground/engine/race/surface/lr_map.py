"""What each lane of a race would achieve at other learning rates, on a logarithmic grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

from playground.arrays import Doubles
from playground.catalog.expression import FormulaProblem
from playground.catalog.kinds import UnknownEntry
from playground.engine.events.control import Control
from playground.engine.events.run import Event
from playground.engine.race.lanes import CannotRace
from playground.engine.race.repetitions import most_frequent
from playground.engine.race.surface.lane import SurfaceLane, is_elementwise
from playground.engine.race.surface.noise import is_noisy
from playground.engine.race.surface.outcomes import Outcome, OutcomeTracker, ReportTimer, advance_to_end
from playground.engine.race.surface.race import SurfaceRace
from playground.spec.race import LaneSpec, RaceSpec

Stop = Callable[[], bool]

LEAST, MOST = 1e-12, 100.0
"""Learning rates that an optimizer accepts."""
NEVER = 1e300
"""Stands for a missed target where infinity would give NaN."""
ALIKE = 1e-9
"""Part of the height from the lowest minimum up to the start below which differences do not count."""


@dataclass(frozen=True)
class RateGrid:
    """Learning rates evenly spaced on a logarithmic axis.

    Attributes:
        low: The lowest.
        high: The highest.
        count: How many.
    """

    low: float
    high: float
    count: int = 36

    def rates(self) -> Doubles:
        """Ascending, ``(count,)``.

        Raises:
            CannotRace: When the ends are not valid learning rates, or not in order.
        """
        if not LEAST <= self.low < self.high <= MOST:
            raise CannotRace(f"Learning rates run from {LEAST:g} to {MOST:g}, the lower end first.")
        if not 2 <= self.count <= 200:
            raise CannotRace("A map of learning rates has 2 to 200 of them.")
        result: Doubles = np.geomspace(self.low, self.high, self.count)
        return np.array([float(f"{rate:.3g}") for rate in result])


@dataclass(frozen=True)
class LaneRates:
    """What one lane achieves at each learning rate; medians over the repetitions of the race.

    Attributes:
        rates: Ascending, ``(n,)``.
        final: Heights at the end, NaN where it diverged, ``(n,)``.
        best: Lowest heights along the paths, ``(n,)``.
        reached: Steps to the target, inf for a miss, ``(n,)``.
        states: In the words of a leaderboard; empty where not computed yet.
        steps: Steps done, ``(n,)``; all of the race where a rate has come to rest before.
        lowest: Height of the lowest known minimum, minus infinity when none is known.
        top: Height of the start.
        complete: Whether all are at the end.
    """

    rates: Doubles
    final: Doubles
    best: Doubles
    reached: Doubles
    states: tuple[str, ...]
    steps: Doubles
    lowest: float
    top: float
    complete: bool

    @property
    def alike(self) -> float:
        """Ends below this height count as equally low."""
        if not np.isfinite(self.lowest):
            return -np.inf
        return self.lowest + ALIKE * max(0.0, self.top - self.lowest)

    @cached_property
    def winner(self) -> int | None:
        """Index of the best rate: the lowest end, among equals the earlier target; None when all diverged."""
        if not np.isfinite(self.final).any():
            return None
        return min(range(len(self.rates)), key=self._rank)

    @cached_property
    def edge(self) -> str:
        """``low`` or ``high`` when the best rate is at that end of the grid and beats its neighbour, else empty."""
        winner, last = self.winner, len(self.rates) - 1
        if winner == 0 and self._rank(0) < self._rank(1):
            return "low"
        return "high" if winner == last and self._rank(last) < self._rank(last - 1) else ""

    def _rank(self, number: int) -> tuple[float, float]:
        end = float(self.final[number])
        return max(end, self.alike) if np.isfinite(end) else np.inf, float(self.reached[number])


def lane_rates(
    race: SurfaceRace, lane: LaneSpec, rates: Doubles, stopped: Stop = lambda: False
) -> Iterator[LaneRates]:
    """Run one lane at many learning rates, from the start of a race and with its noise.

    Elementwise optimizers run at all rates together, any other one at one rate after the other, a coarse grid first.

    Args:
        race: Surface, start, steps, noise, repetitions and target.
        lane: The optimizer.
        rates: Ascending, ``(n,)``.
        stopped: Called every few hundredths of a second; ends it when true.

    Yields:
        States of the map, each more complete than the one before; the last one is complete unless stopped.

    Raises:
        UnknownEntry: When the optimizer or schedule is unknown.
    """
    table, timer, seeds = _RateTable(rates, race), ReportTimer(), race.spec.seeds
    noisy = is_noisy(race.surface, race.spec.noise)
    for some in [np.arange(len(rates))] if is_elementwise(lane) else _coarse_first(len(rates)):
        population, tracker = _population(race, lane, rates[some])
        for _ in advance_to_end(
            population, tracker, lambda tracker: not noisy and tracker.unmoved, timer, stopped
        ):
            table.note(some, tracker, seeds)
            yield table.snapshot(complete=False)
        if stopped():
            return
        table.note(some, tracker, seeds)
        table.finish(some, race.spec.steps)
        if timer.due():
            yield table.snapshot(complete=False)
    yield table.snapshot(complete=True)


def _population(race: SurfaceRace, lane: LaneSpec, rates: Doubles) -> tuple[SurfaceLane, OutcomeTracker]:
    """Place all repetitions at each rate side by side."""
    spec = race.spec
    seeds = [spec.seed + repetition for repetition in range(spec.seeds)]
    starts = torch.tensor([race.start_of(lane)] * len(rates) * spec.seeds, dtype=torch.float64)
    population = SurfaceLane(
        race.surface, lane, starts, steps=spec.steps, noise=spec.noise, seeds=seeds * len(rates),
        rates=np.repeat(rates, spec.seeds).tolist(),
    )  # fmt: skip
    judged = None if is_noisy(race.surface, spec.noise) else spec.steps
    return population, OutcomeTracker(race.surface, starts, race.target, swings_in=judged)


def _coarse_first(count: int) -> list[NDArray[np.int64]]:
    """Return each number below ``count`` alone, those far apart first."""
    order: dict[int, None] = {}
    stride = 1 << (count - 1).bit_length()
    while stride:
        order |= dict.fromkeys(range(0, count, stride))
        stride //= 2
    return [np.array([number]) for number in order]


class _RateTable:
    """The results known so far, by rate."""

    def __init__(self, rates: Doubles, race: SurfaceRace) -> None:
        count = len(rates)
        minima = race.surface.minima()
        self._rates, self._lowest = rates, minima[0].value if minima else -np.inf
        self._top = float(race.surface.value(*torch.tensor([race.start], dtype=torch.float64).T))
        self._final, self._best = np.full(count, np.nan), np.full(count, np.nan)
        self._reached, self._steps = np.full(count, np.inf), np.zeros(count)
        self._states = [""] * count

    def note(self, which: NDArray[np.int64], tracker: OutcomeTracker, seeds: int) -> None:
        """Note the state of a population with ``seeds`` repetitions of each rate."""
        heights = tracker.heights.view(-1, seeds).numpy()
        lost = (tracker.outcomes() >= Outcome.DIVERGED).reshape(-1, seeds)
        self._final[which] = np.median(np.where(lost | ~np.isfinite(heights), np.nan, heights), axis=1)
        self._best[which] = np.median(tracker.best.view(-1, seeds).numpy(), axis=1)
        reached = np.sort(tracker.reached.view(-1, seeds).numpy(), axis=1)
        lower, upper = reached[:, (seeds - 1) // 2], reached[:, seeds // 2]
        self._reached[which] = np.where(np.isfinite(upper), (lower + np.minimum(upper, NEVER)) / 2, np.inf)
        self._steps[which] = tracker.steps
        words = tracker.words()
        for place, number in enumerate(which):
            self._states[number] = most_frequent(words[place * seeds : (place + 1) * seeds])

    def finish(self, which: NDArray[np.int64], steps: int) -> None:
        """Mark these rates as being at the end."""
        self._steps[which] = steps

    def snapshot(self, *, complete: bool) -> LaneRates:
        """Return a copy of the current state."""
        return LaneRates(
            self._rates, self._final.copy(), self._best.copy(), self._reached.copy(), tuple(self._states),
            self._steps.copy(), self._lowest, self._top, complete,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LRMapUpdated(Event):
    """More of a lane's map is known.

    Attributes:
        lane: Its id.
        map: Its current state.
    """

    lane: str
    map: LaneRates


@dataclass(frozen=True, slots=True)
class StudyRefused(Event):
    """A study cannot be run.

    Attributes:
        message: Why, in one sentence.
    """

    message: str


class LRMapJob:
    """Computes the maps of some lanes of a race, one after the other; iterate it in the worker thread."""

    def __init__(
        self, spec: RaceSpec, lanes: tuple[str, ...], grid: RateGrid, run: int, control: Control
    ) -> None:
        self._spec, self._lanes, self._grid, self._run, self._control = spec, lanes, grid, run, control

    def __iter__(self) -> Iterator[Event]:
        torch.set_num_threads(1)
        try:
            race, rates = SurfaceRace(self._spec), self._grid.rates()
            for key in self._lanes:
                for state in lane_rates(race, self._spec.lane(key), rates, self._control.stopped):
                    yield LRMapUpdated(self._run, 0, key, state)
                if self._control.stopped():
                    return
        except (CannotRace, UnknownEntry, FormulaProblem) as problem:
            yield StudyRefused(self._run, 0, str(problem))
