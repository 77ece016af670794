"""The landscape of a race: one plane for the paths of all lanes."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch

from playground.engine.events.network_race import LanePaths
from playground.engine.landscape.fitted_plane import FittedPlane, expected_points
from playground.engine.landscape.grid import RIM, around
from playground.engine.landscape.landscape import Landscape
from playground.engine.landscape.lane_trajectory import LaneTrajectory
from playground.engine.landscape.plane import Plane, path_plane, plane_through, random_plane
from playground.engine.landscape.plane_choice import total_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from torch import Tensor

    from playground.engine.events.pictures import LossPlane
    from playground.engine.landscape.plane_choice import Moment
    from playground.engine.landscape.trajectory import Trajectory
    from playground.engine.training.session import Session

MARGIN = 0.15
"""Room left around the paths, as a part of their extent."""
ROWS, NUMBERS = 128, 1e8
"""Most points of all paths behind the principal components, and most numbers in them."""
EARLY, GROWN = 10, 8
"""Steps of each lane up to which a plane shows hardly more than their first direction, and how many times as many steps
make it worth another one at once.
"""
OUTGROWN_SECONDS, DRIFTED_SECONDS, FITTING_SECONDS = 0.5, 1.5, 5.0
"""Between two planes: where paths leave the one shown or another is chosen, where it fits less well, and else."""


class RaceLandscape:
    """Common plane, paths and losses of the lanes of a race."""

    def __init__(
        self,
        members: Mapping[str, Session],
        trajectories: Mapping[str, Trajectory],
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        """Prepare; nothing is evaluated yet.

        Args:
            members: Only read; at least one.
            trajectories: Recorded by the caller, by lane.
            clock: Seconds.
        """
        lanes = {lane: LaneTrajectory(member, trajectories[lane]) for lane, member in members.items()}
        self._choice = CommonPlaneChoice(next(iter(lanes.values())))
        self._landscape = Landscape(lanes, self._choice, clock)

    def choose(self, through: tuple[str, str] | None) -> None:
        """Lay the plane through two lanes and the start, or along the main directions of all paths.

        While one of the two is missing, or both have the same direction, it is laid along the main directions.
        """
        self._choice.through = through
        if self._landscape.begun:
            self._landscape.refit()

    def join(self, lane: str, member: Session, trajectory: Trajectory) -> None:
        """Show one more path."""
        self._landscape.join(lane, LaneTrajectory(member, trajectory))
        if lane in (self._choice.through or ()):
            self._landscape.refit()

    def leave(self, lane: str) -> None:
        """Stop showing a path."""
        self._landscape.leave(lane)
        if self._landscape.lanes and lane in (self._choice.through or ()):
            self._landscape.refit()

    @property
    def fit(self) -> Literal["none", "outgrown", "fitting"]:
        """Whether a plane is shown, and whether it holds all paths or is not about to be replaced."""
        return self._landscape.fit

    @property
    def shown(self) -> FittedPlane | None:
        """The plane shown, None before the first one."""
        return self._landscape.shown

    def advance(self, budget_seconds: float, *, settled: bool) -> bool:
        """Do a slice of work, see ``Landscape.advance``."""
        return self._landscape.advance(budget_seconds, settled=settled)

    def refresh(self) -> None:
        """Send the plane again with the next events, for a display that has just appeared."""
        self._landscape.refresh()

    def events(self, run: int, step: int) -> Iterator[LossPlane | LanePaths]:
        """Describe the plane if it has changed, and all paths."""
        self._landscape.catch_up()
        shown = self._landscape.shown
        if shown is None:
            return
        yield from self._landscape.plane_event(run, step)
        paths = self._landscape.path_events(run)
        inside = {lane: projection.inside for lane, projection in shown.projections.items()}
        yield LanePaths(run, step, paths=paths, inside=inside, through=shown.through)


class CommonPlaneChoice:
    """The plane of several paths: along the main directions of all, or through the newest points of two.

    Attributes:
        through: The two lanes chosen, None for the main directions.
    """

    path_turns = 2

    def __init__(self, first: LaneTrajectory) -> None:
        """All lanes start where the first one does."""
        self.through: tuple[str, str] | None = None
        self._network, self._start = first.session.network, first.start

    def fit(self, lanes: Mapping[str, LaneTrajectory], before: FittedPlane | None) -> FittedPlane:
        """Fit a plane to all paths as they are now, with room for as many steps as since the plane before."""
        done = total_steps(lanes) - before.fitted_at if before is not None else 0
        return self._fit(lanes, done // max(1, len(lanes)))

    def _fit(self, lanes: Mapping[str, LaneTrajectory], ahead: int, enlarged: int = 0) -> FittedPlane:
        plane, through = self._plane(lanes)
        projections = {name: lane.project(plane) for name, lane in lanes.items()}
        points = expected_points(projections, ahead)
        if float(np.ptp(points, axis=0).max()) == 0.0:
            points = np.array([[-1.0, -1.0], [1.0, 1.0]])
        extent, steps = around(points, MARGIN * 1.5 ** min(enlarged, 8)), total_steps(lanes)
        return FittedPlane(plane, extent, projections, steps, through=through, enlarged=enlarged, ahead=ahead)

    def replace(
        self, lanes: Mapping[str, LaneTrajectory], newest: FittedPlane, moment: Moment
    ) -> FittedPlane | None:
        """Fit again from time to time while the lanes move, sooner where the plane does not suit the paths."""
        moved = total_steps(lanes) != newest.fitted_at
        if moment.settled:
            return self._fit(lanes, 0) if moved or newest.ahead else None
        if moment.pending and not self.makeshift(newest):
            return None if newest.holds_paths() else self._fit(lanes, newest.ahead, newest.enlarged + 1)
        late = self.makeshift(newest) or moment.age > self._patience(lanes, newest)
        return self.fit(lanes, newest) if moved and late else None

    def makeshift(self, fitted: FittedPlane) -> bool:
        """Whether random directions or those of the first steps stand in for the main ones of paths that have grown."""
        return (fitted.plane.shares is None and fitted.through is None and fitted.moved) or _premature(fitted)

    def _patience(self, lanes: Mapping[str, LaneTrajectory], shown: FittedPlane) -> float:
        """How long the plane shown may stay while the lanes move."""
        if shown.through != self._present(lanes) or not shown.holds_paths(RIM):
            return OUTGROWN_SECONDS
        return DRIFTED_SECONDS if shown.drifted() or shown.parted(lanes) else FITTING_SECONDS

    def _present(self, lanes: Mapping[str, LaneTrajectory]) -> tuple[str, str] | None:
        """The two lanes chosen, if both are there."""
        return self.through if self.through is not None and set(self.through) <= lanes.keys() else None

    def _plane(self, lanes: Mapping[str, LaneTrajectory]) -> tuple[Plane, tuple[str, str] | None]:
        if (through := self._present(lanes)) is not None:
            one, two = (lanes[lane].theta for lane in through)
            titles = ("from the start to the first lane", "from the start to the second lane")
            plane = plane_through(self._start, one, two, titles)
            if plane is not None:
                return plane, through
        points = self._points(lanes)
        if len(points) == 1:
            return random_plane(self._network, self._start, 0, "no paths yet"), None
        return path_plane(self._network, points, 0, "paths'"), None

    def _points(self, lanes: Mapping[str, LaneTrajectory]) -> list[Tensor]:
        """Points of all paths, evenly many of each, and the common start last: it is the point of view.

        Points that stand at the start add nothing to the main directions, and each of a large network costs a lot.
        """
        size = max(1, self._start.numel())
        most = int(max(2, min(ROWS // len(lanes), NUMBERS / (len(lanes) * size))))
        points: list[Tensor] = []
        for lane in lanes.values():
            known = len(lane.trajectory)
            if known:
                chosen = torch.linspace(0, known - 1, min(most, known)).long()
                points += [lane.trajectory.point(at) for at in chosen.tolist()]
            if not known or lane.trajectory.newest != lane.session.steps_done:
                points.append(lane.theta)
        moved = (point for point in points if not torch.equal(point, self._start))
        return [*(point for point in moved if bool(torch.isfinite(point).all())), self._start]


def _premature(fitted: FittedPlane) -> bool:
    """Whether a plane was fitted to the first steps of paths that are many times as long by now."""
    paths = fitted.projections.values()
    done = sum(int(path.steps[-1]) for path in paths if len(path.steps))
    return fitted.fitted_at <= EARLY * len(paths) and done >= GROWN * max(1, fitted.fitted_at)
