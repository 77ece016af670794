"""Weights that turn without stretching."""

from typing import ClassVar

import torch
from torch import Tensor, nn

from playground.catalog.kinds import INITIALIZERS, Initializer


@INITIALIZERS.register("orthogonal", title="Orthogonal", group="Initializers")
class Orthogonal(Initializer):
    """A random rotation: the rows or the columns, whichever are fewer, are at right angles and of one length."""

    formula: ClassVar[str] = "W = g Q, QᵀQ = 1 or QQᵀ = 1"
    when: ClassVar[str] = "For very deep or recurrent networks: signals keep their length (Saxe et al. 2014)."

    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:
        """The Q of a normal matrix ``(out, in · …)``, times g."""
        turned = torch.empty_like(weight, memory_format=torch.contiguous_format)
        weight.copy_(nn.init.orthogonal_(turned, gain, generator))
