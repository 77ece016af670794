"""When the lanes of a race on a network reach their target, checked more often than whole evaluations are made.

A lane is checked every few steps; when it has reached the target, its last steps are repeated aside and checked about
every hundredth of the race. How often depends on sizes alone, never on time, so that the same race has the same
result on every machine. Only the split that the target is on is evaluated, and checks do not affect training: a lane
does what it would do alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from playground.engine.training.evaluation import TRAINING_SAMPLES, VALIDATION_SAMPLES, Evaluation, Split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from playground.engine.training.session import Session
    from playground.engine.training.state import State
    from playground.spec.race import RaceSpec

CHECKS, FINE_CHECKS = 64, 100
"""Parts of the race between checks, at most: before the target is reached, and on the last steps up to it."""
SHARE = 0.08
"""Most that checks may take, as a part of the time of training."""
TRAINED = 2
"""Cost of training on a sample, as a multiple of evaluating it, measured on small networks."""


@dataclass(frozen=True)
class TargetReached:
    """Where a target was first reached, to the resolution of the checks.

    Attributes:
        step: Optimizer steps done.
        evaluations: Gradients used.
    """

    step: int
    evaluations: int


class Target:
    """The target of a race that has one."""

    def __init__(self, race: RaceSpec) -> None:
        assert race.target is not None, "the race has a target"
        self._value, self._on = race.target, race.target_on

    @property
    def part(self) -> Split:
        """The split that it is on."""
        return "training" if self._on == "train_loss" else "validation"

    def interval(self, member: Session) -> int:
        """Return the steps from one check of a lane to the next."""
        data = member.data
        training = self.part == "training"
        samples = (
            min(len(data.x_train), TRAINING_SAMPLES) if training else min(len(data.x_val), VALIDATION_SAMPLES)
        )
        affordable = samples / (SHARE * TRAINED * max(1, member.progress.next_batch_size))
        return max(1, ceil(member.total_steps / CHECKS), ceil(affordable))

    def intervals(self, members: Iterable[Session]) -> tuple[int, int]:
        """Return the shortest and the longest interval of any lane."""
        intervals = [self.interval(member) for member in members]
        return min(intervals), max(intervals)

    def steps_until_check(self, member: Session) -> int:
        """Return the steps that a lane may do before its next check."""
        interval = self.interval(member)
        return interval - member.steps_done % interval

    def check(self, member: Session, stopped: Callable[[], bool]) -> bool | None:
        """Check whether a lane has reached it; None when no check is due at this step, or when ``stopped``."""
        if member.steps_done % self.interval(member):
            return None
        return self._reached_by(member, stopped)

    def _reached_by(self, member: Session, stopped: Callable[[], bool]) -> bool | None:
        outcome = member.evaluate_split(self.part, stopped)
        return None if outcome is None else self._met(outcome[1] if self._on == "metric" else outcome[0])

    def locate(self, member: Session, since: State | None, stopped: Callable[[], bool]) -> TargetReached:
        """Find where a lane that has reached it did so first, by repeating its steps since an earlier state.

        Args:
            member: Is afterwards as it was, to the last bit.
            since: An earlier state of it that had not reached the target, with no evaluation due in between; None to
                take the current step.
            stopped: Ends the search, then the current step is taken.
        """
        reached = TargetReached(member.steps_done, member.evaluations)
        if since is None:
            return reached
        fine = max(1, member.total_steps // FINE_CHECKS)
        with member.unmoved():
            member.go_back(since)
            while (to := (member.steps_done // fine + 1) * fine) < reached.step and not stopped():
                while member.steps_done < to:
                    member.advance(to - member.steps_done)
                if self._reached_by(member, stopped):
                    return TargetReached(member.steps_done, member.evaluations)
        return reached

    def met_by(self, evaluation: Evaluation) -> bool:
        """Return whether a whole evaluation meets it."""
        match self._on:
            case "metric":
                return self._met(evaluation.validation_metric)
            case "train_loss":
                return self._met(evaluation.train_loss)
            case "validation_loss":
                return self._met(evaluation.validation_loss)

    def _met(self, value: float) -> bool:
        return value >= self._value if self._on == "metric" else value <= self._value
