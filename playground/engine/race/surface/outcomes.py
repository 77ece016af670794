"""What becomes of many starts of one optimizer: how low, how soon, where they come to rest, who diverges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import IntEnum
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.kinds import Surface
from playground.engine.race.surface.lane import SurfaceLane
from playground.engine.race.surface.race import ARRIVED, FLAT

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

STILL = 1e-9
"""Part of the domain's diagonal: who moves less in a step rests, if it is at a minimum."""
EARLIER = 3
"""Steps that are looked at before a height that is not finite."""
ENOUGH = 10
"""Steps without any move after which nothing more is expected."""
TOLD_SECONDS = 0.2
"""Between two pictures of what is not yet done."""
LONGEST = 2000
"""Steps of a portion, at most."""
SOON = 3
"""Steps at a minimum, the last one hardly a move, after which nothing more is expected."""
PORTION_SECONDS = 0.02
"""Time that a portion of steps should take, so that a study ends soon when it is told to."""


class Outcome(IntEnum):
    """What became of a start."""

    ARRIVED = 0
    """It is at a known minimum."""
    ON_THE_WAY = 1
    STUCK = 2
    """It rests, or the ground is flat, where no minimum is known."""
    DIVERGED = 3
    NO_GROUND = 4
    """The surface has no finite height at the start."""


class OutcomeTally:
    """Follows a population portion by portion, without keeping its paths.

    Attributes:
        steps: Steps so far.
        places: Where all are, ``(S, 2)``.
        heights: Of the surface there, ``(S,)``.
        best: Lowest finite height so far, ``(S,)``; NaN when there was none.
        reached: Step at which the target was first reached, inf for a miss, ``(S,)``.
        lost: Step at which a height was first not finite, inf for never, ``(S,)``.
        nearest: Number of the known minimum where it is, -1 for none, ``(S,)``.
        since: Step since which it has been there without leaving, inf for none, ``(S,)``.
    """

    def __init__(self, surface: Surface, starts: Tensor, target: float | None = None) -> None:
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
        self.take(starts[None])

    def take(self, path: Tensor) -> None:
        """Take in places of further steps, ``(n, S, 2)``."""
        with torch.no_grad():
            heights = self._surface.value(path[..., 0].reshape(-1), path[..., 1].reshape(-1))
            heights = heights.view(path.shape[:2])
            self._take_heights(heights)
            self._look_before_losses(path)
            self._take_moves(path)
            self._take_arrivals(path)
        self.steps += len(path)
        self.places, self.heights = path[-1].clone(), heights[-1].clone()
        self._slopes = self._slope_lengths(self.places)
        self._steepest = torch.fmax(self._steepest, self._slopes)

    def _take_heights(self, heights: Tensor) -> None:
        finite = heights.isfinite()
        lowest = torch.where(finite, heights, torch.inf).amin(dim=0)
        self.best = torch.fmin(self.best, torch.where(lowest.isfinite(), lowest, torch.nan))
        self.lost = torch.minimum(self.lost, self._first(~finite))
        if self._target is not None:
            self.reached = torch.minimum(self.reached, self._first(heights <= self._target))

    def _look_before_losses(self, path: Tensor) -> None:
        """Slopes may stop being finite a step or two before the heights do."""
        before = torch.cat([self.places[None], path])
        for _ in range(EARLIER):
            (new,) = torch.nonzero((self.lost > max(self.steps, 0)) & self.lost.isfinite(), as_tuple=True)
            if not len(new):
                return
            places = before[(self.lost[new] - self.steps - 1).long(), new]
            self.lost[new] -= (~self._slope_lengths(places).isfinite()).double()

    def _first(self, hits: Tensor) -> Tensor:
        """Step of the first hit in each column, inf for none."""
        step = hits.to(torch.uint8).argmax(dim=0).to(torch.float64) + self.steps + 1
        return torch.where(hits.any(dim=0), step, torch.inf)

    def _take_moves(self, path: Tensor) -> None:
        moves = (path - torch.cat([self.places[None], path[:-1]])).abs().amax(dim=2)
        self._pace = moves[-1]
        still = (moves == 0).all(dim=0)
        self._calm = torch.where(still, self._calm + len(path), 0)

    def _take_arrivals(self, path: Tensor) -> None:
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
        """Who hardly moved in the newest step, ``(S,)``."""
        return self._pace < ARRIVED**2

    def outcomes(self) -> Integers:
        """An ``Outcome`` for each start, ``(S,)``."""
        flat = self._slopes <= FLAT * self._steepest.clamp(min=1e-12)
        result = torch.where(flat | self.rests, int(Outcome.STUCK), int(Outcome.ON_THE_WAY))
        result = torch.where(self.nearest >= 0, int(Outcome.ARRIVED), result)
        lost = self.lost.isfinite() | ~self._slopes.isfinite()
        result = torch.where(lost, int(Outcome.DIVERGED), result)
        result = torch.where(self.lost == 0, int(Outcome.NO_GROUND), result)
        numbers: Integers = result.numpy()
        return numbers

    def words(self) -> list[str]:
        """The outcome of each start in the words of a leaderboard."""
        minima = self._surface.minima()
        said = []
        for outcome, number, lost in zip(
            self.outcomes(), self.nearest.tolist(), self.lost.tolist(), strict=True
        ):
            match Outcome(int(outcome)):
                case Outcome.ARRIVED:
                    near = minima[number]
                    said.append("converged" if near.lowest else f"trapped at {near.x:.2f}, {near.y:.2f}")
                case Outcome.DIVERGED | Outcome.NO_GROUND:
                    step = lost if np.isfinite(lost) else self.steps
                    said.append(f"diverged at step {int(step):,}")
                case Outcome.STUCK:
                    said.append("stuck")
                case Outcome.ON_THE_WAY:
                    said.append("on the way")
        return said


class Beat:
    """Says a few times a second that it is time to tell something."""

    def __init__(self) -> None:
        self._last = perf_counter()

    def due(self) -> bool:
        """Whether it is time; if so, the next time is a while away."""
        now = perf_counter()
        if now - self._last < TOLD_SECONDS:
            return False
        self._last = now
        return True


def followed(
    racer: SurfaceLane,
    tally: OutcomeTally,
    over: Callable[[OutcomeTally], bool],
    beat: Beat,
    stopped: Callable[[], bool],
    *,
    longest: int = LONGEST,
) -> Iterator[None]:
    """Race a population to its end, in stretches so short that it can be stopped at any time.

    Args:
        racer: Who is raced.
        tally: What follows it.
        over: Whether nothing more is expected to happen.
        beat: When to yield.
        stopped: Ends it when true.
        longest: Steps between two looks at whether it is over, at most.

    Yields:
        Now and then on the way.
    """
    count = 1
    while tally.steps < racer.total and not over(tally) and not stopped():
        asked, begin = min(count, racer.total - tally.steps), perf_counter()
        tally.take(racer.run(asked))
        fitting = int(asked * PORTION_SECONDS / max(perf_counter() - begin, 1e-6))
        count = max(1, min(fitting, 4 * count, longest))
        if tally.steps < racer.total and beat.due():
            yield
