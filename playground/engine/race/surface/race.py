"""Optimizers against each other on a surface: the same start, the same noise, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

import playground.catalog.optimizers
import playground.catalog.schedules
import playground.catalog.surfaces  # noqa: F401
from playground.catalog.expression import FormulaProblem
from playground.catalog.kinds import SURFACES, Minimum, Surface
from playground.engine.events.surface_race import PathChunk, SurfaceResult
from playground.engine.race.lanes import CannotRace, lane_names
from playground.engine.race.surface.lane import SurfaceLane
from playground.spec.race import RaceSpec

Floats = NDArray[np.float64]

FIRST = 50
CHUNK = 500
"""Steps of one lane between two looks at whether to go on."""
ARRIVED = 1e-3
"""Part of the domain's diagonal within which a place counts as a minimum."""
FLAT = 1e-4
"""A slope below this, relative to that at the start, is none."""


class SurfaceRace:
    """A race on a surface.

    Attributes:
        spec: What it was made from.
        surface: What is raced on.
        start: Where all lanes begin.
        names: Of the lanes, by id.
        pace: Seconds that a step of all repetitions of a lane takes here, by id, as far as measured.
    """

    def __init__(self, spec: RaceSpec) -> None:
        """Stand at the start.

        Raises:
            CannotRace: When nobody takes part, a formula cannot be read or the start is not on the surface.
            UnknownEntry: When the spec names something unknown.
        """
        self.spec = spec
        self.surface: Surface = SURFACES.of(spec.surface)
        self.start = spec.start or self.surface.start
        if not spec.lanes:
            raise CannotRace("The race has no lanes: add at least one optimizer.")
        begin = torch.tensor([self.start] * spec.seeds, dtype=torch.float64)
        try:
            height = self.surface.value(*begin.T)
        except FormulaProblem as problem:
            raise CannotRace(f"The surface's formula cannot be read: {problem}") from None
        if not bool(height.isfinite().all()):
            raise CannotRace("The surface has no finite height at the start.")
        self.names = lane_names(spec.lanes)
        seeds = [spec.seed + repetition for repetition in range(spec.seeds)]
        self._lanes = {
            lane.id: SurfaceLane(self.surface, lane, begin, steps=spec.steps, noise=spec.noise, seeds=seeds)
            for lane in spec.lanes
        }
        self._ways: dict[str, list[Tensor]] = {lane.id: [begin[None]] for lane in spec.lanes}
        self.pace = dict.fromkeys(self._lanes, float("nan"))

    def run(self) -> Iterator[tuple[str, int]]:
        """Run the lanes by turns, a stretch each; yields who has done how many steps. The first stretch is short."""
        done = 0
        while done < self.spec.steps:
            count = min(CHUNK if done else FIRST, self.spec.steps - done)
            done += count
            for key, lane in self._lanes.items():
                since = perf_counter()
                self._ways[key].append(lane.run(count))
                each = (perf_counter() - since) / count
                self.pace[key] = float(np.fmin(self.pace[key], each))  # the first stretch compiles
                yield key, done

    def lane(self, lane_id: str) -> SurfaceLane:
        """What goes a lane's way."""
        return self._lanes[lane_id]

    def way(self, lane_id: str) -> PathChunk:
        """How a lane went so far."""
        return self._way(torch.cat(self._ways[lane_id]), [0, *self._lanes[lane_id].used])

    def newest(self, lane_id: str) -> PathChunk:
        """How a lane went in its newest stretch; before the first one, where it stands."""
        places = self._ways[lane_id][-1]
        return self._way(places, [0, *self._lanes[lane_id].used][-len(places) :])

    def _way(self, places: Tensor, used: list[int]) -> PathChunk:
        at = places.reshape(-1, 2).requires_grad_()
        heights = self.surface.value(at[:, 0], at[:, 1])
        slopes = torch.zeros_like(at)
        if heights.requires_grad:
            (slopes,) = torch.autograd.grad(heights.sum(), at)
        shape = places.shape[:2]
        return PathChunk(
            places.detach().numpy(),
            heights.detach().view(shape).numpy(),
            slopes.norm(dim=1).view(shape).numpy(),
            np.array(used, np.int64),
        )

    @property
    def target(self) -> float | None:
        """The height to reach; None when neither a target nor a minimum is known."""
        if self.spec.target is not None:
            return self.spec.target
        minima = self.surface.minima()
        if not minima:
            return None
        top = float(self.surface.value(*torch.tensor([self.start], dtype=torch.float64).T))
        return minima[0].value + 1e-3 * max(0.0, top - minima[0].value)

    def result(self, lane_id: str) -> SurfaceResult:
        """What a lane has achieved so far."""
        way, spec = self.way(lane_id), self.spec.lane(lane_id)
        heights = np.where(np.isfinite(way.heights), way.heights, np.nan)
        best = np.fmin.reduce(heights)
        reached = self._first_reach(heights)
        return SurfaceResult(
            self.names[lane_id],
            spec.optimizer.kind,
            float(np.median(heights[-1])),
            float(np.median(best)),
            reached,
            self._lanes[lane_id].evaluations,
            Counter(self._state(way, s) for s in range(self.spec.seeds)).most_common(1)[0][0],
            None if reached is None else float(way.evaluations[round(reached)]),
        )

    def _first_reach(self, heights: Floats) -> float | None:
        target = self.target
        if target is None:
            return None
        reached = heights <= target
        first = np.where(reached.any(axis=0), reached.argmax(axis=0).astype(float), np.inf)
        middle = float(np.median(first))
        return middle if np.isfinite(middle) else None

    def _state(self, way: PathChunk, repetition: int) -> str:
        finite = np.isfinite(way.heights[:, repetition]) & np.isfinite(way.slopes[:, repetition])
        if not finite.all():
            return f"diverged at step {int(np.argmin(finite)):,}"
        x, y = way.places[-1, repetition]
        near = self._minimum_at(x, y)
        if near is not None:
            return "converged" if near.lowest else f"trapped at {near.x:.2f}, {near.y:.2f}"
        flat = way.slopes[-1, repetition] <= FLAT * max(way.slopes[:, repetition].max(), 1e-12)
        resting = np.linalg.norm(way.places[-1, repetition] - way.places[-2, repetition]) < ARRIVED**2
        return "stuck" if flat or resting else "on the way"

    def _minimum_at(self, x: float, y: float) -> Minimum | None:
        domain = self.surface.domain
        near = ARRIVED * float(np.hypot(domain.x1 - domain.x0, domain.y1 - domain.y0))
        found = [(float(np.hypot(m.x - x, m.y - y)), m) for m in self.surface.minima()]
        distance, minimum = min(found, key=lambda pair: pair[0], default=(np.inf, None))
        return minimum if distance <= near else None
