"""What the leading process asks the others to do at the same time as itself; plain values that can be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor

from playground.arrays import Integers
from playground.spec.training import NodeTraining, TrainingSpec

RandomState = tuple[Tensor, Tensor | None]
"""State of torch's generators, see ``RandomStream``."""


@dataclass(frozen=True)
class Settings:
    """How the network learns from now on.

    Attributes:
        training: Settings for all nodes.
        nodes: Settings of single nodes, by their ids.
    """

    training: TrainingSpec
    nodes: Mapping[str, NodeTraining]


@dataclass(frozen=True)
class Before:
    """What differs from what a process has, before it computes.

    Attributes:
        settings: New settings; None for the same.
        values: Parameters, buffers and the rest of what steps change; None where they are the same.
        random: State of the random numbers; None where none are drawn.
    """

    settings: Settings | None
    values: list[Tensor] | None
    random: RandomState | None


@dataclass(frozen=True)
class DoSteps:
    """Do steps.

    Attributes:
        before: What to apply first.
        chosen: Sample numbers of each step, ``(N,)``.
        rates: Learning rate of each step.
        step: Steps done before.
        batch_size: Of the epoch.
    """

    before: Before
    chosen: list[Integers]
    rates: list[float]
    step: int
    batch_size: int


@dataclass(frozen=True)
class FindGradient:
    """Compute loss and gradient of one batch.

    Attributes:
        before: What to apply first.
        chosen: Sample numbers, ``(N,)``.
    """

    before: Before
    chosen: Integers


Order = DoSteps | FindGradient | None
"""None ends the training."""
