"""Consecutive training steps as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from playground.arrays import Floats, Integers

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class BatchPlan:
    """Steps to do.

    Attributes:
        first: Steps done before.
        chosen: Sample indices of each step, ``(N,)``.
        rates: Learning rate of each step.
    """

    first: int
    chosen: list[Tensor]
    rates: list[float]


@dataclass(frozen=True)
class StepChunk:
    """Numbers of steps, losses of their batches (without L1 and L2 terms), and learning rates."""

    steps: Integers
    loss: Floats
    learning_rate: Floats


class Keeper(Protocol):
    """A recorder of the parameters during training."""

    stride: int
    """Record after steps whose number is a multiple of this."""

    def record(self, step: int, theta: Tensor) -> None:
        """Record the parameters after a step."""
