"""How a training job proceeds between commands: it trains in slices and reports them as events."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from playground.build.training_fixes import TrainingFix
from playground.engine.events.control import Control
from playground.engine.events.run import Event, Progress, RunState, Scalars, StateChanged, Sweep
from playground.engine.jobs.pacing import Pacing
from playground.engine.jobs.pictures import NoPictures, Pictures
from playground.engine.jobs.reports import Reports
from playground.engine.jobs.speed_meter import SpeedMeter
from playground.engine.jobs.weight_autosave import WeightAutosave
from playground.engine.training.chunk import StepChunk
from playground.engine.training.divergence import Diverged
from playground.engine.training.remedies import remedy
from playground.engine.training.session import Session
from playground.engine.training.threads import fit_threads, rough_threads


class TrainingLoop:
    """What a training job does between commands.

    Attributes:
        failure: Why it could not start or continue, as an exception for callers in the same thread; else None.
        trained: Seconds spent in training steps, evaluations and pictures excluded.
    """

    def __init__(self, run: int, control: Control, wanted: frozenset[type[Event]] | None) -> None:
        self._run, self._control, self._wanted = run, control, wanted
        self._state = RunState.READY
        self._left: int | None = 0
        self._pacing = Pacing()
        self._speed = SpeedMeter()
        self.failure: Exception | None = None
        self.trained, self._waited = 0.0, 0.0
        self._resting = self._ends = self._over = False
        self._search: Iterator[Sweep] | None = None
        self._reports = Reports(run, control.stopped)
        self._autosave = WeightAutosave(run)

    def _begin(self, session: Session) -> Iterator[Event]:
        """Become ready with a session, at its beginning or where it was saved."""
        self._session = session
        self._left, self._search, self._resting = 0, None, False
        rough_threads(session)
        self._pictures = self._pictures_of(session)
        yield self._reports.started(session)
        yield self._enter(RunState.READY)
        yield from self._reports.evaluated(session)
        yield from self._pictures.now()
        fit_threads(session)
        session.prepare()

    def _pictures_of(self, session: Session) -> Pictures | NoPictures:
        return NoPictures(session) if self._wanted is None else Pictures(session, self._run, self._wanted)

    def _enter(
        self, state: RunState, message: str = "", node: str | None = None, fix: TrainingFix | None = None
    ) -> StateChanged:
        self._state = state
        return StateChanged(self._run, self._session.steps_done, state, message, node, fix)

    # --- training --------------------------------------------------------------------------------

    def _train(self) -> Iterator[Event]:
        """A slice of steps, and the pictures if they are due."""
        if self._pacing.wait:
            return
        begin, waited = perf_counter(), self._session.waited
        try:
            if self._pictures.measures and self._pacing.pictures_due(begin):
                chunk = self._pictures.measured_step()
            else:
                most = self._autosave.fitting(self._pacing.steps(self._left), self._session.steps_done)
                chunk = self._session.train(most, self._pictures.path)
        except Diverged as diverged:
            yield from self._diverged(diverged)
            return
        seconds = perf_counter() - begin
        self.trained += seconds
        self._waited += self._session.waited - waited
        count = len(chunk.steps)
        self._speed.did(self._session.steps_done)
        if self._left is not None:
            self._left -= count
        yield self._scalars(chunk)
        if self._session.evaluation_due:
            yield from self._reports.evaluated(self._session)
        yield from self._autosave.when_due(self._session)
        if self._session.finished:
            yield from self._halt(RunState.FINISHED)
        elif self._left == 0:
            yield from self._halt(RunState.PAUSED)
        else:
            yield from self._look(begin, seconds, count)

    def _look(self, begin: float, seconds: float, count: int) -> Iterator[Event]:
        """Adapt the slice, give the contour its share of the time, make pictures when due."""
        self._pictures.contour_beside_training(seconds, self._pacing.trained(begin, seconds, count))
        if self._pacing.pictures_due(begin):
            started = perf_counter()
            yield from self._pictures.contour()
            yield from self._pictures.now()
            yield self._progress()
            self._pacing.pictured(begin, started)

    def _halt(self, state: RunState) -> Iterator[Event]:
        """Stop, with up-to-date pictures."""
        self._left = 0
        self._pacing.hurry()
        self._resting = False
        yield from self._reports.evaluated_at_rest(self._session)
        yield self._progress()
        yield self._enter(state)
        yield from self._autosave.at_rest(self._session)
        yield from self._pictures.now()
        self._over = self._ends and state is RunState.FINISHED

    def _diverged(self, diverged: Diverged) -> Iterator[Event]:
        self._pictures.forget_after(self._session.steps_done)
        if diverged.done is not None:
            yield self._scalars(diverged.done)
        advice = remedy(self._session)
        diverged.add_note(advice.advice)
        self.failure = diverged.with_traceback(None)
        self._left = 0
        self._resting = False
        yield self._progress()
        yield self._enter(RunState.DIVERGED, f"{diverged} {advice.reason}", diverged.node, advice.fix)
        yield from self._pictures.now()

    def _scalars(self, chunk: StepChunk) -> Scalars:
        return Scalars(self._run, self._session.steps_done, chunk.steps, chunk.loss, chunk.learning_rate)

    # --- at rest --------------------------------------------------------------------------

    def _rest(self) -> Iterator[Event]:
        """Complete the contour in slices; when all is done, wait for commands."""
        worked = self._pictures.contour_at_rest()
        yield from self._pictures.contour()
        self._resting = not worked

    def _progress(self) -> Progress:
        session = self._session
        speed = self._speed.steps_per_second
        left = (session.total_steps - session.steps_done) / speed if self._left is None and speed else None
        waiting = self._waited / self.trained if self.trained else 0.0
        return Progress(
            self._run, session.steps_done, session.epoch, session.total_steps, speed, left, waiting
        )
