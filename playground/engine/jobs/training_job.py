"""A training run as a job: it obeys commands between steps and reports what happens as events."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import torch

from playground.catalog.kinds import DataProblem, NotWanted, UnknownEntry, while_wanted
from playground.engine.events.control import (
    Change,
    Command,
    Control,
    Epoch,
    FindRate,
    Finish,
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
from playground.engine.events.run import ChangeMarked, Event, Message, RatesTried, RunState, StateChanged
from playground.engine.jobs.data_loading import load_in_background
from playground.engine.jobs.training_loop import TrainingLoop
from playground.engine.runtime.devices import LOST, LOST_AFTER, OUT_OF_MEMORY, DeviceProblem
from playground.engine.training.checkpoint import resume
from playground.engine.training.lr_finder import sweep
from playground.engine.training.remedies import smaller_batch
from playground.engine.training.session import Session
from playground.engine.training.setup import CannotTrain
from playground.spec.files import FileProblem
from playground.spec.project import Project


class TrainingJob(TrainingLoop):
    """One run of a project; iterate it once, in the thread that is to train.

    The first event is ``Started``, after some ``DataLoading`` where files take their time. The job ends when
    ``Control.stop`` is called, or at the end of the run after ``Control.finish``. Which pictures are wanted, how fast
    it may go and when it pauses never changes a number.
    """

    def __init__(
        self,
        project: Project,
        run: int,
        control: Control,
        wanted: frozenset[type[Event]] | None = frozenset(),
        *,
        resume_from: Path | None = None,
    ) -> None:
        """Prepare.

        Args:
            project: What to train.
            run: Id that the events carry.
            control: Where commands come from.
            wanted: Heavy events to make until a command asks for others; None for a job that never makes any, and
                keeps nothing for them.
            resume_from: A file of weights of this project to continue from, instead of from the beginning.
        """
        super().__init__(run, control, wanted)
        self._project, self._resume_from = project, resume_from

    @property
    def session(self) -> Session:
        """What trains, from ``Started`` on; for callers in the same thread, between two events."""
        return self._session

    def __iter__(self) -> Generator[Event, None, None]:
        try:
            yield from load_in_background(self._project, self._run, self._control.stopped)
            with while_wanted(self._control.stopped):
                self._session = self._built()
        except NotWanted:
            return
        except (CannotTrain, DataProblem, DeviceProblem, FileProblem, UnknownEntry) as problem:
            self.failure = problem.with_traceback(None)
            yield StateChanged(self._run, 0, RunState.FAILED, str(problem))
            return
        try:
            yield from self._live()
        except DataProblem as problem:
            self.failure = problem.with_traceback(None)
            yield self._enter(RunState.FAILED, str(problem))
        finally:
            self._session.close()

    def _built(self) -> Session:
        if self._resume_from is not None:
            return resume(self._resume_from, self._project)
        return Session(self._project)

    def _live(self) -> Iterator[Event]:
        """From the session to the end of the run."""
        yield from self._begin(self._session)
        while not (self._control.stopped() or self._over):
            for command in self._control.take(self._patience()):
                yield from self._obey(command)
            short = lost = False
            try:
                yield from self._continue()
            except torch.OutOfMemoryError:
                short = True  # what the error holds of the device is free only after this
            except torch.AcceleratorError:
                lost = True
            if short:
                yield from self._out_of_memory()
            if lost:
                yield from self._without_device()
                if self._state is RunState.FAILED:
                    return
        if self._state is not RunState.DIVERGED:
            yield from self._autosave.at_end(self._session)

    def _continue(self) -> Iterator[Event]:
        if self._search is not None:
            yield from self._try_rate()
        elif self._left != 0:
            yield from self._train()
        elif not self._over:
            yield from self._rest()

    def _out_of_memory(self) -> Iterator[Event]:
        """Pause where the last finished chunk of steps ended."""
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        session = self._session
        self._left, self._search, self._resting = 0, None, True
        self._pictures.forget_after(session.steps_done)
        yield self._progress()
        message = OUT_OF_MEMORY.format(session.device_name)
        self.failure = DeviceProblem(message)
        yield self._enter(RunState.PAUSED, message, fix=smaller_batch(session))

    def _without_device(self) -> Iterator[Event]:
        """Pause on the CPU where the weights were last saved; fail when they never were."""
        name, kept = self._session.device_name, self._autosave.kept
        try:
            session = resume(kept, self._session.project, device="cpu") if kept is not None else None
        except ValueError:  # the file has changed, or is gone
            session = None
        self.failure = DeviceProblem(LOST.format(name))
        if session is None:
            yield self._enter(RunState.FAILED, LOST.format(name))
            return
        self._session.close()
        yield from self._begin(session)
        yield self._progress()
        yield self._enter(RunState.PAUSED, LOST_AFTER.format(name, session.steps_done))

    def _patience(self) -> float | None:
        """Seconds to wait for a command before continuing."""
        if self._search is not None:
            return 0.0
        if self._left != 0:
            return self._pacing.wait
        return None if self._resting else 0.0

    # --- commands --------------------------------------------------------------------------------

    def _obey(self, command: Command) -> Iterator[Event]:
        self._resting = False
        match command:
            case Play() | Finish() | Steps() | Epoch():
                yield from self._play(command)
            case Pause() if self._left != 0:
                yield from self._halt(RunState.PAUSED)
            case Change(project):
                yield from self._change(project)
            case Want(types):
                yield from self._want(types)
            case SaveWeights() | LoadWeights() | KeepWeights():
                yield from self._weights(command)
            case Speed(steps_per_second):
                self._pacing.limit(steps_per_second)
            case FindRate() | LeaveRates():
                self._search = sweep(self._session) if isinstance(command, FindRate) else None

    def _play(self, command: Play | Finish | Steps | Epoch) -> Iterator[Event]:
        match command:
            case Finish() if self._session.finished:
                self._ends = True
                yield from self._halt(RunState.FINISHED)
            case Play() | Finish():
                self._ends = isinstance(command, Finish)
                yield from self._run_for(None)
            case Steps(count):
                yield from self._run_for((self._left or 0) + count)
            case Epoch():
                yield from self._run_for(self._session.steps_left_in_epoch)

    def _want(self, types: frozenset[type[Event]]) -> Iterator[Event]:
        if self._wanted is None:
            return
        self._wanted = types
        self._pictures.want(types)
        if self._left == 0:
            yield from self._pictures.now()

    def _weights(self, command: Weights) -> Iterator[Event]:
        match command:
            case SaveWeights(path):
                yield self._autosave.save(self._session, path)
            case KeepWeights(path, every):
                self._autosave.keep(path, every)
            case LoadWeights(path):
                try:
                    session = resume(path, self._session.project)
                except ValueError as problem:  # a sentence about the file
                    yield Message(self._run, self._session.steps_done, str(problem), trouble=True)
                    return
                self._session.close()
                yield from self._begin(session)
                yield self._progress()
                yield Message(
                    self._run, session.steps_done, f"Loaded the weights of step {session.steps_done:,}."
                )

    def _run_for(self, steps: int | None) -> Iterator[Event]:
        if self._state is RunState.DIVERGED:
            return
        if self._session.finished:
            self._session.extend()
            yield ChangeMarked(
                self._run, self._session.steps_done, f"{self._session.training.epochs} more epochs"
            )
        self._left = steps
        self._speed.begin(self._session.steps_done)
        if self._state is not RunState.RUNNING and steps != 1:
            # A single step is over before anyone could pause it: a "play" that follows it must not read as a pause.
            yield self._enter(RunState.RUNNING)

    def _change(self, project: Project) -> Iterator[Event]:
        if project.plane != self._session.project.plane:
            self._pictures.choose_plane(project.plane)
        words = self._session.apply(project.training)
        self._session.project = self._session.project.with_(plane=project.plane)
        if words and self._session.steps_done:
            yield ChangeMarked(self._run, self._session.steps_done, words)
        yield self._progress()

    def _try_rate(self) -> Iterator[Event]:
        """A step of the search for a learning rate."""
        assert self._search is not None
        found = next(self._search)
        if found.complete:
            self._search = None
            self._speed.begin(self._session.steps_done)
        yield RatesTried(self._run, self._session.steps_done, found)
