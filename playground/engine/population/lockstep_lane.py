"""One session among those that step together."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from playground.engine.population.stacked_forward import signature
from playground.engine.training.chunk import BatchPlan, StepChunk

if TYPE_CHECKING:
    from torch import Tensor

    from playground.engine.optim.script import Script
    from playground.engine.training.session import Session


class LockstepLane:
    """Lets a session plan its next steps, and count them when they were done elsewhere.

    Attributes:
        session: The session.
        seconds: Of a step, as far as measured; else 0.
    """

    def __init__(self, session: Session) -> None:
        self.session, self.seconds = session, 0.0

    @property
    def batch_size(self) -> int:
        """Batch size of the next step."""
        return self.session.progress.next_batch_size

    @cached_property
    def computes(self) -> str:
        """What network and loss compute; see ``signature``."""
        return signature(self.session.network, self.session.objective)

    def kind(self) -> tuple[object, ...] | None:
        """Equal for lanes that can take their next steps together; None for one that must step alone."""
        session = self.session
        if (
            session.device.type != "cpu"
            or session.stepper.script() is None
            or session.data.stream is not None
        ):
            return None
        progress = session.progress
        counts = (progress.next_batch_size, *(getattr(progress, name) for name in progress.COUNTS))
        return (
            self.computes,
            self._data_words,
            session.theta.dtype,
            *counts,
            session.random.state_dict()["cpu"].numpy().tobytes() if self._draws else b"",
        )

    @cached_property
    def _draws(self) -> bool:
        """Whether layers draw random numbers."""
        return any(step.layer.random for step in self.session.network.steps)

    @cached_property
    def _data_words(self) -> str:
        return self.session.project.data.model_dump_json()

    def script(self) -> Script:
        """How it steps."""
        script = self.session.stepper.script()
        assert script is not None, "one without a script steps alone"
        return script

    def shares_batches(self, other: LockstepLane) -> bool:
        """Whether another lane of its kind gets the same batches from here on."""
        return self.session.progress.same_position(other.session.progress)

    def plan_like(self, other: LockstepLane, plan: BatchPlan) -> BatchPlan:
        """Plan the same batches as another lane that shared its batches with this one.

        Args:
            other: It has planned already.
            plan: What it will do.
        """
        return self.session.plan_like(other.session.progress, plan)

    def take(self, plan: BatchPlan, losses: Tensor) -> StepChunk:
        """Count steps that were done elsewhere."""
        count = len(plan.rates)
        self.session.stepper.count_replayed(count)
        numbers = np.arange(plan.first + 1, plan.first + 1 + count)
        return StepChunk(numbers, losses.double().numpy(), np.array(plan.rates))

    def draw_as(self, other: LockstepLane) -> None:
        """Take over the random numbers of another lane."""
        self.session.random.load_state_dict(other.session.random.state_dict())
