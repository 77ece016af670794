"""A session that can step together with others, see ``lanes``."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from torch import Tensor

from playground.engine.population.stacked_forward import signature
from playground.engine.training.chunk import BatchPlan, StepChunk
from playground.engine.training.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playground.engine.data.batches import Batches
    from playground.engine.optim.ema import WeightAverage
    from playground.engine.optim.stepper import Script


class Member(Session):
    """A session that can step together with others."""

    @property
    def batches(self) -> Batches:
        """Its samples."""
        return self._batches

    @property
    def average(self) -> WeightAverage:
        """What follows its parameters."""
        return self._average

    @property
    def size(self) -> int:
        """Batch size of the next step."""
        return self._course.next_size

    def kind(self) -> tuple[object, ...] | None:
        """Equal for those that can take their next steps together; None for one that must step alone."""
        if self.device.type != "cpu" or self._stepper.script() is None or self.data.stream is not None:
            return None
        course = self._course
        counts = (course.next_size, *(getattr(course, name) for name in course.COUNTS))
        return (
            self.computes,
            self._data_words,
            self.theta.dtype,
            *counts,
            self._lane.state_dict()["cpu"].numpy().tobytes() if self._draws else b"",
        )

    @cached_property
    def computes(self) -> str:
        """What its network and loss compute; see ``signature``."""
        return signature(self.network, self.loss)

    @cached_property
    def _draws(self) -> bool:
        """Whether its layers draw random numbers."""
        return any(step.layer.random for step in self.network.steps)

    @cached_property
    def _data_words(self) -> str:
        return self.project.data.model_dump_json()

    def begin_at(self, theta: Tensor) -> None:
        """Begin with other parameters, ``(P,)``."""
        self.theta.copy_(theta)
        self._stepper.begin_anew()
        self._average.begin_anew()

    @contextmanager
    def unmoved(self) -> Iterator[None]:
        """Inside it may train; afterwards it stands where it stood, with the gradients of its newest step."""
        before, grad, newest = self.state(), self.grad.clone(), self._course.newest
        try:
            yield
        finally:
            self.go_back(before)
            self.grad.copy_(grad)
            self._course.newest = newest

    def script(self) -> Script:
        """How it steps."""
        script = self._stepper.script()
        assert script is not None, "one without a script steps alone"
        return script

    def at_one_place(self, other: Member) -> bool:
        """Whether another one of its kind gets the same batches from here on."""
        return self._course.at_one_place(other._course)

    def plan_like(self, other: Member, plan: BatchPlan) -> BatchPlan:
        """As ``plan``, of the very same batches as another one that was at one place with this one.

        Args:
            other: It has planned already.
            plan: What it will do.
        """
        length = self.steps_per_epoch
        rates = self._stepper.rates_from(plan.first, len(plan.rates))
        self._course.follow(other._course)
        if self.steps_per_epoch != length:
            self._fit_schedule()
        return BatchPlan(plan.first, plan.chosen, rates)

    def take(self, plan: BatchPlan, losses: Tensor) -> StepChunk:
        """Count steps that were done elsewhere."""
        count = len(plan.rates)
        self._stepper.replayed(count)
        numbers = np.arange(plan.first + 1, plan.first + 1 + count)
        return StepChunk(numbers, losses.double().numpy(), np.array(plan.rates))

    def draw_as(self, other: Member) -> None:
        """Have the random numbers of another one."""
        self._lane.load_state_dict(other._lane.state_dict())
