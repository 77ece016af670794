"""How a training run proceeds between commands: it trains in slices and reports them as events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from playground.build.training_fixes import TrainingFix
from playground.engine.events.run import (
    ChangeMarked,
    Event,
    Message,
    Progress,
    RateSearch,
    RatesTried,
    RunState,
    Scalars,
    StateChanged,
)
from playground.engine.events.weights import WeightPlace
from playground.engine.jobs.pacing import Pacing
from playground.engine.jobs.pictures import NoPictures, Pictures
from playground.engine.jobs.reports import Reports
from playground.engine.jobs.speed_meter import SpeedMeter
from playground.engine.jobs.weight_autosave import WeightAutosave
from playground.engine.training.chunk import StepChunk
from playground.engine.training.divergence import Diverged
from playground.engine.training.lr_finder import search_rates
from playground.engine.training.node_training import apply_changes
from playground.engine.training.remedies import remedy
from playground.engine.training.session import Session
from playground.engine.training.state import Values
from playground.engine.training.threads import fit_threads, rough_threads
from playground.engine.training.weight_edit import set_weight
from playground.spec.project import Project


class TrainingLoop:
    """What a run does between two commands: steps, evaluations, pictures, a search for a rate, or nothing.

    Attributes:
        session: What trains, from ``begin`` on.
        state: State of the run.
        over: Whether the run has ended, as ``play`` was asked to.
        failure: Why it could not continue, as an exception for callers in the same thread; else None.
        trained: Seconds spent in training steps, evaluations and pictures excluded.
        pacing: How long slices take, and the limit of speed.
        autosave: What saves the weights.
    """

    session: Session

    def __init__(self, run: int, wanted: frozenset[type[Event]] | None, stopped: Callable[[], bool]) -> None:
        """Prepare.

        Args:
            run: Id that the events carry.
            wanted: Heavy events to make; None to keep nothing for any.
            stopped: Whether nobody waits for events any more.
        """
        self.state, self.over = RunState.READY, False
        self.failure: Exception | None = None
        self.trained = 0.0
        self._stopped = stopped
        self.pacing, self.autosave = Pacing(), WeightAutosave(run)
        self._run, self._wanted = run, wanted
        self._speed, self._reports = SpeedMeter(), Reports(run, stopped)
        self._left: int | None = 0
        self._waited = 0.0
        self._resting = self._ends = False
        self._search: Iterator[RateSearch] | None = None

    def begin(self, session: Session, path: Values | None = None) -> Iterator[Event]:
        """Become ready with a session, at its beginning or where it was saved, with the ``path`` up to there."""
        self.session = session
        self._left, self._search, self._resting = 0, None, False
        rough_threads(session)
        self._pictures = self._pictures_of(session, path or {})
        self.autosave.trajectory = self._pictures.path
        yield self._reports.started(session)
        yield self.enter(RunState.READY)
        if session.fitted is not None and not session.steps_done:
            yield Message(self._run, 0, session.fitted.summary())
        yield from self._reports.first_evaluated(session)
        if self._stopped():
            return
        yield from self._pictures.now()
        if self._stopped():
            return
        fit_threads(session, self._stopped)
        if not self._stopped():
            session.prepare()

    def _pictures_of(self, session: Session, path: Values) -> Pictures | NoPictures:
        return (
            NoPictures(session) if self._wanted is None else Pictures(session, self._run, self._wanted, path)
        )

    def enter(
        self, state: RunState, message: str = "", node: str | None = None, fix: TrainingFix | None = None
    ) -> StateChanged:
        """Change the state, and report it."""
        self.state = state
        return StateChanged(self._run, self.session.steps_done, state, message, node, fix)

    # --- what commands change --------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether steps are left to do."""
        return self._left != 0

    @property
    def patience(self) -> float | None:
        """Seconds to wait for a command before ``advance``; None when there is nothing to do."""
        if self._search is not None:
            return 0.0
        if self.running:
            return self.pacing.wait
        return None if self._resting else 0.0

    def wake(self) -> None:
        """Look for something to do again."""
        self._resting = False

    def play(self, *, ends: bool) -> Iterator[Event]:
        """Train until paused; with ``ends``, the run is over when its steps are done."""
        self._ends = ends
        if ends and self.session.finished:
            yield from self.halt(RunState.FINISHED)
        else:
            yield from self._run_for(None)

    def play_more(self, steps: int) -> Iterator[Event]:
        """Train for more steps than those that are left."""
        yield from self._run_for((self._left or 0) + steps)

    def play_epoch(self) -> Iterator[Event]:
        """Train to the end of the epoch."""
        yield from self._run_for(self.session.steps_left_in_epoch)

    def _run_for(self, steps: int | None) -> Iterator[Event]:
        if self.state is RunState.DIVERGED:
            return
        if self.session.finished:
            self.session.extend()
            yield self._marked(f"{self.session.training.epochs} more epochs")
        self._left = steps
        self._speed.begin(self.session.steps_done)
        if self.state is not RunState.RUNNING and steps != 1:
            # A single step is over before anyone could pause it: a "play" that follows it must not read as a pause.
            yield self.enter(RunState.RUNNING)

    def halt(self, state: RunState) -> Iterator[Event]:
        """Stop, with up-to-date pictures."""
        self._left = 0
        self.pacing.hurry()
        self._resting = False
        yield from self._reports.evaluated_at_rest(self.session)
        yield self.progress()
        yield self.enter(state)
        yield from self.autosave.at_rest(self.session)
        yield from self._pictures.now()
        self.over = self._ends and state is RunState.FINISHED

    def abandon(self) -> None:
        """Stop where the last finished chunk of steps ended."""
        self._left, self._search, self._resting = 0, None, True
        self._pictures.forget_after(self.session.steps_done)

    def want(self, types: frozenset[type[Event]]) -> Iterator[Event]:
        """Make only these heavy events; none where none were ever to be made."""
        if self._wanted is not None:
            self._wanted = types
            self._pictures.want(types)
            if not self.running:
                yield from self._pictures.now()

    def change(self, project: Project) -> Iterator[Event]:
        """Continue with the training settings and the plane of a project."""
        if project.plane != self.session.project.plane:
            self._pictures.choose_plane(project.plane)
        words = apply_changes(self.session, project)
        self.session.project = self.session.project.with_(plane=project.plane)
        if words and self.session.steps_done:
            yield self._marked(words)
        yield self.progress()

    def set_weight(self, place: WeightPlace, value: float) -> Iterator[Event]:
        """Set a weight by hand; losses and pictures follow at once."""
        words = set_weight(self.session, place, value)
        if not words:
            return
        yield self._marked(words)
        self.autosave.forget()
        self._pictures.weights_edited()
        yield from self._reports.evaluated_again(self.session)
        yield from self._pictures.now()

    def search_rate(self, *, on: bool) -> None:
        """Begin a search for a learning rate, or give it up."""
        self._search = search_rates(self.session) if on else None

    # --- training --------------------------------------------------------------------------------

    def advance(self) -> Iterator[Event]:
        """Do the next slice of what there is to do."""
        if self._search is not None:
            yield self._try_rate(self._search)
        elif self.running:
            yield from self._train()
        elif not self.over:
            yield from self._rest()

    def _try_rate(self, search: Iterator[RateSearch]) -> RatesTried:
        found = next(search)
        if found.complete:
            self._search = None
            self._speed.begin(self.session.steps_done)
        return RatesTried(self._run, self.session.steps_done, found)

    def _train(self) -> Iterator[Event]:
        """A slice of steps, and the pictures if they are due."""
        if self.pacing.wait:
            return
        begin, waited = perf_counter(), self.session.waited
        try:
            if self._pictures.measures and self.pacing.pictures_due(begin):
                chunk = self._pictures.measured_step()
            else:
                most = self.autosave.fitting(self.pacing.steps(self._left), self.session.steps_done)
                chunk = self.session.train(most, self._pictures.path)
        except Diverged as diverged:
            yield from self._diverged(diverged)
            return
        seconds = perf_counter() - begin
        self.trained += seconds
        self._waited += self.session.waited - waited
        count = len(chunk.steps)
        self._speed.did(self.session.steps_done)
        if self._left is not None:
            self._left -= count
        yield self._scalars(chunk)
        yield from self._reports.when_due(self.session, slow=self.pacing.slow)
        yield from self.autosave.when_due(self.session)
        if self.session.finished:
            yield from self.halt(RunState.FINISHED)
        elif self._left == 0:
            yield from self.halt(RunState.PAUSED)
        else:
            yield from self._make_pictures(begin, seconds, count)

    def _make_pictures(self, begin: float, seconds: float, count: int) -> Iterator[Event]:
        """Adapt the slice, give the contour its share of the time, make pictures when due."""
        idle, due = self.pacing.trained(begin, seconds, count), self.pacing.pictures_due(begin)
        if self._pictures.contour_beside_training(seconds, idle) or due:  # rounds may be seconds apart
            yield from self._pictures.contour()  # what it computes counts as its share
        if due:
            started = perf_counter()
            yield from self._pictures.now(beside_training=True)
            yield self.progress()
            self.pacing.pictured(begin, started)

    def _diverged(self, diverged: Diverged) -> Iterator[Event]:
        self._pictures.forget_after(self.session.steps_done)
        if diverged.done is not None:
            yield self._scalars(diverged.done)
        advice = remedy(self.session)
        diverged.add_note(advice.advice)
        self.failure = diverged.with_traceback(None)
        self._left = 0
        self._resting = False
        yield self.progress()
        yield self.enter(RunState.DIVERGED, f"{diverged} {advice.reason}", diverged.node, advice.fix)
        yield from self._pictures.now()

    def _rest(self) -> Iterator[Event]:
        """Complete the contour in slices; when all is done, wait for commands."""
        worked = self._pictures.contour_at_rest()
        yield from self._pictures.contour()
        self._resting = not worked

    # --- reports ---------------------------------------------------------------------------------

    def _scalars(self, chunk: StepChunk) -> Scalars:
        return Scalars(self._run, self.session.steps_done, chunk.steps, chunk.loss, chunk.learning_rate)

    def _marked(self, words: str) -> ChangeMarked:
        return ChangeMarked(self._run, self.session.steps_done, words)

    def progress(self) -> Progress:
        """Report the position in the run, and the speed."""
        session = self.session
        speed = self._speed.steps_per_second
        left = (session.total_steps - session.steps_done) / speed if self._left is None and speed else None
        waiting = self._waited / self.trained if self.trained else 0.0
        return Progress(
            self._run, session.steps_done, session.epoch, session.total_steps, speed, left, waiting
        )
