"""A project's race from its start to its end, without a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from playground.engine.network_race import NetworkRace
from playground.engine.network_result import NetworkResult
from playground.engine.race import LaneResult, Race
from playground.spec.project import Project
from playground.spec.race import RaceSpec

STRETCH = 64
"""Steps of all lanes of a network between two reports of progress."""

Progress = Callable[[int, int], object]
"""Is told the steps done and all steps, of the slowest lane."""


def race(project: Project, *, on_progress: Progress | None = None) -> list[LaneResult | NetworkResult]:
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
    tell = on_progress or _nobody
    on_network = project.race.on == "network"
    results = _on_network(project, tell) if on_network else _on_surface(project.race, tell)
    return ranked(results)


def ranked(results: Iterable[LaneResult | NetworkResult]) -> list[LaneResult | NetworkResult]:
    """Who reached the target first, then who came lowest."""
    return sorted(results, key=_rank)


def _on_surface(spec: RaceSpec, tell: Progress) -> Sequence[LaneResult | NetworkResult]:
    running = Race(spec)
    for _, done in running.run():
        tell(done, spec.steps)
    return [running.result(lane.id) for lane in spec.lanes]


def _on_network(project: Project, tell: Progress) -> Sequence[LaneResult | NetworkResult]:
    running = NetworkRace(project)
    running.evaluate_due()
    for lane in project.race.lanes:
        running.measure_pace(lane.id)
    total = running.total_steps
    while not running.finished:
        running.stretch(STRETCH)
        running.evaluate_due()
        tell(round(running.progress * total), total)
    tell(total, total)
    return [running.result(lane.id) for lane in project.race.lanes]


def _rank(result: LaneResult | NetworkResult) -> tuple[float, float]:
    reached = np.inf if result.steps_to_target is None else result.steps_to_target
    return reached, result.final if np.isfinite(result.final) else np.inf


def _nobody(_done: int, _total: int) -> None:
    """Who listens where nobody wants to know."""
