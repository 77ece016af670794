"""Initializers: how weights begin."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from playground.catalog.kinds.entry import Entry, Registry

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class Initializer(Entry):
    """How weights begin."""

    @abstractmethod
    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:
        """Fill a weight in place, without gradients. Biases are zeroed by the caller.

        Args:
            weight: The weight, at least 2-D, shaped as torch does (out, in, ...).
            gain: Of the activation that follows, see ``Activation.gain``.
            generator: The only source of randomness.
        """


INITIALIZERS: Registry[Initializer] = Registry("initializer")
