"""The job that trains; its modules are imported in the worker's thread, while the window can already be used."""

from collections.abc import Iterator

from playground.engine.events.control import Control
from playground.engine.events.run import Event
from playground.spec.project import Project


def training(project: Project, run: int, control: Control, wanted: frozenset[type[Event]]) -> Iterator[Event]:
    """Train, as ``TrainingJob`` does."""
    from playground.engine.jobs.training_job import TrainingJob  # noqa: PLC0415 - not at the start

    yield from TrainingJob(project, run, control, wanted)
