"""Initializers: how weights begin."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from playground.catalog.kinds.entry import Entry, Registry

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from playground.catalog.kinds.weights import Weight


class Initializer(Entry):
    """How weights begin."""

    def begin(self, weight: Weight, gain: float, generator: torch.Generator) -> None:
        """Give a weight or bias of a layer its first values, in place and without gradients; biases are zero."""
        if weight.bias:
            weight.tensor.zero_()
        else:
            self.fill(weight.tensor, gain, generator)

    @abstractmethod
    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:
        """Fill a weight in place, without gradients.

        Args:
            weight: The weight, at least 2-D, shaped as torch does (out, in, ...).
            gain: Of the activation that follows, see ``Activation.gain``.
            generator: The only source of randomness.
        """


INITIALIZERS: Registry[Initializer] = Registry("initializer")
