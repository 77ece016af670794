"""A run that is watched: obeys commands between steps, and tells what happens as events."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

import torch

from playground.build.report import Fix
from playground.catalog.kinds import DataProblem, NotWanted, UnknownEntry, while_wanted
from playground.engine.checkpoint import resume
from playground.engine.control import (
    Change,
    Command,
    Control,
    Epoch,
    FindRate,
    KeepWeights,
    LeaveRates,
    LoadWeights,
    Pause,
    Play,
    SaveWeights,
    Speed,
    Steps,
    Want,
    Weights,
)
from playground.engine.devices import LOST, OUT_OF_MEMORY, DeviceProblem
from playground.engine.divergence import Diverged
from playground.engine.events import (
    Event,
    Marked,
    Progress,
    RatesTried,
    RunState,
    Said,
    Scalars,
    StateChanged,
    Sweep,
)
from playground.engine.finder import sweep
from playground.engine.keeping import Keeping
from playground.engine.lane import CannotTrain
from playground.engine.pace import Pace
from playground.engine.pictures import Pictures
from playground.engine.reading import data_at_hand
from playground.engine.remedies import remedy, smaller_batch
from playground.engine.reports import Reports
from playground.engine.rhythm import Rhythm
from playground.engine.session import Session
from playground.engine.stretch import Stretch
from playground.engine.threads import fit_threads, rough_threads
from playground.spec.project import Project


class LiveRun:
    """One run of a project; iterate it in the worker thread.

    The events begin with ``Started``, in front of it only ``Reading`` where files take their time, and end when
    ``Control.stop`` is called. What is wanted, how fast it may go and when it pauses never changes the numbers.
    """

    def __init__(
        self, project: Project, run: int, control: Control, wanted: frozenset[type[Event]] = frozenset()
    ) -> None:
        self._project, self._run, self._control = project, run, control
        self._wanted = wanted
        self._state = RunState.READY
        self._left: int | None = 0
        self._rhythm = Rhythm()
        self._pace = Pace()
        self._trained, self._waited = 0.0, 0.0
        self._resting = False
        self._search: Iterator[Sweep] | None = None
        self._reports = Reports(run, control.stopped)
        self._keeping = Keeping(run)

    def __iter__(self) -> Iterator[Event]:
        try:
            yield from data_at_hand(self._project, self._run, self._control.stopped)
            with while_wanted(self._control.stopped):
                self._session = Session(self._project)
        except NotWanted:
            return
        except (CannotTrain, DataProblem, DeviceProblem, UnknownEntry) as problem:
            yield StateChanged(self._run, 0, RunState.FAILED, str(problem))
            return
        try:
            yield from self._live()
        except DataProblem as problem:
            yield self._enter(RunState.FAILED, str(problem))
        finally:
            self._session.close()

    def _live(self) -> Iterator[Event]:
        """From the session to the end of the run."""
        yield from self._begin(self._session)
        while not self._control.stopped():
            for command in self._control.take(self._patience()):
                yield from self._obey(command)
            short = False
            try:
                yield from self._go_on()
            except torch.OutOfMemoryError:
                short = True  # what the error holds of the device is free only after this
            except torch.AcceleratorError:
                yield self._enter(RunState.FAILED, LOST.format(self._session.device_name))
                return
            if short:
                yield from self._out_of_memory()

    def _go_on(self) -> Iterator[Event]:
        if self._search is not None:
            yield from self._try_rate()
        elif self._left != 0:
            yield from self._train()
        else:
            yield from self._rest()

    def _out_of_memory(self) -> Iterator[Event]:
        """Pause where the last finished stretch ended."""
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        session = self._session
        self._left, self._search, self._resting = 0, None, True
        self._pictures.forget_after(session.steps_done)
        yield self._progress()
        message = OUT_OF_MEMORY.format(session.device_name)
        yield self._enter(RunState.PAUSED, message, fix=smaller_batch(session))

    def _begin(self, session: Session) -> Iterator[Event]:
        """Stand ready with a session, at its beginning or where it was saved."""
        self._session = session
        self._left, self._search, self._resting = 0, None, False
        rough_threads(session)
        self._pictures = Pictures(session, self._run, self._wanted)
        yield self._reports.started(session)
        yield self._enter(RunState.READY)
        yield from self._reports.evaluated(session)
        yield from self._pictures.now()
        fit_threads(session)
        session.prepare()

    def _patience(self) -> float | None:
        """Seconds to wait for a command before going on."""
        if self._search is not None:
            return 0.0
        if self._left != 0:
            return self._rhythm.wait
        return None if self._resting else 0.0

    # --- commands --------------------------------------------------------------------------------

    def _obey(self, command: Command) -> Iterator[Event]:
        self._resting = False
        match command:
            case Play():
                yield from self._run_for(None)
            case Steps(count):
                yield from self._run_for(count)
            case Epoch():
                yield from self._run_for(self._session.steps_left_in_epoch)
            case Pause() if self._left != 0:
                yield from self._halt(RunState.PAUSED)
            case Change(project):
                yield from self._change(project)
            case Want(types):
                yield from self._want(types)
            case SaveWeights() | LoadWeights() | KeepWeights():
                yield from self._weights(command)
            case Speed(steps_per_second):
                self._rhythm.limit(steps_per_second)
            case FindRate() | LeaveRates():
                self._search = sweep(self._session) if isinstance(command, FindRate) else None

    def _want(self, types: frozenset[type[Event]]) -> Iterator[Event]:
        self._wanted = self._pictures.wanted = types
        self._pictures.show_again()
        if self._left == 0:
            yield from self._pictures.now()

    def _weights(self, command: Weights) -> Iterator[Event]:
        match command:
            case SaveWeights(path):
                yield self._keeping.save(self._session, path)
            case KeepWeights(path):
                self._keeping.keep(path)
            case LoadWeights(path):
                try:
                    session = resume(path, self._session.project)
                except ValueError as problem:  # a sentence about the file
                    yield Said(self._run, self._session.steps_done, str(problem), trouble=True)
                    return
                self._session.close()
                yield from self._begin(session)
                yield self._progress()
                yield Said(
                    self._run, session.steps_done, f"Loaded the weights of step {session.steps_done:,}."
                )

    def _run_for(self, steps: int | None) -> Iterator[Event]:
        if self._state is RunState.DIVERGED:
            return
        if self._session.finished:
            self._session.extend()
            yield Marked(self._run, self._session.steps_done, f"{self._session.training.epochs} epochs more")
        self._left = steps
        self._pace.begin(self._session.steps_done)
        if self._state is not RunState.RUNNING:
            yield self._enter(RunState.RUNNING)

    def _change(self, project: Project) -> Iterator[Event]:
        if project.plane != self._session.project.plane:
            self._pictures.choose_plane(project.plane)
        words = self._session.apply(project.training)
        self._session.project = self._session.project.with_(plane=project.plane)
        if words and self._session.steps_done:
            yield Marked(self._run, self._session.steps_done, words)
        yield self._progress()

    def _enter(
        self, state: RunState, message: str = "", node: str | None = None, fix: Fix | None = None
    ) -> StateChanged:
        self._state = state
        return StateChanged(self._run, self._session.steps_done, state, message, node, fix)

    # --- training --------------------------------------------------------------------------------

    def _train(self) -> Iterator[Event]:
        """A slice of steps, and the pictures if they are due."""
        if self._rhythm.wait:
            return
        begin, waited = perf_counter(), self._session.waited
        try:
            if self._rhythm.pictures_due(begin):
                stretch = self._pictures.measured_step()
            else:
                stretch = self._session.stretch(self._rhythm.steps(self._left), self._pictures.path)
        except Diverged as diverged:
            yield from self._diverged(diverged)
            return
        seconds = perf_counter() - begin
        self._trained += seconds
        self._waited += self._session.waited - waited
        count = len(stretch.steps)
        self._pace.did(self._session.steps_done)
        if self._left is not None:
            self._left -= count
        yield self._scalars(stretch)
        if self._session.evaluation_due:
            yield from self._reports.evaluated(self._session)
        yield from self._keeping.when_due(self._session)
        if self._session.finished:
            yield from self._halt(RunState.FINISHED)
        elif self._left == 0:
            yield from self._halt(RunState.PAUSED)
        else:
            yield from self._look(begin, seconds, count)

    def _look(self, begin: float, seconds: float, count: int) -> Iterator[Event]:
        """Beside training: adapt the slice, give the contour its share, make pictures when due."""
        self._pictures.contour_beside_training(self._rhythm.trained(begin, seconds, count))
        if self._rhythm.pictures_due(begin):
            started = perf_counter()
            yield from self._pictures.contour()
            yield from self._pictures.now()
            yield self._progress()
            self._rhythm.pictured(begin, started)

    def _halt(self, state: RunState) -> Iterator[Event]:
        """Stand still, with fresh pictures of what was reached."""
        self._left = 0
        self._rhythm.hurry()
        self._resting = False
        yield from self._reports.evaluated_at_rest(self._session)
        yield self._progress()
        yield self._enter(state)
        yield from self._keeping.at_rest(self._session)
        yield from self._pictures.now()

    def _diverged(self, diverged: Diverged) -> Iterator[Event]:
        self._pictures.forget_after(self._session.steps_done)
        if diverged.done is not None:
            yield self._scalars(diverged.done)
        advice = remedy(self._session)
        self._left = 0
        self._resting = False
        yield self._progress()
        yield self._enter(RunState.DIVERGED, f"{diverged} {advice.reason}", diverged.node, advice.fix)
        yield from self._pictures.now()

    def _scalars(self, stretch: Stretch) -> Scalars:
        return Scalars(
            self._run, self._session.steps_done, stretch.steps, stretch.loss, stretch.learning_rate
        )

    def _try_rate(self) -> Iterator[Event]:
        """A step of the search for a learning rate."""
        assert self._search is not None
        found = next(self._search)
        if found.complete:
            self._search = None
            self._pace.begin(self._session.steps_done)
        yield RatesTried(self._run, self._session.steps_done, found)

    # --- standing still --------------------------------------------------------------------------

    def _rest(self) -> Iterator[Event]:
        """Complete the contour in slices; when all is done, wait for commands."""
        worked = self._pictures.contour_at_rest()
        yield from self._pictures.contour()
        self._resting = not worked

    def _progress(self) -> Progress:
        session = self._session
        speed = self._pace.steps_per_second
        left = (session.total_steps - session.steps_done) / speed if self._left is None and speed else None
        waiting = self._waited / self._trained if self._trained else 0.0
        return Progress(
            self._run, session.steps_done, session.epoch, session.total_steps, speed, left, waiting
        )
