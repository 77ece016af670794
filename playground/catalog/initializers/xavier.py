"""Glorot and Bengio's initializer."""

from math import sqrt
from typing import ClassVar

import torch
from torch import Tensor

from playground.catalog.kinds import INITIALIZERS, Distribution, Initializer, Spread, fans, param


@INITIALIZERS.register("xavier", title="Xavier", group="Initializers")
class Xavier(Initializer):
    """Keeps the variance of signals and of gradients alike."""

    formula: ClassVar[str] = "Var w = g² · 2 / (n_in + n_out)"
    when: ClassVar[str] = "For sigmoid and tanh (Glorot and Bengio 2010)."

    distribution: Distribution = param("uniform", "How the weights are spread.")

    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:
        """Standard deviation g √(2 / (fan_in + fan_out))."""
        Spread(gain * sqrt(2 / sum(fans(weight))), self.distribution).fill(weight, generator)
