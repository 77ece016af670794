"""Optimizers against each other on a surface, from the same start with the same noise."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

import numpy as np
import torch
from torch import Tensor

from playground.arrays import Doubles
from playground.catalog.expression import FormulaProblem
from playground.catalog.kinds import SURFACES, Minimum, Place, Surface
from playground.engine.events.surface_race import PathChunk, SurfaceResult
from playground.engine.race import lane_states
from playground.engine.race.lanes import NO_LANES, CannotRace, lane_names
from playground.engine.race.repetitions import most_frequent
from playground.engine.race.surface.lane import SurfaceLane
from playground.engine.race.surface.noise import is_noisy
from playground.engine.race.surface.swings import swings
from playground.spec.race import LaneSpec, RaceSpec

FIRST = 50
CHUNK = 500
"""Steps of one lane at a time; the first chunk is short."""
ARRIVED = 1e-3
"""Distance within which a place counts as a minimum, as a part of the domain's diagonal."""
FLAT = 1e-4
"""A slope below this part of the steepest one counts as flat."""


class SurfaceRace:
    """A race on a surface.

    Attributes:
        spec: The race.
        surface: The surface.
        start: Where lanes without a start of their own begin.
        names: Of the lanes, by id.
        pace: Seconds that a step of all repetitions of a lane takes here, by id, as far as measured.
    """

    def __init__(self, spec: RaceSpec) -> None:
        """Place all lanes at the start.

        Raises:
            CannotRace: When there are no lanes, a formula cannot be read or the start is not on the surface.
            UnknownEntry: When the spec names something unknown.
        """
        self.spec = spec
        self.surface: Surface = SURFACES.of(spec.surface)
        self.start = spec.start or self.surface.start
        if not spec.lanes:
            raise CannotRace(NO_LANES)
        begin = {
            lane.id: torch.tensor([self.start_of(lane)] * spec.seeds, dtype=torch.float64)
            for lane in spec.lanes
        }
        try:
            height = self.surface.value(*torch.cat([*begin.values()]).T)
        except FormulaProblem as problem:
            raise CannotRace(f"The surface's formula cannot be read: {problem}") from None
        if not bool(height.isfinite().all()):
            raise CannotRace("The surface has no finite height at the start.")
        self.names = lane_names(spec.lanes)
        seeds = [spec.seed + repetition for repetition in range(spec.seeds)]
        self._lanes = {
            lane.id: SurfaceLane(
                self.surface, lane, begin[lane.id], steps=spec.steps, noise=spec.noise, seeds=seeds
            )
            for lane in spec.lanes
        }
        self._paths: dict[str, list[Tensor]] = {lane.id: [begin[lane.id][None]] for lane in spec.lanes}
        self.pace = dict.fromkeys(self._lanes, float("nan"))

    def start_of(self, lane: LaneSpec) -> Place:
        """Return where a lane starts."""
        return lane.start or self.start

    def run(self) -> Iterator[tuple[str, int]]:
        """Run the lanes in turns, a chunk each; yields the lane and the steps that it has done."""
        done = 0
        while done < self.spec.steps:
            count = min(CHUNK if done else FIRST, self.spec.steps - done)
            done += count
            for key, lane in self._lanes.items():
                since = perf_counter()
                self._paths[key].append(lane.run(count))
                each = (perf_counter() - since) / count
                self.pace[key] = float(np.fmin(self.pace[key], each))  # the first chunk compiles
                yield key, done

    def lane(self, lane_id: str) -> SurfaceLane:
        """Return what computes a lane's path."""
        return self._lanes[lane_id]

    def path(self, lane_id: str) -> PathChunk:
        """Return the path of a lane so far."""
        return self._measured(torch.cat(self._paths[lane_id]), [0, *self._lanes[lane_id].used])

    def newest(self, lane_id: str) -> PathChunk:
        """Return the newest chunk of a lane's path; before the first one, its start."""
        places = self._paths[lane_id][-1]
        return self._measured(places, [0, *self._lanes[lane_id].used][-len(places) :])

    def _measured(self, places: Tensor, used: list[int]) -> PathChunk:
        """Add heights and slopes to places ``(n, seeds, 2)``."""
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
        """Sum up what a lane has achieved so far."""
        path, spec = self.path(lane_id), self.spec.lane(lane_id)
        heights = np.where(np.isfinite(path.heights), path.heights, np.nan)
        minima = self.surface.minima()
        best = np.fmin.reduce(heights)
        reached = self._first_reach(heights)
        return SurfaceResult(
            self.names[lane_id],
            spec.optimizer.kind,
            float(np.median(heights[-1])),
            float(np.median(best)),
            reached,
            self._lanes[lane_id].evaluations,
            most_frequent(self._state(path, repetition) for repetition in range(self.spec.seeds)),
            None if reached is None else float(path.evaluations[round(reached)]),
            minima[0].value if minima else None,
        )

    def _first_reach(self, heights: Doubles) -> float | None:
        target = self.target
        if target is None:
            return None
        reached = heights <= target
        first = np.where(reached.any(axis=0), reached.argmax(axis=0).astype(float), np.inf)
        middle = float(np.median(first))
        return middle if np.isfinite(middle) else None

    def _state(self, path: PathChunk, repetition: int) -> str:
        finite = np.isfinite(path.heights[:, repetition]) & np.isfinite(path.slopes[:, repetition])
        if not finite.all():
            return lane_states.diverged_at(int(np.argmin(finite)))
        x, y = path.places[-1, repetition]
        near = self._minimum_at(x, y)
        if near is not None:
            away = path.places[:, repetition] - (near.x, near.y)
            if not is_noisy(self.surface, self.spec.noise) and swings(away, self._radius):
                return lane_states.OSCILLATING
            return lane_states.CONVERGED if near.lowest else lane_states.trapped_at(near.x, near.y)
        flat = path.slopes[-1, repetition] <= FLAT * max(path.slopes[:, repetition].max(), 1e-12)
        resting = np.linalg.norm(path.places[-1, repetition] - path.places[-2, repetition]) < ARRIVED**2
        return lane_states.STUCK if flat or resting else lane_states.STILL_MOVING

    @property
    def _radius(self) -> float:
        """Distance within which a place counts as a minimum."""
        domain = self.surface.domain
        return ARRIVED * float(np.hypot(domain.x1 - domain.x0, domain.y1 - domain.y0))

    def _minimum_at(self, x: float, y: float) -> Minimum | None:
        found = [(float(np.hypot(m.x - x, m.y - y)), m) for m in self.surface.minima()]
        distance, minimum = min(found, key=lambda pair: pair[0], default=(np.inf, None))
        return minimum if distance <= self._radius else None
