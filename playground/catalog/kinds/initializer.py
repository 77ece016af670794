"""Initializers: the initial values of weights."""

from abc import abstractmethod
from typing import TYPE_CHECKING

from playground.catalog.kinds.entry import Entry, Registry

if TYPE_CHECKING:
    import torch

    from playground.catalog.kinds.weights import Weight


class Initializer(Entry):
    """A rule for the initial values of weights."""

    def begin(self, weight: "Weight", generator: "torch.Generator") -> None:
        """Set a weight or bias of a layer to its initial values, in place and without gradients; biases to zero."""
        if weight.bias:
            weight.tensor.zero_()
        else:
            self.fill(weight, generator)

    @abstractmethod
    def fill(self, weight: "Weight", generator: "torch.Generator") -> None:
        """Fill a weight that is not a bias in place, without gradients; ``generator`` draws all random numbers."""


INITIALIZERS: Registry[Initializer] = Registry("initializer", "initializers")
