"""Initializers that keep the size of signals from layer to layer."""

from math import sqrt
from typing import ClassVar, Literal

import torch
from torch import Tensor

from playground.catalog.kinds import INITIALIZERS, Initializer, param

Distribution = Literal["uniform", "normal"]


def fans(weight: Tensor) -> tuple[int, int]:
    """Inputs and outputs of one unit: fan-in and fan-out, for (out, in, ...) weights."""
    receptive = weight[0][0].numel() if weight.dim() > 2 else 1
    return weight.shape[1] * receptive, weight.shape[0] * receptive


def draw(weight: Tensor, std: float, distribution: Distribution, generator: torch.Generator) -> None:
    """Fill with zero-mean numbers of this standard deviation."""
    if distribution == "normal":
        weight.normal_(0, std, generator=generator)
    else:
        bound = sqrt(3) * std
        weight.uniform_(-bound, bound, generator=generator)


@INITIALIZERS.register("default", title="Default", group="Initializers")
class Default(Initializer):
    """What torch does on its own: evenly between ± 1/√(fan-in)."""

    formula: ClassVar[str] = "w ~ U(−1/√n_in, 1/√n_in)"
    when: ClassVar[str] = "A sound start for shallow networks; biases are drawn from the same range."

    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:  # noqa: ARG002
        """U(±1/√fan_in), which is Kaiming uniform with a = √5."""
        draw(weight, 1 / sqrt(3 * fans(weight)[0]), "uniform", generator)


@INITIALIZERS.register("xavier", title="Xavier", group="Initializers")
class Xavier(Initializer):
    """Keeps the variance of signals and of gradients alike."""

    formula: ClassVar[str] = "Var w = g² · 2 / (n_in + n_out)"
    when: ClassVar[str] = "For sigmoid and tanh (Glorot and Bengio 2010)."

    distribution: Distribution = param("uniform", "How the weights are spread.")

    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:
        """Standard deviation g √(2 / (fan_in + fan_out))."""
        draw(weight, gain * sqrt(2 / sum(fans(weight))), self.distribution, generator)


@INITIALIZERS.register("kaiming", title="Kaiming", group="Initializers")
class Kaiming(Initializer):
    """Keeps the variance of signals through rectifiers."""

    formula: ClassVar[str] = "Var w = g² / n"
    when: ClassVar[str] = "For ReLU and its relatives (He et al. 2015)."

    distribution: Distribution = param("normal", "How the weights are spread.")
    mode: Literal["fan_in", "fan_out"] = param(
        "fan_in", "Keep the variance forward (fan in) or backward (fan out)."
    )

    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:
        """Standard deviation g / √fan."""
        fan = fans(weight)[self.mode == "fan_out"]
        draw(weight, gain / sqrt(fan), self.distribution, generator)
