"""Surfaces that are the cost of a model with two weights on a small data set."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from playground.arrays import Doubles
from playground.catalog.kinds import Surface, param

if TYPE_CHECKING:
    from torch import Tensor


class DataSurface(Surface):
    """The mean loss over samples as a function of weight (x) and bias (y), with gradients of minibatches if wanted."""

    points: int = param(40, "Number of samples.", ge=4, le=500, log=True)
    center: float = param(
        1.0, "Mean of the inputs: the farther from 0, the narrower the valley.", ge=-5.0, le=5.0
    )
    data_seed: int = param(0, "Seed of the samples.", ge=0, le=1_000_000)
    batch: int = param(
        0,
        "Samples of a minibatch: lanes step along its gradient. 0 for all samples, whose gradient is exact.",
        ge=0,
        le=500,
    )

    @property
    def batch_size(self) -> int | None:
        """Samples of a minibatch; None where each step uses all."""
        return self.batch if 0 < self.batch < self.points else None

    @abstractmethod
    def samples(self) -> tuple[Doubles, Doubles]:
        """Return inputs and targets, ``(points,)`` each."""

    @abstractmethod
    def predicted(self, inputs: Doubles, weight: float, bias: float) -> Doubles:
        """Return what the model predicts, like ``inputs``."""

    @abstractmethod
    def batch_value(self, x: Tensor, y: Tensor, rows: Tensor) -> Tensor:
        """Return the cost on a minibatch of each start.

        Args:
            x: Weights, ``(S,)``.
            y: Biases, ``(S,)``.
            rows: Numbers of samples, ``(S, batch)``.

        Returns:
            ``(S,)``.
        """
