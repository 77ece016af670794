"""Measurements and comparisons as events of a job beside the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playground.catalog.kinds import still_wanted
from playground.engine.events.run import Event
from playground.hardware.check.outcome import Outcome
from playground.hardware.check.run import check
from playground.hardware.check.speed import StepSpeed
from playground.hardware.measure.points import Point
from playground.hardware.measure.run import measure
from playground.spec.project import Project


@dataclass(frozen=True, slots=True)
class Found(Event):
    """One thing that was measured or compared."""

    what: Point | Outcome | StepSpeed


def measuring(key: str, own: Project, run: int) -> Iterator[Event]:
    """Measure a device; see ``measure``."""
    for step, point in enumerate(measure(key, own)):
        yield Found(run, step, point)


def checking(key: str, run: int) -> Iterator[Event]:
    """Compare a device with the CPU; see ``check``."""
    for step, each in enumerate(check(key)):
        still_wanted()
        yield Found(run, step, each)
