"""Events about the session of a run: what it is, and how well it does."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict
from time import perf_counter

from playground.engine.events.run import BestRestored, Evaluated, Event, Message, Preparing, Started
from playground.engine.events.stages import NOTHING_MEASURED, StagesMeasured
from playground.engine.training.evaluation import Evaluation, evaluate_in_slices, evaluated_samples
from playground.engine.training.remedies import lower_rate
from playground.engine.training.session import Session

QUICK = 0.25
"""The longest an evaluation may take, in seconds, for one to be made at every pause."""
REPORT_EVERY = 0.3
"""Seconds between two reports of how far the first evaluation is."""
FRESH, SHARE = 0.9, 0.1
"""Seconds between two evaluations at slow speeds, and the largest part of the time that they may take."""
EVALUATING = "evaluating the start"
BURST = 1_000.0
"""Multiple of the loss at the initial weights from which on there is a remark."""


class Reports:
    """Makes the events about the sessions of one run."""

    def __init__(
        self, run: int, stopped: Callable[[], bool], clock: Callable[[], float] = perf_counter
    ) -> None:
        """Prepare.

        Args:
            run: Id that the events carry.
            stopped: Whether to abandon an evaluation.
            clock: Returns the time in seconds.
        """
        self._run, self._stopped, self._clock = run, stopped, clock
        self._took, self._step, self._at = 0.0, -1, 0.0
        self._times = NOTHING_MEASURED
        self._initial: float | None = None
        """Training loss at the initial weights; None where it is unknown, and after the remark on it."""

    def started(self, session: Session) -> Started:
        """Describe the session."""
        return Started(
            self._run,
            session.steps_done,
            steps_per_epoch=session.steps_per_epoch,
            total_steps=session.total_steps,
            layers=session.layers,
            metric=session.metric,
            device=session.device_name,
            seed=session.training.seed,
            training_samples=session.training_samples,
            validation_samples=len(session.data.x_val),
            evaluated_samples=session.evaluated_samples,
        )

    def first_evaluated(self, session: Session, every: float = REPORT_EVERY) -> Iterator[Event]:
        """Evaluate it before it trains.

        Args:
            session: What is to train.
            every: Seconds between two reports of how far that is.
        """
        begin, known = self._clock(), None
        averages = session.averaged or session.stepper.shows_average
        if not (session.steps_done or session.training_mode or averages):
            known = yield from self._in_slices(session, begin, every)
        if not self._stopped():
            yield from self.evaluated(session, known, begin)

    def _in_slices(
        self, session: Session, begin: float, every: float
    ) -> Generator[Preparing, None, Evaluation | None]:
        samples, reported = evaluated_samples(session.data), begin
        slices = evaluate_in_slices(
            session.network, session.loss, session.data, session.device, self._stopped
        )
        while True:
            try:
                done, _ = next(slices)
            except StopIteration as end:
                outcome: Evaluation | None = end.value
                return outcome
            now = self._clock()
            if now - reported > every:
                reported, left = now, (now - begin) * (samples / done - 1)
                yield Preparing(self._run, session.steps_done, EVALUATING, done / samples, left)

    def evaluated(
        self, session: Session, known: Evaluation | None = None, begin: float | None = None
    ) -> Iterator[Event]:
        """Evaluate it, and once more if that restored its best weights.

        Args:
            session: What trains.
            known: Outcome of this evaluation, if it has been made already.
            begin: Time at which that was begun; None for now.
        """
        before, begin = session.best_step, self._clock() if begin is None else begin
        outcome = session.evaluate(self._stopped, known)
        self._at = self._clock()
        self._took, self._step = self._at - begin, session.steps_done
        if outcome is not None:
            yield self._event(session, outcome)
            yield from self._burst(session, outcome.train_loss)
        if session.best_step is not None and session.best_step != before:
            best = session.evaluate(self._stopped)
            if best is not None:
                yield BestRestored(
                    self._run, session.steps_done, session.best_step, self._event(session, best)
                )

    def when_due(self, session: Session, *, slow: bool, fresh: float = FRESH) -> Iterator[Event]:
        """Evaluate it after a step where that is due.

        Args:
            session: What trains.
            slow: Whether it trains at a speed for watching: then also where the last evaluation is out of date,
                without any effect on training.
            fresh: Seconds after which one is, unless it takes more than a small part of that.
        """
        yield from self._stages(session)
        if session.evaluation_due:
            yield from self.evaluated(session)
        elif slow and self._clock() - self._at >= max(fresh, self._took / SHARE):
            self._at = self._clock()
            yield from self.evaluated_again(session)

    def _stages(self, session: Session) -> Iterator[StagesMeasured]:
        """Report who computed when in the batch that was measured last."""
        times = session.gradients.stage_times
        if times is not self._times:
            self._times = times
            yield StagesMeasured(self._run, session.steps_done, times)

    def evaluated_at_rest(self, session: Session) -> Iterator[Event]:
        """Evaluate it where it halts, unless it was just evaluated or evaluations are slow."""
        if self._step != session.steps_done and self._took < QUICK:
            yield from self.evaluated(session)

    def evaluated_again(self, session: Session) -> Iterator[Event]:
        """Evaluate weights that were edited by hand, without any effect on training; not where that takes long."""
        if self._took >= QUICK:
            return
        training, validation = (
            session.evaluate_split(part, self._stopped) for part in ("training", "validation")
        )
        if training is not None and validation is not None:
            outcome = Evaluation(training[0], validation[0], training[1], validation[1])
            yield self._event(session, outcome)

    def _burst(self, session: Session, loss: float) -> Iterator[Message]:
        """Remark once that the loss has grown enormously, though it is still a number."""
        if session.steps_done == 0:
            self._initial = loss
        elif self._initial is not None and loss > BURST * self._initial > 0:
            words = f"The training loss is {loss / self._initial:,.0f} times as large as at the start."
            self._initial = None
            yield Message(self._run, session.steps_done, words, fix=lower_rate(session))

    def _event(self, session: Session, outcome: Evaluation) -> Evaluated:
        return Evaluated(
            self._run, session.steps_done, session.epoch, **asdict(outcome), averaged=session.averaged
        )
