"""Batches in a fresh random order each epoch, gathered block by block."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, split

BLOCK_BYTES = 32_000_000
"""Inputs gathered at once; small data are gathered whole."""


Batch = tuple[Tensor, Tensor]
"""Inputs and targets of one step."""


class Batches:
    """The order of samples of one lane. It depends on the seed and the batch sizes alone."""

    def __init__(self, x: Tensor, y: Tensor, generator: torch.Generator, *, least: int) -> None:
        """Take the training split.

        Args:
            x: Inputs, resident on the device.
            y: Prepared targets.
            generator: The source of the order.
            least: A last batch smaller than this is left out (batch normalization needs two samples).
        """
        self._x, self._y, self._generator, self._least = x, y, generator, least

    def per_epoch(self, batch_size: int) -> int:
        """Number of batches in an epoch."""
        full, rest = divmod(len(self._x), batch_size)
        return max(1, full + (rest >= self._least))

    def samples(self, batch_size: int) -> Iterator[Batch]:
        """Batches of each size that an epoch has, of the first samples in their own order."""
        used = min(len(self._x), self.per_epoch(batch_size) * batch_size)
        for size in {min(batch_size, used), used % batch_size} - {0}:
            yield self._x[:size], self._y[:size]

    def epoch(self, batch_size: int) -> Iterator[Batch]:
        """The batches of one epoch; the order is drawn at once."""
        order = torch.randperm(len(self._x), generator=self._generator).to(self._x.device)
        order = order[: self.per_epoch(batch_size) * batch_size]
        return self._gather(order, batch_size)

    def _gather(self, order: Tensor, batch_size: int) -> Iterator[Batch]:
        bytes_each = self._x[0].numel() * self._x.element_size()
        block = batch_size * max(1, BLOCK_BYTES // (batch_size * bytes_each))
        for part in split(order, block):
            yield from zip(split(self._x[part], batch_size), split(self._y[part], batch_size), strict=True)
