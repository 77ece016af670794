"""Where an optimizer arrives from every start of the plane: the basins of the minima, seen through its eyes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray

import playground.catalog.optimizers
import playground.catalog.schedules
import playground.catalog.surfaces  # noqa: F401
from playground.catalog.expression import FormulaProblem
from playground.catalog.kinds import OPTIMIZERS, SURFACES, Minimum, Surface, UnknownEntry
from playground.engine.events.control import Control
from playground.engine.events.run import Event
from playground.engine.race.surface.lane import SurfaceLane, together
from playground.engine.race.surface.lr_map import StudyRefused
from playground.engine.race.surface.outcomes import LONGEST, Beat, Outcome, OutcomeTally, followed
from playground.engine.race.surface.race import ARRIVED
from playground.spec.race import LaneSpec, RaceSpec

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Stop = Callable[[], bool]

SIZES = (16, 32, 64, 128)
"""Starts along each side, the coarse ones first."""
ALONE_SIZES = (8, 16, 32, 64, 128)
"""The same for optimizers that step each start for itself."""
FEW = 4
"""Steps without a script between two looks at whether a start is settled, where further steps can be dear."""
FINER, PATIENCE = 4, 300.0
"""The next grid takes so many times as long as the one before; usual patience with it, in seconds."""
LEAST_PART = 0.002
"""Part of all starts that makes a place where they come to rest worth a colour, though no minimum is known there."""
MOST_FOUND = 150
"""Such places, at most."""


@dataclass(frozen=True)
class Basins:
    """What became of a grid of starts.

    Attributes:
        x: Of the columns, ascending, ``(n,)``.
        y: Of the rows, ascending, ``(n,)``.
        outcome: An ``Outcome`` for each start, -1 where it is not known yet, ``(n, n)``, rows by y.
        where: Number in ``places`` of the place where a start arrived, -1 for none, ``(n, n)``.
        steps: Until it was there for good, inf for never; for a diverged one until it was lost, ``(n, n)``.
        ends: Where each ended, ``(n, n, 2)``.
        heights: Of the surface there, ``(n, n)``.
        places: The known minima, then places where many rest though no minimum is known there.
        known: How many of ``places`` are known minima.
        done: Part of the work for this grid that is done, 0..1.
        complete: Whether this grid is at the end.
    """

    x: Floats
    y: Floats
    outcome: Integers
    where: Integers
    steps: Floats
    ends: Floats
    heights: Floats
    places: tuple[Minimum, ...]
    known: int
    done: float
    complete: bool

    def share(self, place: int) -> float:
        """Part of the starts that arrive at a place, among those whose fate is known."""
        return self._part(self.where == place)

    def share_of(self, outcome: Outcome) -> float:
        """Part of the starts that have an outcome and arrive nowhere, among those whose fate is known."""
        return self._part((self.outcome == int(outcome)) & (self.where < 0))

    def _part(self, which: NDArray[np.bool_]) -> float:
        told = int((self.outcome >= 0).sum())
        return float(which.sum()) / told if told else 0.0


def basins(
    surface: Surface,
    lane: LaneSpec,
    spec: RaceSpec,
    size: int,
    stopped: Stop = lambda: False,
) -> Iterator[Basins]:
    """Race one lane from a grid of starts over the surface's domain, with the noise of the race's first repetition.

    Args:
        surface: What is raced on.
        lane: Who races.
        spec: Steps, noise and seed.
        size: Starts along each side.
        stopped: Asked every few hundredths of a second; ends it when true.

    Yields:
        States of the picture; the last one is complete unless it was stopped.

    Raises:
        FormulaProblem: When the surface cannot be read.
        UnknownEntry: When the optimizer or schedule is unknown.
    """
    field, beat = _Field(surface, size), Beat()
    everybody = np.arange(size * size)
    one_by_one = np.random.default_rng(0).permutation(everybody)[:, None]
    for which in [everybody] if together(lane) else one_by_one:
        starts = field.starts[which]
        racer = SurfaceLane(
            surface, lane, starts, steps=spec.steps, noise=spec.noise, seeds=[spec.seed] * len(starts)
        )
        tally = OutcomeTally(surface, starts)
        for _ in followed(
            racer, tally, lambda tally: not spec.noise and tally.settled, beat, stopped,
            longest=LONGEST if OPTIMIZERS.of(lane.optimizer).script else FEW,
        ):  # fmt: skip
            if together(lane):
                field.note(which, tally, final=False)
            yield field.seen(tally.steps / spec.steps * len(which))
        if stopped():
            return
        field.note(which, tally)
        if beat.due():
            yield field.seen()
    yield field.seen(complete=True)


class _Field:
    """What is known of the starts so far, in one row."""

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
        self._ends, self._rests = np.full((count, 2), np.nan), np.zeros(count, dtype=np.bool_)

    def note(self, which: Integers, tally: OutcomeTally, *, final: bool = True) -> None:
        """Take over what is known of some starts, for good or for the time being."""
        self._outcome[which] = tally.outcomes()
        self._where[which] = np.where(self._outcome[which] == Outcome.ARRIVED, tally.nearest.numpy(), -1)
        since, lost = tally.since.numpy(), tally.lost.numpy()
        self._steps[which] = np.where(self._outcome[which] == Outcome.ARRIVED, since, lost)
        self._ends[which], self._heights[which] = tally.places.numpy(), tally.heights.numpy()
        self._rests[which] = tally.rests.numpy()
        self._known += len(which) if final else 0

    def seen(self, begun: float = 0.0, *, complete: bool = False) -> Basins:
        """A copy to hand out; ``begun`` tells how many starts' worth of work is not noted for good."""
        known = self._surface.minima()
        where, found = self._where.copy(), self._resting_places()
        stuck = self._stuck()
        if found:
            centers = torch.tensor([(place.x, place.y) for place in found], dtype=torch.float64)
            apart, nearest = torch.cdist(torch.from_numpy(self._ends[stuck]), centers).min(dim=1)
            near = (apart <= 2 * ARRIVED * self._diagonal).numpy()
            where[stuck] = np.where(near, len(known) + nearest.numpy(), -1)
        square = (self._size, self._size)
        done = 1.0 if complete else min(1.0, (self._known + begun) / len(self.starts))
        return Basins(
            self._x, self._y, self._outcome.reshape(square).copy(), where.reshape(square),
            self._steps.reshape(square).copy(), self._ends.reshape(*square, 2).copy(),
            self._heights.reshape(square).copy(), known + found, len(known), done, complete,
        )  # fmt: skip

    def _stuck(self) -> NDArray[np.bool_]:
        result: NDArray[np.bool_] = (self._outcome == Outcome.STUCK) & self._rests
        return result

    def _resting_places(self) -> tuple[Minimum, ...]:
        """Where many starts rest though no minimum is known there, those of most starts first."""
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
class BasinsSeen(Event):
    """The picture of the starts went on.

    Attributes:
        basins: As they are now.
        final: No finer grid will come.
    """

    basins: Basins
    final: bool


class BasinsJob:
    """The basins of one lane, on finer and finer grids; iterate it in the worker thread."""

    def __init__(
        self, spec: RaceSpec, lane: str, run: int, control: Control, *, patience: float = PATIENCE
    ) -> None:
        """Prepare.

        Args:
            spec: Surface, steps, noise and seed.
            lane: Whose starts.
            run: Id that its events carry.
            control: Ends it.
            patience: Seconds that a grid may be expected to take, so that it is begun.
        """
        self._spec, self._lane, self._run, self._control = spec, lane, run, control
        self._patience = patience

    def __iter__(self) -> Iterator[Event]:
        torch.set_num_threads(1)
        try:
            surface: Surface = SURFACES.of(self._spec.surface)
            lane = self._spec.lane(self._lane)
            sizes = SIZES if together(lane) else ALONE_SIZES
            for size in sizes:
                begin, final = perf_counter(), False
                for seen in basins(surface, lane, self._spec, size, self._control.stopped):
                    too_long = FINER * (perf_counter() - begin) > self._patience
                    final = seen.complete and (size == sizes[-1] or too_long)
                    yield BasinsSeen(self._run, 0, seen, final)
                if final or self._control.stopped():
                    return
        except (UnknownEntry, FormulaProblem) as problem:
            yield StudyRefused(self._run, 0, str(problem))
