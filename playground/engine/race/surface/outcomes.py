"""The outcomes of many starts of one optimizer: how low, how soon, where they come to rest, which diverge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import IntEnum
from time import perf_counter

import numpy as np
import torch
from torch import Tensor

from playground.arrays import Integers
from playground.catalog.kinds import Surface
from playground.engine.race import lane_states
from playground.engine.race.surface.lane import SurfaceLane
from playground.engine.race.surface.race import ARRIVED, FLAT
from playground.engine.race.surface.swings import SwingTracker

STILL = 1e-9
"""Part of the domain's diagonal: a start that moves less in a step is at rest, if it is at a minimum."""
EARLIER = 3
"""Steps before a height that is not finite whose slopes are examined."""
ENOUGH = 10
"""Steps without any move after which a start is at the end."""
REPORT_SECONDS = 0.2
"""Between two reports of unfinished work."""
LONGEST = 2000
"""Most steps of a chunk."""
SOON = 3
"""Steps at a minimum, the last one hardly a move, after which a start is at the end."""
CHUNK_SECONDS = 0.02
"""Time that a chunk of steps should take, so that a study can be stopped soon."""


class Outcome(IntEnum):
    """The outcome of one start."""

    ARRIVED = 0
    """It is at a known minimum."""
    STILL_MOVING = 1
    STUCK = 2
    """It is at rest, or the surface is flat, where no minimum is known."""
    DIVERGED = 3
    NO_HEIGHT = 4
    """The surface has no finite height at the start."""


class OutcomeTracker:
    """Tracks a population chunk by chunk, without keeping its paths.

    Attributes:
        steps: Steps so far.
        places: Current places, ``(S, 2)``.
        heights: Of the surface there, ``(S,)``.
        best: Lowest finite height so far, ``(S,)``; NaN when there was none.
        reached: Step at which the target was first reached, inf for a miss, ``(S,)``.
        lost: Step at which a height was first not finite, inf for never, ``(S,)``.
        nearest: Number of the known minimum at which it is, -1 for none, ``(S,)``.
        since: Step since which it has stayed there, inf for none, ``(S,)``.
    """

    def __init__(
        self, surface: Surface, starts: Tensor, target: float | None = None, *, swings_in: int | None = None
    ) -> None:
        """Begin at the starts.

        Args:
            surface: The surface.
            starts: ``(S, 2)``.
            target: Height to reach; None for none.
            swings_in: Steps of the whole race, by whose end swings are judged; None for no judgement, as noise keeps
                everything moving.
        """
        self._surface, self._target = surface, target
        domain, minima = surface.domain, surface.minima()
        self._diagonal = float(np.hypot(domain.x1 - domain.x0, domain.y1 - domain.y0))
        self._known = torch.tensor([(m.x, m.y) for m in minima], dtype=torch.float64).view(-1, 2)
        count = len(starts)
        self.steps = -1
        self.places = starts
        self.best = torch.full((count,), torch.nan, dtype=torch.float64)
        self.reached = torch.full((count,), torch.inf, dtype=torch.float64)
        self.lost, self.since = self.reached.clone(), self.reached.clone()
        self.nearest = torch.full((count,), -1, dtype=torch.int64)
        self._steepest = torch.zeros(count, dtype=torch.float64)
        self._pace = torch.full((count,), torch.inf, dtype=torch.float64)
        self._calm = torch.zeros(count, dtype=torch.int64)
        radius = ARRIVED * self._diagonal
        self._swings = None if swings_in is None else SwingTracker(self._known, radius, count, swings_in)
        self.update(starts[None])

    def update(self, path: Tensor) -> None:
        """Add the places of further steps, ``(n, S, 2)``."""
        with torch.no_grad():
            heights = self._surface.value(path[..., 0].reshape(-1), path[..., 1].reshape(-1))
            heights = heights.view(path.shape[:2])
            self._update_heights(heights)
            self._examine_before_losses(path)
            self._update_moves(path)
            self._update_arrivals(path)
            if self._swings is not None:
                self._swings.update(path, self.steps + 1)
        self.steps += len(path)
        self.places, self.heights = path[-1].clone(), heights[-1].clone()
        self._slopes = self._slope_lengths(self.places)
        self._steepest = torch.fmax(self._steepest, self._slopes)

    def _update_heights(self, heights: Tensor) -> None:
        finite = heights.isfinite()
        lowest = torch.where(finite, heights, torch.inf).amin(dim=0)
        self.best = torch.fmin(self.best, torch.where(lowest.isfinite(), lowest, torch.nan))
        self.lost = torch.minimum(self.lost, self._first(~finite))
        if self._target is not None:
            self.reached = torch.minimum(self.reached, self._first(heights <= self._target))

    def _examine_before_losses(self, path: Tensor) -> None:
        """Date losses back to where the slopes stop being finite, a step or two before the heights do."""
        before = torch.cat([self.places[None], path])
        for _ in range(EARLIER):
            (new,) = torch.nonzero((self.lost > max(self.steps, 0)) & self.lost.isfinite(), as_tuple=True)
            if not len(new):
                return
            places = before[(self.lost[new] - self.steps - 1).long(), new]
            self.lost[new] -= (~self._slope_lengths(places).isfinite()).double()

    def _first(self, hits: Tensor) -> Tensor:
        """Return the step of the first hit in each column, inf for none."""
        step = hits.to(torch.uint8).argmax(dim=0).to(torch.float64) + self.steps + 1
        return torch.where(hits.any(dim=0), step, torch.inf)

    def _update_moves(self, path: Tensor) -> None:
        moves = (path - torch.cat([self.places[None], path[:-1]])).abs().amax(dim=2)
        self._pace = moves[-1]
        still = (moves == 0).all(dim=0)
        self._calm = torch.where(still, self._calm + len(path), 0)

    def _update_arrivals(self, path: Tensor) -> None:
        if not len(self._known):
            return
        apart = torch.cdist(path[-1], self._known, compute_mode="donot_use_mm_for_euclid_dist")
        distance, nearest = torch.where(apart.isfinite(), apart, torch.inf).min(dim=1)
        radius = ARRIVED * self._diagonal
        here = distance <= radius
        outside = ~((path - self._known[nearest]).square().sum(dim=2) <= radius**2)
        backwards = outside.flip(0).to(torch.uint8).argmax(dim=0)
        entered = (self.steps + 1 + len(path) - backwards).to(torch.float64)
        before = torch.where(nearest == self.nearest, self.since, self.steps + 1.0)
        entered = torch.where(outside.any(dim=0), entered, before)
        self.nearest = torch.where(here, nearest, -1)
        self.since = torch.where(here, entered, torch.inf)

    def _slope_lengths(self, places: Tensor) -> Tensor:
        with torch.enable_grad():
            at = places.clone().requires_grad_()
            heights = self._surface.value(at[:, 0], at[:, 1])
            if not heights.requires_grad:
                return torch.zeros(len(at), dtype=torch.float64)
            (slope,) = torch.autograd.grad(heights.sum(), at)
        lengths: Tensor = slope.norm(dim=1)
        return lengths

    @property
    def unmoved(self) -> bool:
        """Whether all have diverged, or made no move at all for a while."""
        return bool(self._unmoved().all())

    @property
    def settled(self) -> bool:
        """Whether all have diverged, rest, or are at a minimum for a while and hardly move."""
        resting = (self.steps - self.since >= SOON) & (self._pace <= STILL * self._diagonal)
        return bool((self._unmoved() | resting).all())

    def _unmoved(self) -> Tensor:
        return (self._calm >= ENOUGH) | self.lost.isfinite()

    @property
    def rests(self) -> Tensor:
        """Which starts hardly moved in the newest step, ``(S,)``."""
        return self._pace < ARRIVED**2

    @property
    def swinging(self) -> Tensor:
        """Which starts swing around the minimum at which they are, ``(S,)``."""
        if self._swings is None:
            return torch.zeros(len(self.nearest), dtype=torch.bool)
        return self._swings.swinging(self.nearest)

    def outcomes(self) -> Integers:
        """Return an ``Outcome`` for each start, ``(S,)``."""
        flat = self._slopes <= FLAT * self._steepest.clamp(min=1e-12)
        result = torch.where(flat | self.rests, int(Outcome.STUCK), int(Outcome.STILL_MOVING))
        result = torch.where(self.nearest >= 0, int(Outcome.ARRIVED), result)
        lost = self.lost.isfinite() | ~self._slopes.isfinite()
        result = torch.where(lost, int(Outcome.DIVERGED), result)
        result = torch.where(self.lost == 0, int(Outcome.NO_HEIGHT), result)
        numbers: Integers = result.numpy()
        return numbers

    def words(self) -> list[str]:
        """Return the outcome of each start in the words of a leaderboard."""
        minima = self._surface.minima()
        words = []
        for outcome, number, lost, swinging in zip(
            self.outcomes(), self.nearest.tolist(), self.lost.tolist(), self.swinging.tolist(), strict=True
        ):
            match Outcome(int(outcome)):
                case Outcome.ARRIVED if swinging:
                    words.append(lane_states.OSCILLATING)
                case Outcome.ARRIVED:
                    near = minima[number]
                    words.append(
                        lane_states.CONVERGED if near.lowest else lane_states.trapped_at(near.x, near.y)
                    )
                case Outcome.DIVERGED | Outcome.NO_HEIGHT:
                    step = lost if np.isfinite(lost) else self.steps
                    words.append(lane_states.diverged_at(int(step)))
                case Outcome.STUCK:
                    words.append(lane_states.STUCK)
                case Outcome.STILL_MOVING:
                    words.append(lane_states.STILL_MOVING)
        return words


class ReportTimer:
    """Limits reports to a few per second."""

    def __init__(self) -> None:
        self._last = perf_counter()

    def due(self) -> bool:
        """Return whether a report is due; if so, the next one is due a while later."""
        now = perf_counter()
        if now - self._last < REPORT_SECONDS:
            return False
        self._last = now
        return True


def advance_to_end(
    lane: SurfaceLane,
    tracker: OutcomeTracker,
    over: Callable[[OutcomeTracker], bool],
    timer: ReportTimer,
    stopped: Callable[[], bool],
    *,
    longest: int = LONGEST,
) -> Iterator[None]:
    """Advance a population to its end, in chunks short enough that it can be stopped at any time.

    Args:
        lane: The population.
        tracker: Tracks its outcomes.
        over: Whether nothing more is expected to happen.
        timer: Decides when to yield.
        stopped: Ends it when true.
        longest: Most steps between two calls of ``over``.

    Yields:
        When a report is due before the end.
    """
    count = 1
    while tracker.steps < lane.total and not over(tracker) and not stopped():
        steps, begin = min(count, lane.total - tracker.steps), perf_counter()
        tracker.update(lane.run(steps))
        fitting = int(steps * CHUNK_SECONDS / max(perf_counter() - begin, 1e-6))
        count = max(1, min(fitting, 4 * count, longest))
        if tracker.steps < lane.total and timer.due():
            yield
