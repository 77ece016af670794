"""Races without a window: the same jobs as the window's, iterated to their end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from playground.engine.events.control import Control
from playground.engine.events.network_race import LanePaths, NetworkRaceState
from playground.engine.events.pictures import LossPlane
from playground.engine.events.run import Event, RunState
from playground.engine.events.surface_race import SurfaceRaceChunk, SurfaceRaceRefused
from playground.engine.jobs.network_race_job import NetworkRaceJob
from playground.engine.jobs.surface_race_job import SurfaceRaceJob
from playground.engine.race.lanes import distinct
from playground.export.html_table import html_table
from playground.records.lane import LaneRecord
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

    @property
    def paths(self) -> Mapping[str, NDArray[Any]]:
        """On a surface, the positions of each lane by its name, ``(steps + 1, seeds, 2)``; empty on a network."""
        return {name: lane.path.places for name, lane in self._named() if len(lane.path)}

    @property
    def curves(self) -> Mapping[str, tuple[NDArray[Any], NDArray[Any]]]:
        """By the name of each lane its steps, and the median height or training loss at each."""
        return {name: _curve(lane) for name, lane in self._named()}

    def _named(self) -> Iterator[tuple[str, LaneRecord]]:
        """All lanes by names of which no two are the same."""
        lanes = self.record.lanes
        names = distinct({key: lane.name for key, lane in lanes.items()})
        return ((names[key], lane) for key, lane in lanes.items())

    def __repr__(self) -> str:
        """The leaderboard in one line."""
        ranked = ", ".join(f"{place}. {result.name}" for place, result in enumerate(self, start=1))
        return f"RaceResult({ranked})"

    def _repr_html_(self) -> str:
        """The leaderboard as a notebook shows it."""
        heads = ("", "Lane", "Target at step", "Final", "State")
        rows = [
            (
                f"{place}",
                result.name,
                "–" if result.steps_to_target is None else f"{result.steps_to_target:,.0f}",
                f"{result.final:.6g}",
                result.state,
            )
            for place, result in enumerate(self, start=1)
        ]
        return html_table(heads, rows)


def _curve(lane: LaneRecord) -> tuple[NDArray[Any], NDArray[Any]]:
    if len(lane.path):
        return np.arange(len(lane.path)), np.median(lane.path.heights, axis=1)
    return lane.curve("train", "steps")[:2]


def with_conditions(
    project: Project,
    *,
    seed: int | None = None,
    seeds: int | None = None,
    steps: int | None = None,
    epochs: int | None = None,
    device: str | None = None,
) -> Project:
    """Return the project with other conditions of its race; None leaves a condition as it is.

    Raises:
        SpecProblem: When a value is refused.
    """
    chosen = {"seed": seed, "seeds": seeds, "steps": steps, "epochs": epochs}
    race = project.race.with_(**{name: value for name, value in chosen.items() if value is not None})
    training = project.training if device is None else project.training.with_(device=device)
    return project.with_(race=race, training=training)


def race(
    project: Project,
    *,
    seed: int | None = None,
    seeds: int | None = None,
    steps: int | None = None,
    epochs: int | None = None,
    device: str | None = None,
    on_progress: Progress | None = None,
    plane: bool = False,
) -> RaceResult:
    """Run a project's race to its end.

    Args:
        project: Whose race: on a surface, or on its network.
        seed: Instead of the race's.
        seeds: Repetitions, instead of the race's.
        steps: On a surface, instead of the race's.
        epochs: On a network, instead of the race's.
        device: On a network, instead of the project's.
        on_progress: Called every few steps.
        plane: On a network, whether to compute the loss on the common plane with the paths of all lanes, too.

    Returns:
        The leaderboard: who reached the target first, then who came lowest.

    Raises:
        CannotRace: When it cannot be run.
        UnknownEntry: When it names something unknown.
        CannotTrain, DataProblem, DeviceProblem: On a network, as for training it.
    """
    project = with_conditions(project, seed=seed, seeds=seeds, steps=steps, epochs=epochs, device=device)
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
