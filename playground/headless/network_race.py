"""A race on a network from its start to its end, without a screen, with all that its pictures need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.engine.events.fairness import Fairness
from playground.engine.events.network_race import LanePaths
from playground.engine.events.pictures import LossPlane
from playground.engine.events.run import Event
from playground.engine.landscape.race_landscape import RaceLandscape
from playground.engine.landscape.trajectory import MOST_BYTES, Trajectory
from playground.engine.race.network.race import NetworkRace
from playground.engine.race.network.reporting import start_event
from playground.engine.race.ranking import ranked
from playground.export.tables import Result
from playground.headless.race import NO_RUN, Progress, nobody, to_the_end
from playground.spec.project import Project

SLICE = 0.1
"""Seconds of work on the plane at once."""


@dataclass(frozen=True)
class WatchedRace:
    """A race that is over.

    Attributes:
        results: The leaderboard, the best first.
        fairness: What its lanes had in common, and what not.
        metric: ``accuracy`` or ``R²``.
        told: What its lanes did, in order: ``LaneScalars``, ``LaneEvaluated``, ``LanePace``, ``LaneState``.
        plane: The loss on the common plane, complete; None when nothing could be drawn.
        paths: The lanes on it.
    """

    results: Sequence[Result]
    fairness: Fairness
    metric: str
    told: Sequence[Event]
    plane: LossPlane | None
    paths: LanePaths | None


def watch(project: Project, *, on_progress: Progress | None = None) -> WatchedRace:
    """Run a project's race on its network to its end: bit for bit that of ``races.race``.

    Args:
        project: Its race is on its network.
        on_progress: Called every few steps.

    Raises:
        CannotRace, CannotTrain, DataProblem, DeviceProblem, UnknownEntry: As for ``races.race``.
    """
    running = NetworkRace(project)
    try:
        facts = start_event(NO_RUN, running)
        paths = {lane: Trajectory(MOST_BYTES // len(running.members)) for lane in running.members}
        for lane, member in running.members.items():
            paths[lane].record(member.steps_done, member.shown_theta())
        plane = RaceLandscape(running.members, paths)  # which keeps where everybody begins
        told = list(to_the_end(running, on_progress or nobody, paths))
        pictures = _complete(plane, running)
        results = ranked([running.result(lane.id) for lane in project.race.lanes])
    finally:
        running.close()
    return WatchedRace(
        results=results,
        fairness=Fairness(facts.shared, facts.differing),
        metric=facts.metric,
        told=told,
        plane=next((event for event in pictures if isinstance(event, LossPlane)), None),
        paths=next((event for event in pictures if isinstance(event, LanePaths)), None),
    )


def _complete(plane: RaceLandscape, running: NetworkRace) -> Sequence[LossPlane | LanePaths]:
    plane.choose(running.project.race.plane)
    while plane.advance(SLICE, settled=True):
        pass
    return list(plane.events(NO_RUN, running.step))
