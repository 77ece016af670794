"""The landscape of one run: a plane along the main directions of its path, or along random ones."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Literal

import torch

from playground.engine.landscape.fitted_plane import FittedPlane, expected_points
from playground.engine.landscape.grid import RIM, Extent, around, grown
from playground.engine.landscape.landscape import Landscape
from playground.engine.landscape.lane_trajectory import LaneTrajectory
from playground.engine.landscape.plane import LEAST_POINTS, Plane, path_plane, random_plane, thinned
from playground.engine.landscape.plane_choice import total_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from torch import Tensor

    from playground.arrays import Floats
    from playground.engine.events.pictures import LossPlane, PlanePath
    from playground.engine.landscape.plane_choice import Moment
    from playground.engine.landscape.trajectory import Trajectory
    from playground.engine.training.session import Session
    from playground.spec.plane import PlaneSpec

MARGIN = 0.3
"""Room left around the path when a plane is fitted, as a part of the path's own extent."""
LEAST_SECONDS, DRIFT_SECONDS = 0.5, 1.25
"""Between two planes fitted to a growing path that has not left the last one: where the losses part, and where only its
main directions have turned, which the picture bears for a while.
"""
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
        planes = [*landscape.plane_event(run, step)]
        yield from planes
        if not landscape.evaluate_current() and not planes:
            return  # the path comes with the loss of its newest point
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
        """Fit the main directions where they are asked for and known; else keep the directions, or draw random ones.

        There is room for as many steps more as were done since the plane before was fitted.
        """
        return self._fit(lanes, before, total_steps(lanes) - before.fitted_at if before is not None else 0)

    def _fit(
        self, lanes: Mapping[str, LaneTrajectory], before: FittedPlane | None, ahead: int
    ) -> FittedPlane:
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
        ahead = ahead if plane.shares is not None else 0
        extent = _extent(plane, expected_points(projections, ahead), known, 0)
        return FittedPlane(plane, extent, projections, total_steps(lanes), ahead=ahead)

    def replace(
        self, lanes: Mapping[str, LaneTrajectory], newest: FittedPlane, moment: Moment
    ) -> FittedPlane | None:
        """Fit again where path and plane part; a pending plane is only enlarged."""
        inside, steps = newest.holds_paths(RIM), total_steps(lanes)
        if moment.settled:
            outdated = steps != newest.fitted_at and self._follows(newest)
            return self._fit(lanes, newest, 0) if outdated or newest.ahead or not inside else None
        if not inside:
            return _enlarged(newest) if moment.pending else self.fit(lanes, newest)
        if steps == newest.fitted_at or not self._follows(newest):
            return None
        parted = not moment.pending and (
            (moment.age >= DRIFT_SECONDS and newest.drifted())
            or (moment.age >= LEAST_SECONDS and newest.parted(lanes))
        )
        return self.fit(lanes, newest) if parted or self.makeshift(newest) else None

    def _follows(self, fitted: FittedPlane) -> bool:
        """Whether the plane follows the path, and the path is long enough for it."""
        return self._spec.kind == "pca" and len(fitted.projections[RUN].steps) >= LEAST_POINTS

    def makeshift(self, fitted: FittedPlane) -> bool:
        """Whether random directions stand in for the main ones of a path that has moved, or the path has left it."""
        if not self._follows(fitted):
            return False
        random = fitted.points < LEAST_POINTS or (fitted.plane.shares is None and fitted.moved)
        return random or not fitted.holds_paths()


def _finite_points(lane: LaneTrajectory) -> Tensor:
    """Recorded points ``(n, P)``, thinned, and the current one."""
    theta, recorded = lane.theta, lane.trajectory
    chosen = thinned(len(recorded), theta.numel()).to(theta.device)
    rows = [recorded.points(chosen)] if len(recorded) else []
    if lane.trajectory.newest < lane.session.steps_done:
        rows.append(theta[None])
    points = torch.cat(rows)
    return points[torch.isfinite(points).all(1)]


def _enlarged(fitted: FittedPlane) -> FittedPlane:
    """The same plane with more room, the more the oftener it had to be enlarged."""
    times, points = fitted.enlarged + 1, expected_points(fitted.projections, fitted.ahead)
    extent = _extent(fitted.plane, points, fitted.grid.extent, times)
    return FittedPlane(
        fitted.plane, extent, fitted.projections, fitted.fitted_at, enlarged=times, ahead=fitted.ahead
    )


def _extent(plane: Plane, points: Floats, before: Extent | None, enlarged: int) -> Extent:
    """What to show of a plane so that points ``(n, 2)`` are well inside."""
    if plane.shares is not None:
        return around(points, MARGIN * 1.5 ** min(enlarged, 8))
    return grown(before or Extent(-1.0, 1.0, -1.0, 1.0), points)
