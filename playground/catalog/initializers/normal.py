"""Weights from a normal distribution."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import INITIALIZERS, Initializer, Weight, param
from playground.lazy import torch


@INITIALIZERS.register("normal", title="Normal", group="Initializers")
class Normal(Initializer):
    """Weights from a normal distribution of a given width."""

    formula: ClassVar[str] = "w ~ N(0, σ²)"
    when: ClassVar[str] = "To see how a wrong scale makes signals vanish or explode."

    std: float = param(0.1, "Standard deviation σ.", gt=0, le=100, log=True)

    def fill(self, weight: Weight, generator: torch.Generator) -> None:
        """N(0, std²)."""
        weight.tensor.normal_(0, self.std, generator=generator)
