"""Races without a window: the same jobs as the window's, iterated to their end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import overload

from playground.engine.events.control import Control
from playground.engine.events.network_race import LanePaths, NetworkRaceState
from playground.engine.events.pictures import LossPlane
from playground.engine.events.run import Event, RunState
from playground.engine.events.surface_race import SurfaceRaceChunk, SurfaceRaceRefused
from playground.engine.jobs.network_race_job import NetworkRaceJob
from playground.engine.jobs.surface_race_job import SurfaceRaceJob
from playground.records.race import RaceRecord, Result
from playground.spec.project import Project

NO_RUN = 0
"""Id of a race where there is only one."""

Progress = Callable[[int, int], object]
"""Called with the steps done and all steps, of the slowest lane."""


class RaceResult(Sequence[Result]):
    """The leaderboard of a race: one result per lane, the best first.

    Attributes:
        record: All that the race left: paths or curves of each lane, changes, facts; can be saved and loaded.
    """

    def __init__(self, record: RaceRecord) -> None:
        self.record = record
        self._results = record.ranking

    def __len__(self) -> int:
        return len(self._results)

    def __iter__(self) -> Iterator[Result]:
        return iter(self._results)

    @overload
    def __getitem__(self, place: int) -> Result: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Result]: ...
    def __getitem__(self, place: int | slice) -> Result | Sequence[Result]:
        """The result at a place of the leaderboard, from 0."""
        return self._results[place]


def race(project: Project, *, on_progress: Progress | None = None, plane: bool = False) -> RaceResult:
    """Run a project's race to its end.

    Args:
        project: Whose race: on a surface, or on its network.
        on_progress: Called every few steps.
        plane: On a network, whether to compute the loss on the common plane with the paths of all lanes, too.

    Returns:
        The leaderboard: who reached the target first, then who came lowest.

    Raises:
        CannotRace: When it cannot be run.
        UnknownEntry: When it names something unknown.
        CannotTrain, DataProblem, DeviceProblem: On a network, as for training it.
    """
    control, record = Control(), RaceRecord()
    job: NetworkRaceJob | SurfaceRaceJob
    if project.race.on == "network":
        job = NetworkRaceJob(project, NO_RUN, control, frozenset({LossPlane, LanePaths}) if plane else None)
        control.finish()
    else:
        job = SurfaceRaceJob(project.race, NO_RUN, control)
    with closing(iter(job)) as events:
        for event in events:
            record.take(event)
            if job.failure is not None and _is_over(event):
                raise job.failure
            if on_progress is not None and isinstance(event, SurfaceRaceChunk | NetworkRaceState):
                _report(on_progress, event, record)
    return RaceResult(record)


def _is_over(event: Event) -> bool:
    paused = {RunState.PAUSED, RunState.FAILED}
    return isinstance(event, SurfaceRaceRefused) or (
        isinstance(event, NetworkRaceState) and event.state in paused
    )


def _report(on_progress: Progress, event: SurfaceRaceChunk | NetworkRaceState, record: RaceRecord) -> None:
    total = record.total_steps
    done = round(event.progress * total) if isinstance(event, NetworkRaceState) else event.step
    on_progress(done, total)
