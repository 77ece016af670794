"""Batches in a fresh random order each epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

Change = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]
"""Changes a batch of inputs ``(N, *input_shape)`` and its targets."""


class Batches:
    """The order of one run's samples; it depends on the seed and the batch sizes alone.

    Attributes:
        x: Inputs, resident on the device.
        y: Prepared targets.
        waited: Seconds that training has waited for samples so far; 0 for samples in memory.
    """

    waited = 0.0

    def __init__(
        self,
        x: Tensor,
        y: Tensor,
        generator: torch.Generator,
        *,
        least: int,
        shares: Tensor | None = None,
        change: Change | None = None,
    ) -> None:
        """Use the training split.

        Args:
            x: Inputs, resident on the device.
            y: Prepared targets.
            generator: Draws the order.
            least: A last batch smaller than this is dropped (batch normalization needs two samples).
            shares: How often each sample is drawn in proportion, with replacement, ``(N,)`` double in host memory; None
                to shuffle.
            change: Changes samples at random whenever they are taken for a step, with torch's own generators.
        """
        self.x, self.y = x, y
        self._samples = len(x)
        self._generator, self._least, self._shares = generator, least, shares
        self._change = change

    def per_epoch(self, batch_size: int) -> int:
        """Count the batches of an epoch."""
        full, rest = divmod(self._samples, batch_size)
        return max(1, full + (rest >= self._least))

    def sizes(self, batch_size: int) -> tuple[int, ...]:
        """Return the distinct batch sizes of an epoch, the regular one first; none where steps need Python."""
        if not self.in_memory:
            return ()
        used = min(len(self.x), self.per_epoch(batch_size) * batch_size)
        rest = used % batch_size
        return (min(batch_size, used), *([rest] if rest and used > batch_size else []))

    def epoch(self, batch_size: int) -> Iterator[Tensor]:
        """Draw the order of an epoch; iterate the sample indices of each batch.

        The iterator can be copied: both continue from its position.
        """
        # Few calls of torch: after each of them other threads may run before this one does.
        batches = torch.split(self._order_of_epoch().to(self.x.device), batch_size)
        return iter(batches[: self.per_epoch(batch_size)])

    def _order_of_epoch(self) -> Tensor:
        """Draw the samples of an epoch, as ``torch.utils.data``'s RandomSampler or WeightedRandomSampler."""
        if self._shares is None:
            return torch.randperm(self._samples, generator=self._generator)
        return torch.multinomial(self._shares, self._samples, replacement=True, generator=self._generator)

    def close(self) -> None:
        """Release resources outside this process: none."""

    def take(self, chosen: Tensor) -> tuple[Tensor, Tensor]:
        """Return inputs and targets of some samples."""
        return self._changed(self.x.index_select(0, chosen), self.y.index_select(0, chosen))

    @property
    def in_memory(self) -> bool:
        """Whether the inputs of a step are rows of ``x``, which neither files nor chance decide."""
        return self._change is None

    @property
    def changes(self) -> bool:
        """Whether samples are changed at random."""
        return self._change is not None

    def _changed(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        return (x, y) if self._change is None else self._change(x, y)
