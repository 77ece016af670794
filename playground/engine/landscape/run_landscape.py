"""The landscape of one run: a plane along the main directions of its path, or along random ones."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Literal

import torch

from playground.engine.landscape.fitted_plane import FittedPlane, all_points
from playground.engine.landscape.grid import RIM, Extent, around, grown
from playground.engine.landscape.landscape import Landscape, total_steps
from playground.engine.landscape.lane_trajectory import LaneTrajectory
from playground.engine.landscape.plane import LEAST_POINTS, Plane, path_plane, random_plane, thinned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from torch import Tensor

    from playground.engine.events.pictures import LossPlane, PlanePath
    from playground.engine.landscape.projection import Projection
    from playground.engine.landscape.trajectory import Trajectory
    from playground.engine.training.session import Session
    from playground.spec.plane import PlaneSpec

MARGIN = 0.3
"""Room left around the path when a plane is fitted, as a part of the path's own extent."""
LEAST_SECONDS = 0.5
"""Between two planes fitted to a growing path that has not left the last one."""
RUN = ""
"""The only lane."""


class RunLandscape:
    """Loss plane and path of one session, for one choice of plane.

    ``pca`` shows the plane of the path's main directions. Until the path has three points it shows random directions
    through the start, and the titles say so. The plane is fitted again when the path leaves it or no longer lies in
    it, when the loss on it at the current point and the true loss part, and when training stands still.
    """

    def __init__(
        self,
        session: Session,
        trajectory: Trajectory,
        spec: PlaneSpec,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        """Prepare; nothing is evaluated yet.

        Args:
            session: Only read.
            trajectory: Recorded by the caller; its first point is taken for the start.
            spec: Kind of the plane, and seed of random directions.
            clock: Seconds.
        """
        self._lane = LaneTrajectory(session, trajectory)
        self.landscape = Landscape({RUN: self._lane}, RunPlaneChoice(spec), clock)
        self._sent_path: tuple[int, int, int] | None = None

    def advance(self, budget_seconds: float, *, settled: bool | None = None) -> bool:
        """Do a slice of work, see ``Landscape.advance``."""
        return self.landscape.advance(budget_seconds, settled=settled)

    @property
    def fit(self) -> Literal["none", "outgrown", "fitting"]:
        """Whether a useful plane is shown, see ``Landscape.fit``."""
        return self.landscape.fit

    def refresh(self) -> None:
        """Send everything again with the next events, for a display that has just appeared."""
        self.landscape.refresh()
        self._sent_path = None

    def events(self, run: int, step: int) -> Iterator[LossPlane | PlanePath]:
        """Describe what has changed since the last call; nothing before the first level is complete."""
        landscape = self.landscape
        landscape.catch_up()
        if landscape.shown is None:
            return
        yield from landscape.plane_event(run, step)
        landscape.evaluate_current()
        path = (landscape.shown.generation, landscape.steps_done, self._lane.losses.version)
        if path != self._sent_path:
            self._sent_path = path
            yield from landscape.path_events(run).values()


class RunPlaneChoice:
    """The plane of one path: along its main directions, or random and large enough for it."""

    path_turns = 4

    def __init__(self, spec: PlaneSpec) -> None:
        self._spec = spec

    def fit(self, lanes: Mapping[str, LaneTrajectory], before: FittedPlane | None) -> FittedPlane:
        """Fit the main directions where they are asked for and known; else keep the directions, or draw random ones."""
        lane, seed, old = lanes[RUN], self._spec.seed, before.plane if before else None
        network = lane.session.network
        rows = _finite_points(lane) if self._spec.kind == "pca" else None
        if rows is not None and len(rows) >= LEAST_POINTS:
            plane = path_plane(network, rows, seed)
        elif old is not None:
            plane = old
        else:
            note = "" if self._spec.kind == "random" else "no path yet"
            plane = random_plane(network, lane.start, seed, note)
        projections = {RUN: lane.project(plane)}
        known = before.grid.extent if before is not None and before.plane is plane else None
        return FittedPlane(plane, _extent(plane, projections, known, 0), projections, total_steps(lanes))

    def replace(
        self,
        lanes: Mapping[str, LaneTrajectory],
        newest: FittedPlane,
        *,
        pending: bool,
        settled: bool,
        age: float,
    ) -> FittedPlane | None:
        """Fit again where path and plane part; a pending plane is only enlarged."""
        if not newest.holds_paths(RIM):
            return _enlarged(newest) if pending and not settled else self.fit(lanes, newest)
        outdated = self._outdated(lanes, newest, settled=settled)
        slight = not pending and age >= LEAST_SECONDS
        if outdated or (slight and self._spec.kind == "pca" and self._parted(lanes, newest)):
            return self.fit(lanes, newest)
        return None

    def _outdated(self, lanes: Mapping[str, LaneTrajectory], fitted: FittedPlane, *, settled: bool) -> bool:
        """Whether the main directions of a longer path are known that is worth a plane in any case."""
        known = len(fitted.projections[RUN].steps) >= LEAST_POINTS and total_steps(lanes) != fitted.fitted_at
        return self._spec.kind == "pca" and known and (settled or self.makeshift(fitted))

    def _parted(self, lanes: Mapping[str, LaneTrajectory], fitted: FittedPlane) -> bool:
        return total_steps(lanes) != fitted.fitted_at and (fitted.drifted() or fitted.parted(lanes))

    def makeshift(self, fitted: FittedPlane) -> bool:
        """Whether random directions stand in for the main ones of a path that has moved."""
        if self._spec.kind == "random" or len(fitted.projections[RUN].steps) < LEAST_POINTS:
            return False
        return fitted.points < LEAST_POINTS or (fitted.plane.shares is None and fitted.moved)


def _finite_points(lane: LaneTrajectory) -> Tensor:
    """Recorded points ``(n, P)``, thinned, and the current one."""
    theta, recorded = lane.theta, lane.trajectory.thetas
    rows = [recorded[thinned(len(recorded), theta.numel()).to(theta.device)]] if len(recorded) else []
    if lane.trajectory.newest < lane.session.steps_done:
        rows.append(theta[None])
    points = torch.cat(rows)
    return points[torch.isfinite(points).all(1)]


def _enlarged(fitted: FittedPlane) -> FittedPlane:
    """The same plane with more room, the more the oftener it had to be enlarged."""
    times = fitted.enlarged + 1
    extent = _extent(fitted.plane, fitted.projections, fitted.grid.extent, times)
    return FittedPlane(fitted.plane, extent, fitted.projections, fitted.fitted_at, enlarged=times)


def _extent(
    plane: Plane, projections: Mapping[str, Projection], before: Extent | None, enlarged: int
) -> Extent:
    """What to show of a plane so that path and origin are well inside."""
    points = all_points(projections)
    if plane.shares is not None:
        return around(points, MARGIN * 1.5 ** min(enlarged, 8))
    return grown(before or Extent(-1.0, 1.0, -1.0, 1.0), points)
