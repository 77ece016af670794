"""Batches in a fresh random order each epoch."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor


class Batches:
    """The order of samples of one lane. It depends on the seed and the batch sizes alone.

    Attributes:
        x: Inputs, resident on the device.
        y: Prepared targets.
        waited: Seconds that training has waited for samples so far; none where they are in memory.
    """

    waited = 0.0

    def __init__(self, x: Tensor, y: Tensor, generator: torch.Generator, *, least: int) -> None:
        """Take the training split.

        Args:
            x: Inputs, resident on the device.
            y: Prepared targets.
            generator: The source of the order.
            least: A last batch smaller than this is left out (batch normalization needs two samples).
        """
        self.x, self.y = x, y
        self._samples = len(x)
        self._generator, self._least = generator, least

    def per_epoch(self, batch_size: int) -> int:
        """Number of batches in an epoch."""
        full, rest = divmod(self._samples, batch_size)
        return max(1, full + (rest >= self._least))

    def sizes(self, batch_size: int) -> tuple[int, ...]:
        """The sizes of batches that an epoch has, the usual one first."""
        used = min(len(self.x), self.per_epoch(batch_size) * batch_size)
        rest = used % batch_size
        return (min(batch_size, used), *([rest] if rest and used > batch_size else []))

    def epoch(self, batch_size: int) -> Iterator[Tensor]:
        """The numbers of the samples in each batch of one epoch; the order is drawn at once.

        The iterator can be copied: both go on from where it stood.
        """
        order = torch.randperm(self._samples, generator=self._generator).to(self.x.device)
        full = min(self.per_epoch(batch_size), len(order) // batch_size) * batch_size
        rest = order[full : self.per_epoch(batch_size) * batch_size]
        return iter([*order[:full].view(-1, batch_size).unbind(), *([rest] if len(rest) else [])])

    def close(self) -> None:
        """Let go of what is beside this process: nothing."""

    def take(self, chosen: Tensor) -> tuple[Tensor, Tensor]:
        """Inputs and targets of some samples."""
        return self.x.index_select(0, chosen), self.y.index_select(0, chosen)
