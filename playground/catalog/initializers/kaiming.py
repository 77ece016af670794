"""He et al.'s initializer."""

from __future__ import annotations

from math import sqrt
from typing import ClassVar, Literal

from playground.catalog.kinds import INITIALIZERS, Distribution, Initializer, Spread, Weight, fans, param
from playground.lazy import torch


@INITIALIZERS.register("kaiming", title="Kaiming", group="Initializers")
class Kaiming(Initializer):
    """Keeps the variance of signals through rectifiers."""

    formula: ClassVar[str] = "Var w = g² / n"
    when: ClassVar[str] = "For ReLU and its relatives (He et al. 2015)."

    distribution: Distribution = param("normal", "How the weights are spread.")
    mode: Literal["fan_in", "fan_out"] = param(
        "fan_in", "Keep the variance forward (fan in) or backward (fan out)."
    )

    def fill(self, weight: Weight, generator: torch.Generator) -> None:
        """Standard deviation g / √fan."""
        fan = fans(weight.tensor)[self.mode == "fan_out"]
        Spread(weight.gain / sqrt(fan), self.distribution).fill(weight.tensor, generator)
