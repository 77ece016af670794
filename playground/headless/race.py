"""Races without a window: the same jobs as the window's, iterated to their end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter
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
from playground.engine.race.lanes import CannotRace, distinct
from playground.engine.race.network import checkpoint as saved_race
from playground.export.html_curves import html_curves
from playground.export.html_table import html_table
from playground.headless.interrupts import interrupts
from playground.headless.kept_race import recorded
from playground.records.lane import LaneRecord
from playground.records.race import RaceRecord, Result
from playground.spec.destinations import check_destination
from playground.spec.project import Project

EVERY = 60.0
"""Seconds between two saves of a race that is kept."""
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
        measure = next((result.measure for result in self), "")
        heads = ("", "Lane", "Target at step", f"Final {measure}", "State")
        rows = [
            (
                f"{place}",
                result.name,
                "–" if result.steps_to_target is None else f"{result.steps_to_target:,.0f}",
                f"{result.shown(result.final):.6g}",
                result.state,
            )
            for place, result in enumerate(self, start=1)
        ]
        return html_table(heads, rows) + html_curves(
            self.curves, measure if measure == "training loss" else "f"
        )


def _curve(lane: LaneRecord) -> tuple[NDArray[Any], NDArray[Any]]:
    if len(lane.path):
        return np.arange(len(lane.path)), np.median(lane.path.heights, axis=1)
    return lane.evaluated("train_loss", "steps")[:2]


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


def race(  # noqa: PLR0913 - a keyword for each option
    project: Project,
    *,
    seed: int | None = None,
    seeds: int | None = None,
    steps: int | None = None,
    epochs: int | None = None,
    device: str | None = None,
    on_progress: Progress | None = None,
    on_event: Callable[[Event], object] | None = None,
    plane: bool = False,
    resume_from: str | os.PathLike[str] | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
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
        on_event: Called with every event of the race, e.g. while its data are read.
        plane: On a network, whether to compute the loss on the common plane with the paths of all lanes, too.
        resume_from: On a network, a file to continue from, as ``checkpoint`` saves it.
        checkpoint: On a network, where to save lanes and curves once a minute, at the end, and after Ctrl+C.

    Returns:
        The leaderboard: who reached the target first, then who came lowest.

    Raises:
        CannotRace: When it cannot be run.
        UnknownEntry: When it names something unknown.
        CannotTrain, DataProblem, DeviceProblem: On a network, as for training it.
        FileProblem: When a file cannot be read, belongs to something else, or cannot be written.
        KeyboardInterrupt: After Ctrl+C; with a ``checkpoint`` the race is saved before.
    """
    project = with_conditions(project, seed=seed, seeds=seeds, steps=steps, epochs=epochs, device=device)
    if project.race.on == "surface" and not (resume_from is checkpoint is None):
        raise CannotRace("Only a race on a network is saved and resumed; one on a surface takes seconds.")
    if checkpoint is not None:
        check_destination(checkpoint)
    found = None if resume_from is None else saved_race.load(resume_from)
    control, record = Control(), RaceRecord() if found is None else recorded(found)
    job: NetworkRaceJob | SurfaceRaceJob
    if project.race.on == "network":
        wanted = frozenset[type[Event]]({LossPlane, LanePaths}) if plane else None
        job = NetworkRaceJob(project, NO_RUN, control, wanted, resume_from=found)
        control.finish()
    else:
        job = SurfaceRaceJob(project.race, NO_RUN, control)
    keeper = None if checkpoint is None else _Keeper(checkpoint, record)
    with closing(iter(job)) as events, interrupts() as interrupted:
        for event in events:
            record.take(event)
            if on_event is not None:
                on_event(event)
            if job.failure is not None and _is_over(event):
                raise job.failure
            if isinstance(event, NetworkRaceState) and isinstance(job, NetworkRaceJob) and keeper is not None:
                keeper.save_when_due(job, now=interrupted() or event.state is RunState.FINISHED)
            if interrupted() and (keeper is None or isinstance(event, NetworkRaceState)):
                raise KeyboardInterrupt("" if keeper is None else f"The race is saved in {keeper.path}.")
            if on_progress is not None and isinstance(event, SurfaceRaceChunk | NetworkRaceState):
                _report(on_progress, event, record)
    return RaceResult(record)


class _Keeper:
    """Saves a race from time to time.

    Attributes:
        path: Where it is saved.
    """

    def __init__(self, path: str | os.PathLike[str], record: RaceRecord) -> None:
        self.path, self._record, self._saved = os.fspath(path), record, perf_counter()

    def save_when_due(self, job: NetworkRaceJob, *, now: bool) -> None:
        """Save once a minute, or now; call it when the record holds all that the lanes did."""
        if now or perf_counter() - self._saved > EVERY:
            job.save(Path(self.path), self._record.content())
            self._saved = perf_counter()


def _is_over(event: Event) -> bool:
    paused = {RunState.PAUSED, RunState.FAILED}
    return isinstance(event, SurfaceRaceRefused) or (
        isinstance(event, NetworkRaceState) and event.state in paused
    )


def _report(on_progress: Progress, event: SurfaceRaceChunk | NetworkRaceState, record: RaceRecord) -> None:
    total = record.total_steps
    done = round(event.progress * total) if isinstance(event, NetworkRaceState) else event.step
    on_progress(done, total)
