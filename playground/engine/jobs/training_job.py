"""A training run as a job: it obeys commands between steps and reports what happens as events."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from functools import partial
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
    Inspect,
    KeepWeights,
    LeaveRates,
    LoadWeights,
    Pause,
    Play,
    SaveWeights,
    SetWeight,
    Speed,
    Steps,
    Want,
    Weights,
)
from playground.engine.events.run import Event, Message, RunState, StateChanged
from playground.engine.jobs.data_loading import load_in_background
from playground.engine.jobs.training_loop import TrainingLoop
from playground.engine.landscape.trajectory import Trajectory
from playground.engine.runtime.devices import LOST, LOST_AFTER, OUT_OF_MEMORY, DeviceProblem
from playground.engine.runtime.ranks import Ranks
from playground.engine.training.checkpoint import load, resume_from
from playground.engine.training.remedies import smaller_batch
from playground.engine.training.session import Session
from playground.engine.training.setup import CannotTrain
from playground.engine.training.state import StateProblem, Values
from playground.engine.training.threads import fit_threads, limited
from playground.engine.training.together.worker_processes import WORKERS
from playground.spec.files import FileProblem
from playground.spec.paths import checked_path, shown_name
from playground.spec.project import Project

LOST_WORKER = (
    "Another process of this run has ended; the run is back at its last complete step. Play starts it again."
)


class TrainingJob:
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
        ranks: Ranks | None = None,
    ) -> None:
        """Prepare.

        Args:
            project: What to train.
            run: Id that the events carry.
            control: Where commands come from.
            wanted: Heavy events to make until a command asks for others; None for a job that never makes any, and
                keeps nothing for them.
            resume_from: A file of weights of this project to continue from, instead of from the beginning.
            ranks: The connected processes that train it together, which this one leads; the others follow.
        """
        self._project, self._run, self._control, self._resume_from = project, run, control, resume_from
        self._loop, self._ranks = TrainingLoop(run, wanted, control.stopped), ranks

    @property
    def session(self) -> Session:
        """What trains, from ``Started`` on; for callers in the same thread, between two events."""
        return self._loop.session

    @property
    def failure(self) -> Exception | None:
        """Why it could not start or continue, for callers in the same thread; else None."""
        return self._loop.failure

    @property
    def trained(self) -> float:
        """Seconds spent in training steps, evaluations and pictures excluded."""
        return self._loop.trained

    def __iter__(self) -> Generator[Event, None, None]:
        loop = self._loop
        try:
            yield from load_in_background(self._project, self._run, self._control.stopped)
            with while_wanted(self._control.stopped):
                session, path = self._built()
        except NotWanted:
            return
        except (CannotTrain, DataProblem, DeviceProblem, FileProblem, UnknownEntry) as problem:
            loop.failure = problem.with_traceback(None)
            yield StateChanged(self._run, 0, RunState.FAILED, str(problem))
            return
        try:
            yield from loop.begin(session, path)
            yield from self._live()
        except NotWanted:
            return
        except DataProblem as problem:
            loop.failure = problem.with_traceback(None)
            yield loop.enter(RunState.FAILED, str(problem))
        finally:
            self._part()
            self.session.close()

    def _built(self) -> tuple[Session, Values]:
        if self._resume_from is not None:
            session, path = _resumed(self._resume_from, self._project)
        else:
            session, path = Session(self._project), {}
        if self._ranks is not None:
            self._share(session, self._ranks)
        return session, path

    # --- several processes -----------------------------------------------------------------------

    def _share(self, session: Session, ranks: Ranks) -> None:
        session.gradients.share_with(ranks, session.training)
        fit_threads(session)
        self._loop.pacing.share()

    def _gather(self, command: Command) -> Iterator[Event]:
        """Let processes of this computer train along from the first step on, as many as the project asks for."""
        session, count = self.session, self.session.training.processes
        alone = (
            count == 1 or self._ranks is not None or limited() or session.device.type not in {"cpu", "cuda"}
        )
        if alone or session.gradients.processes > 1 or not isinstance(command, Play | Finish | Steps | Epoch):
            return
        try:
            self._share(session, WORKERS.lead(session.project, count))
        except DeviceProblem as problem:
            self._part()
            yield Message(self._run, session.steps_done, f"One process trains alone. {problem}", trouble=True)

    def _part(self) -> None:
        """Let the other processes of this training go."""
        gradients = self.session.gradients
        if gradients.processes > 1:
            gradients.leave()
            if self._ranks is None:
                WORKERS.free()

    def _without_others(self, problem: DeviceProblem) -> Iterator[Event]:
        """Halt where the last finished chunk of steps ended, after another process of this training has ended."""
        loop = self._loop
        loop.abandon()
        self._part()
        loop.failure = problem
        yield loop.progress()
        state, words = (
            (RunState.PAUSED, LOST_WORKER) if self._ranks is None else (RunState.FAILED, str(problem))
        )
        yield loop.enter(state, words)

    def _live(self) -> Iterator[Event]:
        """From the first command to the end of the run."""
        loop = self._loop
        with suppress(NotWanted):  # a pass of a large network was cut short
            while not (self._control.stopped() or loop.over):
                for command in self._control.take(loop.patience):
                    yield from self._obey(command)
                yield from self._advance()
                if loop.state is RunState.FAILED:
                    return
        if loop.state is not RunState.DIVERGED:
            yield from loop.autosave.at_end(self.session)

    def _advance(self) -> Iterator[Event]:
        """Do the next slice of what there is to do; what prevents it becomes events."""
        answer: Callable[[], Iterator[Event]]
        try:
            yield from self._loop.advance()
        except torch.OutOfMemoryError:
            answer = self._out_of_memory  # what the error holds of the device is free only after this
        except torch.AcceleratorError:
            answer = self._without_device
        except DeviceProblem as problem:
            answer = partial(self._without_others, problem.with_traceback(None))
        else:
            return
        yield from answer()

    def _out_of_memory(self) -> Iterator[Event]:
        """Pause where the last finished chunk of steps ended."""
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        loop = self._loop
        loop.abandon()
        yield loop.progress()
        message = OUT_OF_MEMORY.format(self.session.device_name)
        loop.failure = DeviceProblem(message)
        yield loop.enter(RunState.PAUSED, message, fix=smaller_batch(self.session))

    def _without_device(self) -> Iterator[Event]:
        """Pause on the CPU where the weights were last saved; fail when they never were."""
        loop = self._loop
        name, kept = self.session.device_name, loop.autosave.kept
        try:
            found = _resumed(kept, self.session.project, device="cpu") if kept is not None else None
        except ValueError:  # the file has changed, or is gone
            found = None
        loop.failure = DeviceProblem(LOST.format(name))
        if found is None:
            yield loop.enter(RunState.FAILED, LOST.format(name))
            return
        session, path = found
        yield from self._replace(session, path)
        yield loop.enter(RunState.PAUSED, LOST_AFTER.format(name, session.steps_done))

    def _replace(self, session: Session, path: Values) -> Iterator[Event]:
        """Continue with another session, and the path of its parameters up to there."""
        self._part()
        self.session.close()
        yield from self._loop.begin(session, path)
        yield self._loop.progress()

    # --- commands --------------------------------------------------------------------------------

    def _obey(self, command: Command) -> Iterator[Event]:
        loop = self._loop
        loop.wake()
        yield from self._gather(command)
        match command:
            case Play() | Finish():
                yield from loop.play(ends=isinstance(command, Finish))
            case Steps(count):
                yield from loop.play_more(count)
            case Epoch():
                yield from loop.play_epoch()
            case Pause() if loop.running:
                yield from loop.halt(RunState.PAUSED)
            case Change(project):
                yield from loop.change(project)
            case Want(types):
                yield from loop.want(types)
            case SaveWeights() | LoadWeights() | KeepWeights() | SetWeight() | Inspect():
                yield from self._weights(command)
            case Speed(steps_per_second):
                loop.pacing.limit(steps_per_second)
            case FindRate() | LeaveRates():
                loop.search_rate(on=isinstance(command, FindRate))

    def _weights(self, command: Weights) -> Iterator[Event]:
        autosave = self._loop.autosave
        match command:
            case SaveWeights(path):
                yield autosave.save(self.session, path)
            case KeepWeights(path, every):
                autosave.keep(path, every)
            case SetWeight(place, value):
                yield from self._loop.set_weight(place, value)
            case Inspect(look):
                look(self.session)
            case LoadWeights(path):
                try:
                    session, trajectory = _resumed(path, self.session.project)
                except ValueError as problem:  # a sentence about the file
                    yield Message(self._run, self.session.steps_done, str(problem), trouble=True)
                    return
                yield from self._replace(session, trajectory)
                yield Message(
                    self._run, session.steps_done, f"Loaded the weights of step {session.steps_done:,}."
                )


def _resumed(path: Path, project: Project, *, device: str | None = None) -> tuple[Session, Values]:
    """Restore the session of a weight file and check the path of its parameters; see ``checkpoint.resume``."""
    found, name = load(path), shown_name(checked_path(path))
    session = resume_from(found, name, project, device=device)
    try:
        Trajectory().restore(found.path, session.theta)
    except StateProblem as problem:
        session.close()
        raise FileProblem(f"{name}: this path does not belong to these weights: {problem}") from None
    return session, found.path
