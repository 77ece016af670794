"""Where an optimizer ends from every start of the plane: the basins of attraction of the minima."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray

from playground.arrays import Doubles, Integers
from playground.catalog.expression import FormulaProblem
from playground.catalog.kinds import OPTIMIZERS, SURFACES, Minimum, Surface, UnknownEntry
from playground.engine.events.control import Control
from playground.engine.events.run import Event
from playground.engine.race.surface.lane import SurfaceLane, is_elementwise
from playground.engine.race.surface.lr_map import StudyRefused
from playground.engine.race.surface.noise import is_noisy
from playground.engine.race.surface.outcomes import (
    LONGEST,
    Outcome,
    OutcomeTracker,
    ReportTimer,
    advance_to_end,
)
from playground.engine.race.surface.race import ARRIVED
from playground.spec.race import LaneSpec, RaceSpec

Stop = Callable[[], bool]

SIZES = (16, 32, 64, 128)
"""Starts along each side, the coarse ones first."""
ALONE_SIZES = (8, 16, 32, 64, 128)
"""The same for optimizers that step each start alone."""
FEW = 4
"""Steps in Python between two checks whether a start is settled, where further steps can be expensive."""
FINER, PATIENCE = 4, 300.0
"""Factor by which the next grid takes longer than the one before, and the usual patience with it in seconds."""
LEAST_PART = 0.002
"""Part of all starts that must come to rest at a place without a known minimum for it to get its own colour."""
MOST_FOUND = 150
"""Most places of this kind."""


@dataclass(frozen=True)
class Basins:
    """The outcomes of a grid of starts.

    Attributes:
        x: Of the columns, ascending, ``(n,)``.
        y: Of the rows, ascending, ``(n,)``.
        outcome: An ``Outcome`` for each start, -1 where not known yet, ``(n, n)``, rows by y.
        where: Index in ``places`` of the place at which a start ended, -1 for none, ``(n, n)``.
        steps: Until it stayed there, inf for never; for a diverged one until it diverged, ``(n, n)``.
        ends: Where each ended, ``(n, n, 2)``.
        heights: Of the surface there, ``(n, n)``.
        swinging: Whether each swings around the minimum at which it ended, ``(n, n)``.
        places: The known minima, then places without a known minimum where many come to rest.
        known: How many of ``places`` are known minima.
        done: Part of the work for this grid that is done, 0..1.
        complete: Whether this grid is at the end.
    """

    x: Doubles
    y: Doubles
    outcome: Integers
    where: Integers
    steps: Doubles
    ends: Doubles
    heights: Doubles
    swinging: NDArray[np.bool_]
    places: tuple[Minimum, ...]
    known: int
    done: float
    complete: bool

    def share(self, place: int) -> float:
        """Return the part of the starts that end at a place, among those whose outcome is known."""
        return self._part(self.where == place)

    def share_of(self, outcome: Outcome) -> float:
        """Return the part of the starts that have an outcome and end at no place, among those with a known outcome."""
        return self._part((self.outcome == int(outcome)) & (self.where < 0))

    def _part(self, which: NDArray[np.bool_]) -> float:
        known = int((self.outcome >= 0).sum())
        return float(which.sum()) / known if known else 0.0


def basins(
    surface: Surface,
    lane: LaneSpec,
    spec: RaceSpec,
    size: int,
    stopped: Stop = lambda: False,
) -> Iterator[Basins]:
    """Run one lane from a grid of starts over the surface's domain, with the noise of the race's first repetition.

    Args:
        surface: The surface.
        lane: The optimizer.
        spec: Steps, noise and seed.
        size: Starts along each side.
        stopped: Called every few hundredths of a second; ends it when true.

    Yields:
        States of the basins; the last one is complete unless stopped.

    Raises:
        FormulaProblem: When the surface cannot be read.
        UnknownEntry: When the optimizer or schedule is unknown.
    """
    grid, timer = _StartGrid(surface, size), ReportTimer()
    noisy = is_noisy(surface, spec.noise)
    all_starts = np.arange(size * size)
    one_by_one = np.random.default_rng(0).permutation(all_starts)[:, None]
    for which in [all_starts] if is_elementwise(lane) else one_by_one:
        starts = grid.starts[which]
        population = SurfaceLane(
            surface, lane, starts, steps=spec.steps, noise=spec.noise, seeds=[spec.seed] * len(starts)
        )
        judged = None if noisy else spec.steps
        tracker = OutcomeTracker(surface, starts, swings_in=judged)
        for _ in advance_to_end(
            population, tracker, lambda tracker: not noisy and tracker.settled, timer, stopped,
            longest=LONGEST if OPTIMIZERS.of(lane.optimizer).script else FEW,
        ):  # fmt: skip
            if is_elementwise(lane):
                grid.note(which, tracker, final=False)
            yield grid.snapshot(tracker.steps / spec.steps * len(which))
        if stopped():
            return
        grid.note(which, tracker)
        if timer.due():
            yield grid.snapshot()
    yield grid.snapshot(complete=True)


class _StartGrid:
    """The outcomes known so far, in one row."""

    def __init__(self, surface: Surface, size: int) -> None:
        domain = surface.domain
        self._surface, self._size, self._known = surface, size, 0
        self._diagonal = float(np.hypot(domain.x1 - domain.x0, domain.y1 - domain.y0))
        half_x, half_y = (domain.x1 - domain.x0) / size / 2, (domain.y1 - domain.y0) / size / 2
        self._x = np.linspace(domain.x0 + half_x, domain.x1 - half_x, size)
        self._y = np.linspace(domain.y0 + half_y, domain.y1 - half_y, size)
        grid = np.stack(np.meshgrid(self._x, self._y), axis=-1).reshape(-1, 2)
        self.starts = torch.from_numpy(grid)
        count = len(grid)
        self._outcome, self._where = np.full(count, -1), np.full(count, -1)
        self._steps, self._heights = np.full(count, np.inf), np.full(count, np.nan)
        self._ends = np.full((count, 2), np.nan)
        self._rests, self._swinging = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)

    def note(self, which: Integers, tracker: OutcomeTracker, *, final: bool = True) -> None:
        """Note the outcomes of some starts, final or provisional."""
        self._outcome[which] = tracker.outcomes()
        self._where[which] = np.where(self._outcome[which] == Outcome.ARRIVED, tracker.nearest.numpy(), -1)
        since, lost = tracker.since.numpy(), tracker.lost.numpy()
        self._steps[which] = np.where(self._outcome[which] == Outcome.ARRIVED, since, lost)
        self._ends[which], self._heights[which] = tracker.places.numpy(), tracker.heights.numpy()
        self._rests[which] = tracker.rests.numpy()
        self._swinging[which] = tracker.swinging.numpy() & (self._where[which] >= 0)
        self._known += len(which) if final else 0

    def snapshot(self, unfinished: float = 0.0, *, complete: bool = False) -> Basins:
        """Return a copy of the current state; ``unfinished`` is work done on starts without a final outcome."""
        known = self._surface.minima()
        where, found = self._where.copy(), self._resting_places()
        stuck = self._stuck()
        if found:
            centers = torch.tensor([(place.x, place.y) for place in found], dtype=torch.float64)
            apart, nearest = torch.cdist(torch.from_numpy(self._ends[stuck]), centers).min(dim=1)
            near = (apart <= 2 * ARRIVED * self._diagonal).numpy()
            where[stuck] = np.where(near, len(known) + nearest.numpy(), -1)
        square = (self._size, self._size)
        done = 1.0 if complete else min(1.0, (self._known + unfinished) / len(self.starts))
        return Basins(
            self._x, self._y, self._outcome.reshape(square).copy(), where.reshape(square),
            self._steps.reshape(square).copy(), self._ends.reshape(*square, 2).copy(),
            self._heights.reshape(square).copy(), self._swinging.reshape(square).copy(),
            known + found, len(known), done, complete,
        )  # fmt: skip

    def _stuck(self) -> NDArray[np.bool_]:
        result: NDArray[np.bool_] = (self._outcome == Outcome.STUCK) & self._rests
        return result

    def _resting_places(self) -> tuple[Minimum, ...]:
        """Return the places without a known minimum where many starts rest, those of most starts first."""
        ends = self._ends[self._stuck()]
        least = max(2, LEAST_PART * len(self.starts))
        cell = 4 * ARRIVED * self._diagonal
        _, number, count = np.unique(np.round(ends / cell), axis=0, return_inverse=True, return_counts=True)
        kept: list[Minimum] = []
        for chosen in np.argsort(-count, kind="stable")[: 2 * MOST_FOUND]:
            if count[chosen] < least or len(kept) == MOST_FOUND:
                break
            x, y = np.median(ends[number.reshape(-1) == chosen], axis=0).tolist()
            if all(np.hypot(x - other.x, y - other.y) > cell for other in kept):
                height = float(self._surface.value(*torch.tensor([[x], [y]], dtype=torch.float64)))
                kept.append(Minimum(x, y, height, lowest=False, estimated=True))
        return tuple(kept)


@dataclass(frozen=True, slots=True)
class BasinsUpdated(Event):
    """More outcomes are known.

    Attributes:
        basins: Their current state.
        final: Whether no finer grid will follow.
    """

    basins: Basins
    final: bool


class BasinsJob:
    """Computes the basins of one lane on finer and finer grids; iterate it in the worker thread."""

    def __init__(
        self, spec: RaceSpec, lane: str, run: int, control: Control, *, patience: float = PATIENCE
    ) -> None:
        """Prepare.

        Args:
            spec: Surface, steps, noise and seed.
            lane: Id of the lane.
            run: Id that the events carry.
            control: Stops it.
            patience: Longest time in seconds that a grid may be expected to take to be started.
        """
        self._spec, self._lane, self._run, self._control = spec, lane, run, control
        self._patience = patience

    def __iter__(self) -> Iterator[Event]:
        torch.set_num_threads(1)
        try:
            surface: Surface = SURFACES.of(self._spec.surface)
            lane = self._spec.lane(self._lane)
            sizes = SIZES if is_elementwise(lane) else ALONE_SIZES
            for size in sizes:
                begin, final = perf_counter(), False
                for state in basins(surface, lane, self._spec, size, self._control.stopped):
                    too_long = FINER * (perf_counter() - begin) > self._patience
                    final = state.complete and (size == sizes[-1] or too_long)
                    yield BasinsUpdated(self._run, 0, state, final)
                if final or self._control.stopped():
                    return
        except (UnknownEntry, FormulaProblem) as problem:
            yield StudyRefused(self._run, 0, str(problem))
