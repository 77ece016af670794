"""A run that is watched: trains in slices, and tells what it does as events."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from playground.build.training_fixes import TrainingFix
from playground.engine.events.control import Control
from playground.engine.events.run import Event, Progress, RunState, Scalars, StateChanged, Sweep
from playground.engine.jobs.pacing import Pacing
from playground.engine.jobs.pictures import Pictures
from playground.engine.jobs.reports import Reports
from playground.engine.jobs.speed_meter import SpeedMeter
from playground.engine.jobs.weight_autosave import WeightAutosave
from playground.engine.training.chunk import StepChunk
from playground.engine.training.divergence import Diverged
from playground.engine.training.remedies import remedy
from playground.engine.training.session import Session
from playground.engine.training.threads import fit_threads, rough_threads


class TrainingLoop:
    """What a live run does between commands."""

    def __init__(self, run: int, control: Control, wanted: frozenset[type[Event]]) -> None:
        self._run, self._control, self._wanted = run, control, wanted
        self._state = RunState.READY
        self._left: int | None = 0
        self._rhythm = Pacing()
        self._pace = SpeedMeter()
        self._trained, self._waited = 0.0, 0.0
        self._resting = False
        self._search: Iterator[Sweep] | None = None
        self._reports = Reports(run, control.stopped)
        self._keeping = WeightAutosave(run)

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

    def _enter(
        self, state: RunState, message: str = "", node: str | None = None, fix: TrainingFix | None = None
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
                stretch = self._session.train(self._rhythm.steps(self._left), self._pictures.path)
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

    def _scalars(self, stretch: StepChunk) -> Scalars:
        return Scalars(
            self._run, self._session.steps_done, stretch.steps, stretch.loss, stretch.learning_rate
        )

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
