"""The loss on one plane with the paths of several lanes on it, computed in small slices.

As in ``landscape`` the values are the data loss in evaluation mode on a fixed, evenly spaced part of the training
samples, and so are the true losses along the paths; each lane's own running statistics are used for its own path, and
those of the first lane for the plane.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch
from torch import Tensor

from playground.engine.data.subsample import affordable, evenly
from playground.engine.events.pictures import LossPlane
from playground.engine.events.race import LanePaths
from playground.engine.landscape.grid import LEVELS, RIM, Grid, around
from playground.engine.landscape.landscape import LEAST_SAMPLES, SAMPLES, WORK
from playground.engine.landscape.lane_projection import LaneProjection
from playground.engine.landscape.plane import Plane, path_plane, plane_through, random_plane
from playground.engine.landscape.trajectory import Trajectory
from playground.engine.population.losses import Population

if TYPE_CHECKING:
    from playground.engine.population.member import Member

MARGIN = 0.15
"""Room left around the paths, as a part of their extent."""
ROWS = 128
NUMBERS = 1e8
"""Points of all paths behind the principal components: so many, and so many numbers in all."""
LEAST_POINTS = 3
REFIT_SECONDS, DRIFT_SECONDS = 1.0, 5.0
"""Between two planes: where paths leave the one shown or it was not made for them, and where they do not."""
SOON = 0.03
"""A new plane is shown when it has 17 points along each side, or 9 where 17 would take longer than these seconds."""

_generations = count(1_000_000_001)


@dataclass(frozen=True)
class _View:
    """A plane with the losses on it.

    Attributes:
        plane: The directions.
        grid: Its losses, as far as they are computed.
        generation: Of the events.
        through: Lanes through whose newest points it was laid; None for one along the main directions.
    """

    plane: Plane
    grid: Grid
    generation: int
    through: tuple[str, str] | None


class CommonPlane:
    """Plane, paths and losses of the lanes of a race."""

    def __init__(self, members: Mapping[str, Member], paths: Mapping[str, Trajectory]) -> None:
        """Prepare; nothing is evaluated yet.

        Args:
            members: Only read; at least one.
            paths: Recorded by the caller, by lane.
        """
        self._chosen: tuple[str, str] | None = None
        first = next(iter(members.values()))
        self._network, self._start = first.network, first.theta.detach().clone()
        self._population = _population(first)
        plane = random_plane(first.network, self._start, 0, "no paths yet")
        self._routes = {
            lane: LaneProjection(member, paths[lane], _population(member), plane)
            for lane, member in members.items()
        }
        self._shown: _View | None = None
        self._coming: _View | None = None
        self._each = 0.0
        self._shown_since = 0.0
        self._fitted_at = -1
        self._told: tuple[int, int] | None = None
        self._turn = 0

    def choose(self, through: tuple[str, str] | None) -> None:
        """Lay the plane through two lanes and the start, or along the main directions of all paths.

        While one of the two is missing, or both went the same way, it is laid along the main directions.
        """
        self._chosen = through
        self._fit()

    @property
    def _through(self) -> tuple[str, str] | None:
        """The two lanes chosen, if both are there."""
        return self._chosen if self._chosen is not None and set(self._chosen) <= self._routes.keys() else None

    def join(self, lane: str, member: Member, path: Trajectory) -> None:
        """Show one more path."""
        plane = self._shown.plane if self._shown is not None else random_plane(self._network, self._start, 0)
        self._routes[lane] = LaneProjection(member, path, _population(member), plane)
        if self._chosen is not None and lane in self._chosen:
            self._fit()

    def leave(self, lane: str) -> None:
        """Show a path no longer."""
        self._routes.pop(lane, None)
        if self._routes and self._chosen is not None and lane in self._chosen:
            self._fit()

    # --- work ------------------------------------------------------------------------------------

    @property
    def fit(self) -> Literal["none", "outgrown", "fitting"]:
        """Whether a picture is there, and whether all paths can be seen in it or it is about to be replaced."""
        if self._shown is None:
            return "none"
        return "outgrown" if self._coming is not None and not self._holds(self._shown.grid) else "fitting"

    def _holds(self, grid: Grid, rim: float = 0.0) -> bool:
        places = np.concatenate([route.track.coordinates for route in self._routes.values()])
        return grid.extent.holds(places, rim)

    def advance(self, budget_seconds: float, *, settled: bool) -> bool:
        """Work for about this long; False when all is complete, which can be only while training stands still."""
        if not self._routes:
            return False
        begin, worked = perf_counter(), False
        self._review(settled=settled)
        while not worked or perf_counter() - begin < budget_seconds:
            if not self._work(budget_seconds - (perf_counter() - begin)):
                return worked
            worked = True
        return True

    def _work(self, seconds: float) -> bool:
        size = self._population.chunk
        if self._each:
            size = max(1, min(size, int(max(0.0, seconds) / self._each)))
        self._turn += 1
        if self._coming is None and self._turn % 2 and self._on_paths(size):
            return True
        view = self._coming or self._shown
        assert view is not None
        plane, grid = view.plane, view.grid
        points = grid.points(size)
        if not len(points):
            return self._on_paths(size)
        begin = perf_counter()
        thetas = plane.at(torch.from_numpy(points).to(self._start))
        grid.put(self._population.losses(thetas).cpu().double().numpy())
        self._note((perf_counter() - begin) / len(points))
        worth = LEVELS[2] if LEVELS[2] ** 2 * self._each < SOON else LEVELS[1]
        if view is self._coming and grid.level >= worth:
            self._show(view)
        return True

    def _on_paths(self, size: int) -> bool:
        """True losses of the lane that lacks the most."""
        lacking = {lane: route.unknown for lane, route in self._routes.items()}
        lane = max(lacking, key=lambda lane: len(lacking[lane]))
        rows = lacking[lane][-size:]
        if not len(rows):
            return False
        route = self._routes[lane]
        losses = route.population.losses(route.path.thetas[torch.from_numpy(rows)])
        route.losses.put(route.path.steps[rows], losses.cpu().double().numpy(), route.path.steps)
        return True

    def _note(self, each: float) -> None:
        self._each = each if not self._each else min(each, 0.8 * self._each + 0.2 * each)

    # --- which plane -----------------------------------------------------------------------------

    def _steps(self) -> int:
        return sum(route.member.steps_done for route in self._routes.values())

    def _review(self, *, settled: bool) -> None:
        """Fit another plane where the paths ask for one."""
        for route in self._routes.values():
            route.follow()
        if self._shown is None and self._coming is None:
            self._fit()
            return
        moved = self._steps() != self._fitted_at
        if not moved or (self._coming is not None and not settled):
            return
        if settled or perf_counter() - self._shown_since > self._patience():
            self._fit()

    def _patience(self) -> float:
        """How long the plane shown may stay while the lanes move."""
        if self._shown is None:
            return float("inf")
        plane, grid, through = self._shown.plane, self._shown.grid, self._shown.through
        makeshift = through != self._through or (plane.shares is None and through is None)
        return REFIT_SECONDS if makeshift or not self._holds(grid, RIM) else DRIFT_SECONDS

    def _fit(self) -> None:
        """Begin with another plane, for the paths as they are now."""
        plane, through = self._plane()
        tracks = [route.seen_from(plane).coordinates for route in self._routes.values()]
        places = np.concatenate([*tracks, np.zeros((1, 2))])
        small = float(np.ptp(places, axis=0).max()) == 0.0
        around_these = np.array([[-1.0, -1.0], [1.0, 1.0]]) if small else places
        self._coming = _View(plane, Grid(around(around_these, MARGIN)), next(_generations), through)
        self._fitted_at = self._steps()

    def _plane(self) -> tuple[Plane, tuple[str, str] | None]:
        if self._through is not None:
            one, two = (self._routes[lane].member.shown_theta().detach() for lane in self._through)
            titles = ("from the start to the first lane", "from the start to the second lane")
            plane = plane_through(self._start, one, two, titles)
            if plane is not None:
                return plane, self._through
        rows = self._rows()
        if len(rows) < LEAST_POINTS:
            return random_plane(self._network, self._start, 0, "no paths yet"), None
        before = self._shown.plane if self._shown is not None else None
        return path_plane(self._network, rows, 0, before), None

    def _rows(self) -> Tensor:
        """Points of all paths, evenly many of each; all start alike, so the start is the point of view."""
        lanes, size = len(self._routes), max(1, self._start.numel())
        most = int(max(2, min(ROWS // lanes, NUMBERS / (lanes * size))))
        parts = []
        for route in self._routes.values():
            thetas = route.path.thetas
            if len(thetas):
                parts.append(thetas[torch.linspace(0, len(thetas) - 1, min(most, len(thetas))).long()])
            parts.append(route.member.shown_theta().detach()[None])
        rows = torch.cat([*parts, self._start[None]])
        return rows[torch.isfinite(rows).all(1)]

    def _show(self, view: _View) -> None:
        self._shown, self._coming = view, None
        self._shown_since = perf_counter()
        for route in self._routes.values():
            route.show_on(view.plane)

    # --- pictures --------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Let ``events`` tell the plane once more, for a display that has just appeared."""
        self._told = None

    def events(self, run: int, step: int) -> Iterator[LossPlane | LanePaths]:
        """The picture as it is; the plane only when it has changed."""
        if self._shown is None:
            return
        plane, grid, generation = self._shown.plane, self._shown.grid, self._shown.generation
        if (generation, grid.level) != self._told:
            self._told = generation, grid.level
            x, y, loss = grid.picture()
            complete = grid.level == LEVELS[-1]
            yield LossPlane(
                run, step, generation, x, y, loss, plane.titles, len(self._population.x), complete
            )
        for route in self._routes.values():
            route.follow()
        yield LanePaths(
            run,
            step,
            paths={lane: route.event(run, generation) for lane, route in self._routes.items()},
            inside={lane: route.track.inside for lane, route in self._routes.items()},
            through=self._shown.through,
        )


def _population(member: Member) -> Population:
    data, device = member.data, member.theta.device
    chosen = evenly(len(data.x_train), affordable(member.network, WORK, LEAST_SAMPLES, SAMPLES))
    x, y = data.x_train[chosen].to(device), data.y_train[chosen].to(device)
    return Population(member.network, member.loss, x, member.loss.target(y, data.info.targets))
