"""A race on a network as a job for the worker thread: live, obedient, told in events."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, thread_time

import torch

from playground.engine.events.control import (
    ChangeLane,
    Command,
    Control,
    DropLane,
    Pause,
    Play,
    RacePlane,
    SaveLane,
    Speed,
    Steps,
    Want,
)
from playground.engine.events.network_race import (
    LaneMarked,
    LaneMessage,
    LanePace,
    LaneSaved,
    LaneState,
    NetworkRaceState,
    NetworkResults,
)
from playground.engine.events.run import Event, RunState
from playground.engine.jobs.pacing import Pacing
from playground.engine.jobs.race_pictures import RacePictures
from playground.engine.race.network.race import PROBLEMS, NetworkRace
from playground.engine.race.network.reporting import evaluation_events, start_event, step_events
from playground.engine.runtime.devices import LOST, OUT_OF_MEMORY
from playground.engine.training.checkpoint import save
from playground.spec.files import FileProblem
from playground.spec.project import Project
from playground.spec.race import LaneSpec

SLICE = 0.07
"""Seconds of training between two looks at the commands: to begin and end a slice of many lanes takes a while."""
PICTURES_SHARE = 0.04
"""Part of the time that pictures of all lanes may take, with the step that is measured for them."""
MOST_WAITING = 1.6
"""A slice lasts as long as its work; what it waits for the window's thread makes it at most so many times as long."""


class NetworkRaceJob:
    """One race; iterate it in the worker thread. Ends when ``Control.stop`` is called."""

    def __init__(self, project: Project, run: int, control: Control) -> None:
        self._project, self._run, self._control = project, run, control
        self._running = False
        self._left: int | None = None
        self._rhythm = Pacing(SLICE, PICTURES_SHARE)
        self._resting = False
        self._shown_results = -1.0

    def __iter__(self) -> Iterator[Event]:
        try:
            self._race = NetworkRace(self._project, self._control.stopped)
        except PROBLEMS as problem:
            yield NetworkRaceState(self._run, 0, RunState.FAILED, str(problem))
            return
        try:
            yield from self._begin()
            yield from self._live()
        except torch.OutOfMemoryError:
            yield self._state(RunState.FAILED, OUT_OF_MEMORY.format(self._device_name))
        except torch.AcceleratorError:
            yield self._state(RunState.FAILED, LOST.format(self._device_name))
        finally:
            self._race.close()

    def _begin(self) -> Iterator[Event]:
        race = self._race
        if self._control.stopped():
            return
        yield start_event(self._run, self._race)
        yield from evaluation_events(self._run, self._race)
        if self._control.stopped():
            return
        self._pictures = RacePictures(race, self._run)
        for lane in self._project.race.lanes:
            if self._control.stopped():
                return
            yield LanePace(self._run, 0, lane.id, race.measure_pace(lane.id))
        yield self._state(RunState.READY)

    def _live(self) -> Iterator[Event]:
        while not self._control.stopped():
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
        """Pause where the last finished slice ended."""
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        self._running, self._left, self._resting = False, None, True
        self._pictures.forget_after()
        yield self._state(RunState.PAUSED, OUT_OF_MEMORY.format(self._device_name))

    @property
    def _device_name(self) -> str:
        return next((member.device_name for member in self._race.members.values()), "The device")

    def _patience(self) -> float | None:
        """Seconds to wait for a command before going on."""
        if self._running:
            return self._rhythm.wait
        return None if self._resting else 0.0

    # --- commands --------------------------------------------------------------------------------

    def _obey(self, command: Command) -> Iterator[Event]:  # noqa: C901 - a command is a case
        self._resting = False
        match command:
            case Play():
                yield from self._run_for(None)
            case Steps(count):
                yield from self._run_for(count)
            case Pause():
                if self._running:
                    yield from self._halt(RunState.PAUSED)
            case Speed(steps_per_second):
                self._rhythm.limit(steps_per_second)
            case Want(types):
                self._pictures.want(types)
                yield from self._pictures.now(self._race.step)
            case RacePlane(lanes):
                self._pictures.choose_plane(lanes)
            case ChangeLane(lane):
                yield from self._change(lane)
            case DropLane(lane_id) if lane_id in self._race.members:
                yield from self._drop(lane_id)
            case SaveLane(lane_id, path) if lane_id in self._race.members:
                yield self._saved(lane_id, path)

    def _drop(self, lane_id: str) -> Iterator[Event]:
        step = self._race.lane_step(lane_id)
        self._race.drop(lane_id)
        self._pictures.leave(lane_id)
        yield LaneState(self._run, step, lane_id, "dropped")
        yield self._results()

    def _saved(self, lane_id: str, path: Path) -> Event:
        member = self._race.members[lane_id]
        try:
            save(member, path)
        except FileProblem as problem:
            return LaneMessage(self._run, member.steps_done, lane_id, str(problem))
        return LaneSaved(self._run, member.steps_done, lane_id, path, member.project)

    def _run_for(self, steps: int | None) -> Iterator[Event]:
        if self._race.finished:
            return
        self._left = steps
        self._rhythm.hurry()
        if not self._running:
            self._running = True
            yield self._state(RunState.RUNNING)

    def _change(self, lane: LaneSpec) -> Iterator[Event]:
        if lane.id in self._race.members:
            words = self._race.change(lane)
            if words:
                yield LaneMarked(self._run, self._race.members[lane.id].steps_done, lane.id, words)
            return
        try:
            self._race.add(lane)
        except PROBLEMS as problem:
            yield LaneMessage(self._run, self._race.step, lane.id, str(problem))
            return
        self._pictures.join(lane.id)
        yield start_event(self._run, self._race)
        yield from evaluation_events(self._run, self._race)
        yield LanePace(self._run, 0, lane.id, self._race.measure_pace(lane.id))
        yield LaneState(self._run, self._race.step, lane.id, "running", "Joined late, from the common start.")

    # --- going on --------------------------------------------------------------------------------

    def _go(self) -> Iterator[Event]:
        """A slice of steps of everybody, and the pictures if they are due."""
        if self._rhythm.wait:
            return
        race = self._race
        begin, working = perf_counter(), thread_time()
        measured = self._pictures.measures and self._rhythm.pictures_due(begin)
        if measured:
            done = self._pictures.measured_step()
        else:
            done = self._race.train(self._rhythm.steps(self._left), self._pictures.paths)
        seconds = max(thread_time() - working, (perf_counter() - begin) / MOST_WAITING)
        count = max((len(chunk.steps) for _, chunk, _ in done), default=0)
        yield from step_events(self._run, race, done)
        yield from evaluation_events(self._run, race)
        if self._left is not None:
            self._left -= count
        if self._race.finished or not self._race.members:
            yield from self._halt(RunState.FINISHED)
        elif self._left is not None and self._left <= 0:
            yield from self._halt(RunState.PAUSED)
        else:
            yield from self._look(begin, seconds, count, seconds if measured else 0.0)

    def _look(self, begin: float, seconds: float, count: int, measured: float) -> Iterator[Event]:
        """Beside training: adapt the slice, give the plane its share, make pictures when due.

        Args:
            begin: Of the slice.
            seconds: That it took.
            count: Of its steps.
            measured: Seconds of it that went into pictures.
        """
        self._pictures.beside(self._rhythm.trained(begin, seconds, max(1, count)))
        if self._rhythm.pictures_due(begin):
            started = perf_counter() - measured
            yield from self._pictures.now(self._race.step)
            yield self._results()
            yield self._state(RunState.RUNNING)
            self._rhythm.pictured(begin, started)

    def _rest(self) -> Iterator[Event]:
        """Standing still: complete the plane."""
        if self._pictures.at_rest():
            yield from self._pictures.plane(self._race.step)
        else:
            self._resting = True

    def _halt(self, state: RunState) -> Iterator[Event]:
        self._running, self._left = False, None
        self._rhythm.hurry()
        yield from self._pictures.now(self._race.step)
        yield self._results()
        yield self._state(state)

    def _state(self, state: RunState, message: str = "") -> NetworkRaceState:
        return NetworkRaceState(self._run, self._race.step, state, message, self._race.progress)

    def _results(self) -> NetworkResults:
        lanes = [lane.id for lane in self._race.project.race.lanes]
        return NetworkResults(self._run, self._race.step, {lane: self._race.result(lane) for lane in lanes})
