"""All heavy events of a race on a network: the common plane, predictions and gradient flow of every lane."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from playground.engine.events.network_race import LaneFlows, LanePaths, LanePictures
from playground.engine.events.pictures import (
    Confusion,
    DecisionMap,
    FittedLine,
    LossPlane,
    PredictedAgainstTrue,
)
from playground.engine.events.run import Event
from playground.engine.jobs.pacing import plane_budget
from playground.engine.landscape.race_landscape import RaceLandscape
from playground.engine.landscape.trajectory import MOST_BYTES, Trajectory
from playground.engine.probes.gradient_flow import GradientFlowProbe
from playground.engine.probes.predictions import Predictor
from playground.engine.race.network.lane_run import LaneChunk
from playground.engine.race.network.race import NetworkRace
from playground.engine.runtime.fetch import DeferredEvent
from playground.engine.training.session import Session
from playground.engine.training.state import Values

IDLE_SLICE = 0.02
"""Seconds of work on the plane at once while the race is paused."""
FIRST_SHARE, FIRST_SECONDS, LATER_SHARE = 1.0, 2.0, 0.4
"""The first plane through the paths may take this many times as long as training, up to these seconds, then less, so
that it is there within seconds in slow networks, too.
"""
PLANE = frozenset({LossPlane, LanePaths})
KINDS: tuple[type[Event], ...] = (DecisionMap, FittedLine, PredictedAgainstTrue, Confusion)


class NoRacePictures:
    """In place of ``RacePictures`` where none will ever be wanted: costs nothing.

    Attributes:
        paths: None: no parameters are kept along the way.
    """

    paths = None
    measures = False

    def __init__(self, race: NetworkRace) -> None:
        self._race = race

    def stored(self) -> Mapping[str, Values]:
        """There are no paths."""
        return {}

    def join(self, lane: str) -> None:
        """There are no pictures."""

    def leave(self, lane: str) -> None:
        """There are no pictures."""

    def forget_after(self) -> None:
        """There are no paths."""

    def choose_plane(self, through: tuple[str, str] | None) -> None:
        """There is no plane."""

    def want(self, types: frozenset[type[Event]]) -> None:
        """Make nothing."""

    def measured_step(self) -> Sequence[LaneChunk]:
        """One step of all lanes."""
        return self._race.train(1)

    def beside(self, seconds: float, idle: float) -> bool:  # noqa: ARG002 - as that of RacePictures
        """There is no plane."""
        return False

    def at_rest(self) -> bool:
        """There is no plane."""
        return False

    def plane(self) -> Iterator[Event]:
        """There is no plane."""
        yield from ()

    def now(self) -> Iterator[Event]:
        """No pictures."""
        yield from ()


class RacePictures:
    """Pictures of the first repetition of each lane.

    Attributes:
        wanted: Only these types are made.
        paths: Of the lanes, by id.
    """

    def __init__(self, race: NetworkRace, run: int, path: Callable[[str], Values] = lambda _lane: {}) -> None:
        """Prepare.

        Args:
            race: What trains.
            run: Id that the events carry.
            path: Points of a lane up to here, as ``Trajectory.stored`` returns them.

        Raises:
            StateProblem: When a path does not fit.
        """
        self.wanted: frozenset[type[Event]] = frozenset()
        self._race, self._run = race, run
        members = race.members
        self.paths: dict[str, Trajectory] = {}
        for lane, member in members.items():
            self._open(lane, member, path(lane))
        self._predictors = {lane: Predictor(member) for lane, member in members.items()}
        self._probes = {lane: GradientFlowProbe(member) for lane, member in members.items()}
        self._plane = RaceLandscape(members, self.paths)
        self._first_seconds = 0.0

    def _open(self, lane: str, member: Session, before: Values) -> None:
        share = MOST_BYTES // max(1, len(self._race.project.race.lanes))
        path = self.paths[lane] = Trajectory(share, next(iter(self.paths.values()), None))
        path.restore(before, member.theta)
        path.forget_after(member.steps_done)
        path.record(member.steps_done, member.shown_theta())

    def stored(self) -> Mapping[str, Values]:
        """Return what a file keeps of the paths of all lanes."""
        return {lane: path.stored() for lane, path in self.paths.items()}

    def join(self, lane: str) -> None:
        """Add a lane."""
        member = self._race.members[lane]
        self._open(lane, member, {})
        self._predictors[lane], self._probes[lane] = Predictor(member), GradientFlowProbe(member)
        self._plane.join(lane, member, self.paths[lane])

    def leave(self, lane: str) -> None:
        """Remove a lane."""
        for known in (self.paths, self._predictors, self._probes):
            known.pop(lane, None)
        self._plane.leave(lane)

    def forget_after(self) -> None:
        """Drop path points recorded after the state to which the lanes went back."""
        for lane, member in self._race.members.items():
            self.paths[lane].forget_after(member.steps_done)

    def choose_plane(self, through: tuple[str, str] | None) -> None:
        """Lay the plane through two lanes, or along the main directions of all paths."""
        self._plane.choose(through)

    def want(self, types: frozenset[type[Event]]) -> None:
        """Make only these types, the plane complete again for a reader who has not seen it yet."""
        self.wanted = types
        self._plane.refresh()

    @property
    def measures(self) -> bool:
        """Whether pictures show the step before them."""
        return LaneFlows in self.wanted

    def measured_step(self) -> Sequence[LaneChunk]:
        """One step of every lane, with its update measured for the gradient flow."""
        for probes in self._probes.values():
            probes.before_step()
        done = self._race.train(1, self.paths)
        for probes in self._probes.values():
            probes.after_step()
        return done

    def beside(self, seconds: float, idle: float) -> bool:
        """Give the plane its share of a slice that took this long, and of the idle time after it.

        Returns:
            Whether another plane is shown now, which is not to wait for the next round of pictures.
        """
        before = self._plane.shown
        if self.wanted & PLANE:
            budget = plane_budget(self._plane.fit, seconds, idle)
            if self._plane.fit == "none":
                share = FIRST_SHARE if self._first_seconds < FIRST_SECONDS else LATER_SHARE
                budget = max(budget, share * (seconds + idle))
                self._first_seconds += budget
            self._plane.advance(budget, settled=False)
        return self._plane.shown is not before

    def at_rest(self) -> bool:
        """Work on the plane for a moment; False when it is complete, not wanted, or there are no paths yet."""
        return (
            bool(self.wanted & PLANE)
            and self._race.step > 0
            and self._plane.advance(IDLE_SLICE, settled=True)
        )

    def plane(self) -> Iterator[Event]:
        """Plane and paths as they are."""
        if self.wanted & PLANE:
            yield from self._plane.events(self._run, self._race.step)

    def now(self) -> Iterator[Event]:
        """One picture of each wanted kind."""
        step = self._race.step
        yield from self.plane()
        if LanePictures in self.wanted:
            pictures = dict(self._predictions(step))
            if pictures:
                yield LanePictures(self._run, step, {lane: picture() for lane, picture in pictures.items()})
        if LaneFlows in self.wanted:
            members: Mapping[str, Session] = self._race.members
            flows = {
                lane: probes.gradient_flow(self._run, members[lane].steps_done)
                for lane, probes in self._probes.items()
            }
            yield LaneFlows(self._run, step, {lane: flow() for lane, flow in flows.items()})

    def _predictions(self, step: int) -> Iterator[tuple[str, DeferredEvent]]:
        for lane, predictor in self._predictors.items():
            kind = next((kind for kind in KINDS if kind in predictor.kinds), None)
            if kind is not None:
                with self._race.members[lane].shown(exact=False):
                    yield lane, next(predictor.begin(self._run, step, frozenset({kind})))
