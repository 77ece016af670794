"""The job that trains; its modules are imported in the worker's thread, while the window can already be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from playground.engine.events.control import Control
from playground.engine.events.run import Evaluated, Event, Message, Scalars
from playground.spec.paths import FileProblem
from playground.spec.project import Project

if TYPE_CHECKING:
    from playground.engine.jobs.training_job import TrainingJob
    from playground.export.event_files import EventFiles


def training(
    project: Project,
    run: int,
    control: Control,
    wanted: frozenset[type[Event]],
    folder: Callable[[], Path | None] = lambda: None,
) -> Iterator[Event]:
    """Train, as ``TrainingJob`` does.

    Args:
        project: What to train.
        run: Number of the run.
        control: Commands to it.
        wanted: Events that are shown.
        folder: Where event files for TensorBoard go at the moment; None for nowhere.
    """
    from playground.engine.jobs.training_job import TrainingJob  # noqa: PLC0415 - not at the start

    job = TrainingJob(project, run, control, wanted)
    written = _Written(project, job, folder)
    try:
        for event in job:
            yield event
            yield from written.take(event)
    finally:
        written.close()


class _Written:
    """Event files of a run, from its first step after they were asked for until they are not any more."""

    def __init__(self, project: Project, job: TrainingJob, folder: Callable[[], Path | None]) -> None:
        self._project, self._job, self._folder = project, job, folder
        self._files: EventFiles | None = None
        self._begun: Path | None = None

    def take(self, event: Event) -> Iterator[Message]:
        """Write what an event says; a sentence once where that is not possible."""
        folder = self._folder()
        if folder != self._begun:
            self.close()
        if folder is None or not isinstance(event, Scalars | Evaluated):
            return
        try:
            if folder != self._begun:
                self._begun = folder
                self._files = _open(self._project, folder)
            if self._files is not None:
                self._files.take(event, self._job.session, perf_counter())
        except (FileProblem, OSError) as problem:
            self._files = None
            yield Message(event.run, event.step, f"Event files are not written: {problem}", trouble=True)

    def close(self) -> None:
        """Finish the file."""
        files, self._files, self._begun = self._files, None, None
        if files is not None:
            with suppress(OSError):
                files.close()


def _open(project: Project, folder: Path) -> EventFiles:
    from playground.export.event_files import EventFiles  # noqa: PLC0415 - an extra

    name = "".join(letter if letter.isalnum() else "-" for letter in project.name)[:60].strip("-") or "run"
    return EventFiles(folder / f"{name}-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}", project)
