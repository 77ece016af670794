"""What a run reports about its batch norms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from playground.arrays import Floats
from playground.engine.events.run import Event

EQUAL = 1e-5
"""Outputs that differ by no more than this part of the greatest one are equal up to rounding."""


@dataclass(frozen=True, slots=True)
class Channels:
    """The first channels of one batch norm, each array ``(channels,)``.

    Attributes:
        running_mean: Used in evaluation mode.
        running_std: Used in evaluation mode.
        batch_mean: Of its input for the newest batch, used in training mode.
        batch_std: Of its input for the newest batch, used in training mode.
        total: Number of all its channels.
    """

    running_mean: Floats
    running_std: Floats
    batch_mean: Floats
    batch_std: Floats
    total: int


@dataclass(frozen=True, slots=True)
class Folding:
    """The network compared with the same one with its batch norms folded, in evaluation mode.

    Attributes:
        into: The preceding node, by the batch norm that was folded into it.
        difference: Greatest absolute difference of any output.
        greatest: Greatest absolute output.
        samples: Validation samples that were compared.
    """

    into: Mapping[str, str]
    difference: float
    greatest: float
    samples: int

    @property
    def equal(self) -> bool:
        """Whether both have the same outputs up to rounding."""
        return self.difference <= EQUAL * self.greatest


@dataclass(frozen=True, slots=True)
class NormStatistics(Event):
    """The statistics of all batch norms of a network.

    Attributes:
        channels: By node.
        folding: With all foldable ones folded; None when none is.
        batch: Samples of the batch that was evaluated.
    """

    channels: Mapping[str, Channels]
    folding: Folding | None
    batch: int
    heavy: ClassVar[bool] = True
