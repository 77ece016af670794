"""An average of the parameters over the last steps: smoother than any one of them, and often better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playground.spec.training import TrainingSpec


class WeightAverage:
    """The exponential average of a lane's parameters.

    Up to step ``start`` it is the parameters; from there on each step makes it ``d * average + (1 - d) * theta``
    (Polyak and Juditsky 1992, in the exponential form of Tarvainen and Valpola 2017). Running statistics of norms
    are averages already and stay as they are.

    Attributes:
        vector: The average, ``(P,)``; None while averaging is off.
    """

    def __init__(self, theta: Tensor, training: TrainingSpec) -> None:
        self._theta = theta
        self.vector: Tensor | None = None
        self.adopt(training)

    def adopt(self, training: TrainingSpec) -> None:
        """Take over decay and start; an average that is turned on begins at the parameters of the moment."""
        self.decay, self.start = training.average, training.average_start
        if not self.decay:
            self.vector = None
        elif self.vector is None:
            self.vector = self._theta.detach().clone()

    def begin_anew(self) -> None:
        """Forget the past: the average is the parameters of the moment."""
        if self.vector is not None:
            self.vector.copy_(self._theta)

    def follow(self, step: int) -> None:
        """Take in the parameters after step number ``step`` (from 1)."""
        if self.vector is not None:
            self.vector.lerp_(self._theta, 1.0 - self.decay if step > self.start else 1.0)

    @property
    def for_replay(self) -> tuple[list[Tensor], float, int]:
        """What a loop without Python needs to do the same as ``follow``."""
        return [] if self.vector is None else [self.vector], self.decay, self.start

    def state_dict(self) -> dict[str, Tensor]:
        """A copy of the average."""
        return {} if self.vector is None else {"vector": self.vector.clone()}

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        """Go on from ``state_dict`` of a lane that averages as this one does."""
        if self.vector is not None:
            self.vector.copy_(state["vector"])
