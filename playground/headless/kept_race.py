"""A race on a network that is saved while it trains, in a file from which it resumes with its curves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from playground.engine.events.control import Control
from playground.engine.events.network_race import (
    LaneMarked,
    LanePaths,
    LaneScalars,
    LaneState,
    NetworkRaceState,
)
from playground.engine.events.pictures import LossPlane
from playground.engine.events.run import Event, Message, RunState
from playground.engine.jobs.network_race_job import NetworkRaceJob
from playground.engine.race.network.checkpoint import RaceCheckpoint
from playground.records.race import RaceRecord
from playground.spec.files import FileProblem
from playground.spec.project import Project

AT_REST = 5.0
"""Seconds since the last save after which a race is saved when it halts."""
KEEP_EVERY = 45.0
"""Most seconds of training between two saves."""
FIRST = 1.0
"""Seconds until the second save; the first is made at once, and each interval is twice the one before."""
SHARE = 20.0
"""Saving takes at most one part in this many of the time, as long as that does not exceed ``KEEP_EVERY``."""
NEWS = (LaneScalars, LaneMarked, LaneState)
"""Events after which a race is worth saving."""


class KeptRace:
    """Iterates a race and saves it: after its first steps, regularly, where it halts, and at its end.

    A file that cannot be written is reported once and tried again later.
    """

    def __init__(self, job: NetworkRaceJob, run: int, path: Path, record: RaceRecord) -> None:
        """Prepare.

        Args:
            job: The race.
            run: Id that its events carry.
            path: Of the file.
            record: What was recorded of the race so far; from now on used by this object alone.
        """
        self._job, self._run, self._path, self._record = job, run, path, record
        self._step = 0
        self._last, self._interval, self._took = 0.0, 0.0, 0.0
        self._new = self._failing = self._broken = False

    def __iter__(self) -> Iterator[Event]:
        for event in self._job:
            if not isinstance(event, LossPlane | LanePaths):
                self._record.take(event)
            self._new = self._new or isinstance(event, NEWS)
            yield event
            if isinstance(event, NetworkRaceState):
                yield from self._on_state(event)
        if not self._broken:
            yield from self._save_after(0.0)

    def _on_state(self, event: NetworkRaceState) -> Iterator[Event]:
        self._step = event.step
        if event.state is RunState.FAILED:
            self._broken = True
        elif event.state is RunState.RUNNING:
            yield from self._save_after(min(max(self._interval, SHARE * self._took), KEEP_EVERY))
        else:
            yield from self._save_after(AT_REST if self._interval else 0.0)

    def _save_after(self, seconds: float) -> Iterator[Event]:
        """Save if something is new and the last save was that long ago."""
        begun = perf_counter()
        if not self._new or not self._step or begun - self._last < seconds:
            return
        try:
            self._job.save(self._path, self._record.content())
        except FileProblem as problem:
            if not self._failing:
                self._failing = True
                yield Message(self._run, self._step, str(problem), trouble=True)
        else:
            self._new = self._failing = False
        self._last = perf_counter()
        self._took = self._last - begun
        self._interval = max(FIRST, 2 * self._interval)


def race_job(
    project: Project, run: int, control: Control, keep: Path | None, found: RaceCheckpoint | None
) -> Iterable[Event]:
    """Return the job of a race on a network, which saves itself where it is to be kept.

    Args:
        project: Its race is on its network.
        run: Id that the events carry.
        control: Where commands come from.
        keep: File in which the race is kept; None for none.
        found: Where to continue, instead of from the start.

    Raises:
        FileProblem: When the record of ``found`` is damaged.
    """
    job = NetworkRaceJob(project, run, control, resume_from=found)
    if keep is None:
        return job
    return KeptRace(job, run, keep, RaceRecord() if found is None else recorded(found))


def recorded(found: RaceCheckpoint) -> RaceRecord:
    """Return what was recorded of a race up to where it was saved.

    Raises:
        FileProblem: When the record is damaged.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder, found.name)
        file.write_bytes(found.record)
        record = RaceRecord.load(file)
    record.run, record.results, record.plane, record.paths = None, {}, None, None
    record.state, record.message = RunState.READY, ""
    return record
