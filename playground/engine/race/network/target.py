"""When the lanes of a race on a network reach their target: looked for more often than whole evaluations come.

A lane is looked at every few steps; when it is there, it goes the last of them once more, aside, and is looked at
about every hundredth of the race. How often depends on sizes alone, never on time, so that the same race has the same
result on every machine. What is looked at is the one split that the target is on, and nothing that trains hears of
it: a lane does what it would do alone.
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

LOOKS, FINE_LOOKS = 64, 100
"""Parts of the race between looks, at most: on the way, and on the last steps to the target."""
SHARE = 0.08
"""Looks take about this part of the time of training at most."""
TRAINED = 2
"""A sample that is trained on costs as much as so many that are only looked at, measured on small networks."""


@dataclass(frozen=True)
class Reach:
    """Where a target was reached first, as far as was looked.

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

    def every(self, member: Session) -> int:
        """Steps from one look at a lane to the next."""
        data = member.data
        training = self.part == "training"
        samples = (
            min(len(data.x_train), TRAINING_SAMPLES) if training else min(len(data.x_val), VALIDATION_SAMPLES)
        )
        affordable = samples / (SHARE * TRAINED * max(1, member.progress.next_batch_size))
        return max(1, ceil(member.total_steps / LOOKS), ceil(affordable))

    def until_look(self, member: Session) -> int:
        """Steps that a lane may do before it is looked at."""
        every = self.every(member)
        return every - member.steps_done % every

    def looked(self, member: Session, stopped: Callable[[], bool]) -> bool | None:
        """Whether a lane is there; None when this is no step to look, or ``stopped`` said so on the way."""
        if member.steps_done % self.every(member):
            return None
        return self._there(member, stopped)

    def _there(self, member: Session, stopped: Callable[[], bool]) -> bool | None:
        outcome = member.evaluate_split(self.part, stopped)
        return None if outcome is None else self._good(outcome[1] if self._on == "metric" else outcome[0])

    def first(self, member: Session, since: State | None, stopped: Callable[[], bool]) -> Reach:
        """Where a lane that is there came there first, since a state in which it was not.

        Args:
            member: Stands where it stood afterwards, to the last bit.
            since: Of this member, no evaluation that was due lies in between; None for where it stands.
            stopped: Asked now and then whether to be content with where it stands.
        """
        reach = Reach(member.steps_done, member.evaluations)
        if since is None:
            return reach
        fine = max(1, member.total_steps // FINE_LOOKS)
        with member.unmoved():
            member.go_back(since)
            while (to := (member.steps_done // fine + 1) * fine) < reach.step and not stopped():
                while member.steps_done < to:
                    member.advance(to - member.steps_done)
                if self._there(member, stopped):
                    return Reach(member.steps_done, member.evaluations)
        return reach

    def seen(self, outcome: Evaluation) -> bool:
        """Whether a lane that was evaluated as a whole is there."""
        match self._on:
            case "metric":
                return self._good(outcome.validation_metric)
            case "train_loss":
                return self._good(outcome.train_loss)
            case "validation_loss":
                return self._good(outcome.validation_loss)

    def _good(self, value: float) -> bool:
        return value >= self._value if self._on == "metric" else value <= self._value

    def words(self, members: Iterable[Session]) -> str:
        """How often lanes are looked at, a sentence."""
        every = sorted({self.every(member) for member in members})
        steps = f"{every[0]:,}" if len(every) == 1 else f"{every[0]:,} to {every[-1]:,}"
        return (
            f"Target: looked for at least every {steps} steps, and every hundredth of the race where it is reached; "
            "nothing that trains hears of it."
        )
