"""Weights that turn without stretching."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import INITIALIZERS, Initializer, Weight
from playground.lazy import nn, torch


@INITIALIZERS.register("orthogonal", title="Orthogonal", group="Initializers")
class Orthogonal(Initializer):
    """A random rotation: the rows or the columns, whichever are fewer, are orthogonal and of equal length."""

    formula: ClassVar[str] = "W = g Q, QᵀQ = 1 or QQᵀ = 1"
    when: ClassVar[str] = "For very deep or recurrent networks: signals keep their length (Saxe et al. 2014)."

    def fill(self, weight: Weight, generator: torch.Generator) -> None:
        """The Q of a normal matrix ``(out, in · …)``, times g."""
        turned = torch.empty_like(weight.tensor, memory_format=torch.contiguous_format)
        weight.tensor.copy_(nn.init.orthogonal_(turned, weight.gain, generator))
