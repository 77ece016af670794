"""Glorot and Bengio's initializer."""

from __future__ import annotations

from math import sqrt
from typing import ClassVar

from playground.catalog.kinds import INITIALIZERS, Distribution, Initializer, Spread, Weight, fans, param
from playground.lazy import torch


@INITIALIZERS.register("xavier", title="Xavier", group="Initializers")
class Xavier(Initializer):
    """Keeps the variance of signals and of gradients alike."""

    formula: ClassVar[str] = "Var w = g² · 2 / (n_in + n_out)"
    when: ClassVar[str] = "For sigmoid and tanh (Glorot and Bengio 2010)."

    distribution: Distribution = param("uniform", "How the weights are spread.")

    def fill(self, weight: Weight, generator: torch.Generator) -> None:
        """Standard deviation g √(2 / (fan_in + fan_out))."""
        Spread(weight.gain * sqrt(2 / sum(fans(weight.tensor))), self.distribution).fill(
            weight.tensor, generator
        )
