"""A race on a network as a job: it obeys commands between steps and reports what happens as events."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path
from time import perf_counter, thread_time

import torch

from playground.catalog.kinds import NotWanted, while_wanted
from playground.engine.events.control import (
    ChangeLane,
    Command,
    Control,
    DropLane,
    Finish,
    Pause,
    Play,
    RacePlane,
    SaveLane,
    Speed,
    Steps,
    Want,
)
from playground.engine.events.network_race import (
    NetworkRaceState,
)
from playground.engine.events.run import Event, Preparing, RunState
from playground.engine.jobs.data_loading import load_in_background
from playground.engine.jobs.lane_commands import LaneCommands
from playground.engine.jobs.pacing import Pacing
from playground.engine.jobs.race_beginning import beginning, tidy
from playground.engine.jobs.race_pictures import NoRacePictures, RacePictures
from playground.engine.jobs.time_left import TimeLeft
from playground.engine.race.network.checkpoint import RaceCheckpoint, resume, save
from playground.engine.race.network.race import PROBLEMS, NetworkRace
from playground.engine.race.network.reporting import evaluation_events, result_event, step_events
from playground.engine.runtime.devices import LOST, OUT_OF_MEMORY, DeviceProblem
from playground.engine.training.state import Values
from playground.spec.files import FileProblem
from playground.spec.project import Project

SLICE = 0.07
"""Seconds of training between two checks for commands: starting and ending a slice of many lanes takes a while."""
PICTURES_SHARE = 0.04
"""Largest part of the time for pictures of all lanes, including the step that is measured for them."""
SLOW = 0.3
"""Seconds of a slice after which the state is reported at once, not only with the next pictures."""
MOST_WAITING = 1.6
"""Waiting for the window's thread counts for at most this many times the work of a slice."""


class NetworkRaceJob:
    """One race; iterate it once, in the thread that is to train.

    It ends when ``Control.stop`` is called, or at the end of the race after ``Control.finish``.

    Attributes:
        failure: Why it could not start or continue, as an exception for callers in the same thread; else None.
    """

    def __init__(
        self,
        project: Project,
        run: int,
        control: Control,
        wanted: frozenset[type[Event]] | None = frozenset(),
        *,
        resume_from: RaceCheckpoint | None = None,
    ) -> None:
        """Prepare.

        Args:
            project: Its race is on its network.
            run: Id that the events carry.
            control: Where commands come from.
            wanted: Heavy events to make until a command asks for others; None for a job that never makes any, and
                keeps nothing for them.
            resume_from: Where to continue, instead of from the start.
        """
        self._resume_from = resume_from
        self._project, self._run, self._control, self._wanted = project, run, control, wanted
        self.failure: Exception | None = None
        self._running = self._ends = self._over = False
        self._left: int | None = None
        self._pacing, self._resting = Pacing(SLICE, PICTURES_SHARE), False

    def __iter__(self) -> Generator[Event, None, None]:
        try:
            yield from load_in_background(self._project, self._run, self._control.stopped)
            yield Preparing(self._run, 0, "building the lanes")
            with while_wanted(self._control.stopped):
                self._race = self._built()
        except NotWanted:
            return
        except (*PROBLEMS, FileProblem) as problem:
            self.failure = problem.with_traceback(None)
            yield NetworkRaceState(self._run, 0, RunState.FAILED, str(problem))
            return
        self._time_left = TimeLeft(self._race)
        try:
            with suppress(NotWanted):  # a pass of a large network was cut short
                yield from self._begin()
                yield from self._live()
        except torch.OutOfMemoryError:
            yield self._failed(RunState.FAILED, OUT_OF_MEMORY)
        except torch.AcceleratorError:
            yield self._failed(RunState.FAILED, LOST)
        finally:
            self._race.close()

    @property
    def race(self) -> NetworkRace:
        """What trains, from the first event on; for callers in the same thread, between two events."""
        return self._race

    def save(self, path: Path, record: bytes) -> None:
        """Save the race with the paths of its lanes; for callers in the same thread, between two events.

        Args:
            path: Of the file.
            record: What was recorded of the race.

        Raises:
            FileProblem: When it cannot be written.
        """
        save(self._race, path, record, self._pictures.stored())

    def _built(self) -> NetworkRace:
        if self._resume_from is not None:
            return resume(self._resume_from, self._project, self._control.stopped)
        return NetworkRace(self._project, self._control.stopped)

    def _path_before(self, lane: str) -> Values:
        """Points of the path of a lane before the race was resumed."""
        return {} if self._resume_from is None else self._resume_from.path(lane)

    def _begin(self) -> Iterator[Event]:
        race = self._race
        if self._control.stopped():
            return
        yield from beginning(self._run, race, self._control.stopped)
        self._time_left.restart()
        if self._control.stopped():
            return
        if self._wanted is None:
            self._pictures: RacePictures | NoRacePictures = NoRacePictures(race)
        else:
            self._pictures = RacePictures(race, self._run, self._path_before)
            self._pictures.want(self._wanted)
            self._pictures.choose_plane(race.project.race.plane)
        self._lanes = LaneCommands(self._run, race, self._pictures)
        yield result_event(self._run, race)
        resumed_at_end = race.finished and self._resume_from is not None
        yield self._state(RunState.FINISHED if resumed_at_end else RunState.READY)

    def _live(self) -> Iterator[Event]:
        while not (self._control.stopped() or self._over):
            for command in self._control.take(self._patience()):
                yield from self._obey(command)
            if self._control.stopped():
                return
            short = False
            try:
                yield from self._go() if self._running else self._rest()
            except torch.OutOfMemoryError:
                short = True  # what the error holds of the device is free only after this
            if short:
                yield from self._out_of_memory()

    def _out_of_memory(self) -> Iterator[Event]:
        """Pause where the last finished chunk of steps ended."""
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        self._running, self._left, self._resting = False, None, True
        self._pictures.forget_after()
        yield self._failed(RunState.PAUSED, OUT_OF_MEMORY)

    def _failed(self, state: RunState, words: str) -> NetworkRaceState:
        devices = (member.device_name for member in self._race.members.values())
        message = words.format(next(devices, "The device"))
        self.failure = DeviceProblem(message)
        return self._state(state, message)

    def _patience(self) -> float | None:
        """Seconds to wait for a command before continuing."""
        if self._running:
            return self._pacing.wait
        return None if self._resting else 0.0

    # --- commands --------------------------------------------------------------------------------

    def _obey(self, command: Command) -> Iterator[Event]:
        self._resting = False
        match command:
            case Play():
                yield from self._run_for(None)
            case Finish():
                self._ends = True
                yield from self._halt(RunState.FINISHED) if self._race.finished else self._run_for(None)
            case Steps(count):
                yield from self._run_for((self._left or 0) + count)
            case Pause():
                if self._running:
                    yield from self._halt(RunState.PAUSED)
            case Speed(steps_per_second):
                self._pacing.limit(steps_per_second)
            case Want(types) if self._wanted is not None:
                self._pictures.want(types)
                yield from self._pictures.now()
            case RacePlane(lanes):
                self._pictures.choose_plane(lanes)
            case ChangeLane() | DropLane() | SaveLane():
                yield from self._lanes.obey(command)
                self._time_left.restart()

    def _run_for(self, steps: int | None) -> Iterator[Event]:
        if self._race.finished:
            return
        self._left = steps
        self._pacing.hurry()
        self._running = True
        if steps != 1:
            # A single step is over before anyone could pause it: a "play" that follows it must not read as a pause.
            yield self._state(RunState.RUNNING)

    def _go(self) -> Iterator[Event]:
        """A slice of steps of all lanes, and the pictures if they are due."""
        if self._pacing.wait:
            return
        race = self._race
        begin, working = perf_counter(), thread_time()
        measured = self._pictures.measures and self._pacing.pictures_due(begin)
        if measured:
            done = self._pictures.measured_step()
        else:
            done = self._race.train(self._pacing.steps(self._left), self._pictures.paths)
        seconds = max(thread_time() - working, (perf_counter() - begin) / MOST_WAITING)
        count = max((len(chunk.steps) for _, chunk, _ in done), default=0)
        yield from step_events(self._run, race, done)
        if seconds > SLOW:
            yield self._state(RunState.RUNNING)
        yield from evaluation_events(self._run, race)
        self._time_left.note(perf_counter() - begin)
        tidy(race)
        if self._left is not None:
            self._left -= count
        if self._race.finished or not self._race.members:
            yield from self._halt(RunState.FINISHED)
        elif self._left is not None and self._left <= 0:
            yield from self._halt(RunState.PAUSED)
        else:
            yield from self._look(begin, seconds, count, seconds if measured else 0.0)

    def _look(self, begin: float, seconds: float, count: int, measured: float) -> Iterator[Event]:
        """Adapt to a slice of ``count`` steps that began at ``begin``, ``measured`` of its ``seconds`` for pictures.

        The plane gets its share of the time, and pictures are made when due.
        """
        if self._pictures.beside(seconds, self._pacing.trained(begin, seconds, max(1, count))):
            yield from self._pictures.plane()  # rounds of pictures may be seconds apart
        if self._pacing.pictures_due(begin):
            started = perf_counter() - measured
            yield from self._pictures.now()
            yield result_event(self._run, self._race)
            tidy(self._race)
            self._time_left.note(perf_counter() - started)
            yield self._state(RunState.RUNNING)
            self._pacing.pictured(begin, started)

    def _rest(self) -> Iterator[Event]:
        """Complete the plane while nothing runs."""
        if self._pictures.at_rest():
            yield from self._pictures.plane()
        else:
            self._resting = True

    def _halt(self, state: RunState) -> Iterator[Event]:
        self._running, self._left = False, None
        self._pacing.hurry()
        yield from self._pictures.now()
        yield result_event(self._run, self._race)
        if self._ends and state is RunState.FINISHED:
            yield from self._last_plane()
        yield self._state(state)

    def _last_plane(self) -> Iterator[Event]:
        """Complete the plane before the job ends."""
        self._over = True
        while self._pictures.at_rest():
            pass
        yield from self._pictures.plane()

    def _state(self, state: RunState, message: str = "") -> NetworkRaceState:
        progress, left = self._race.progress, self._time_left.seconds
        return NetworkRaceState(self._run, self._race.step, state, message, progress, left)
