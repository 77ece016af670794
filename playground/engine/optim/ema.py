"""Exponential moving average of the parameters: smoother than the parameters, and often better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playground.spec.training import TrainingSpec


class WeightAverage:
    """The exponential moving average of a run's parameters.

    Up to step ``start`` it equals the parameters; from there on each step makes it ``d * average + (1 - d) * theta``
    (Polyak and Juditsky 1992, in the exponential form of Tarvainen and Valpola 2017). Running statistics of norms
    belong to the parameters that training visits; those of the average are computed where it is evaluated.

    Attributes:
        vector: The average, ``(P,)``; None while averaging is off.
    """

    def __init__(self, theta: Tensor, training: TrainingSpec) -> None:
        self._theta = theta
        self.vector: Tensor | None = None
        self.adopt(training)

    def adopt(self, training: TrainingSpec) -> None:
        """Apply decay and start; an average that is turned on begins with the present parameters."""
        self.decay, self.start = training.average, training.average_start
        if not self.decay:
            self.vector = None
        elif self.vector is None:
            self.vector = self._theta.detach().clone()

    def reset(self) -> None:
        """Restart from the present parameters."""
        if self.vector is not None:
            self.vector.copy_(self._theta)

    def follow(self, step: int) -> None:
        """Include the parameters after step number ``step`` (from 1)."""
        if self.vector is not None:
            self.vector.lerp_(self._theta, 1.0 - self.decay if step > self.start else 1.0)

    @property
    def for_replay(self) -> tuple[list[Tensor], float, int]:
        """What a compiled loop needs to do the same as ``follow``."""
        return [] if self.vector is None else [self.vector], self.decay, self.start

    def state_dict(self) -> dict[str, Tensor]:
        """Return a copy of the average."""
        return {} if self.vector is None else {"vector": self.vector.clone()}

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        """Restore a ``state_dict`` of a run with the same settings."""
        if self.vector is not None:
            self.vector.copy_(state["vector"])
