"""A project's race from its start to its end, without a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from playground.engine.events.network_race import LanePace, NetworkResult
from playground.engine.events.run import Event
from playground.engine.events.surface_race import SurfaceResult
from playground.engine.race.network.race import NetworkRace
from playground.engine.race.network.reporting import evaluation_events, step_events
from playground.engine.race.ranking import ranked
from playground.engine.race.surface.race import SurfaceRace
from playground.engine.training.chunk import Keeper
from playground.spec.project import Project
from playground.spec.race import RaceSpec

STRETCH = 64
"""Steps of all lanes of a network between two reports of progress."""
NO_RUN = 0
"""Id of what is told where there is one race only."""

Progress = Callable[[int, int], object]
"""Is told the steps done and all steps, of the slowest lane."""


def race(project: Project, *, on_progress: Progress | None = None) -> list[SurfaceResult | NetworkResult]:
    """Run a project's race to its end.

    Args:
        project: Whose race: on a surface, or on its network.
        on_progress: Called every few steps.

    Returns:
        The leaderboard: who reached the target first, then who came lowest.

    Raises:
        CannotRace: When it cannot be run.
        UnknownEntry: When it names something unknown.
        CannotTrain, DataProblem, DeviceProblem: On a network, as for training it.
    """
    tell = on_progress or nobody
    on_network = project.race.on == "network"
    results = _on_network(project, tell) if on_network else _on_surface(project.race, tell)
    return ranked(results)


def _on_surface(spec: RaceSpec, tell: Progress) -> Sequence[SurfaceResult | NetworkResult]:
    running = SurfaceRace(spec)
    for _, done in running.run():
        tell(done, spec.steps)
    return [running.result(lane.id) for lane in spec.lanes]


def _on_network(project: Project, tell: Progress) -> Sequence[SurfaceResult | NetworkResult]:
    running = NetworkRace(project)
    for _ in to_the_end(running, tell):
        pass
    return [running.result(lane.id) for lane in project.race.lanes]


def to_the_end(
    running: NetworkRace, tell: Progress, keepers: Mapping[str, Keeper] | None = None
) -> Iterator[Event]:
    """Run a race on a network that stands at its start; yields what the lanes did.

    Args:
        running: The race.
        tell: Is told how far it is.
        keepers: Are given the parameters of first repetitions on the way, by lane.
    """
    yield from evaluation_events(NO_RUN, running)
    for lane in running.project.race.lanes:
        yield LanePace(NO_RUN, 0, lane.id, running.measure_pace(lane.id))
    total = running.total_steps
    while not running.finished:
        yield from step_events(NO_RUN, running, running.train(STRETCH, keepers))
        yield from evaluation_events(NO_RUN, running)
        tell(round(running.progress * total), total)
    tell(total, total)


def nobody(_done: int, _total: int) -> None:
    """Who listens where nobody wants to know."""
