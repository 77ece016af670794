"""How weights begin when nothing is chosen."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import INITIALIZERS, Initializer, Spread, Weight
from playground.lazy import torch


@INITIALIZERS.register("default", title="Default", group="Initializers")
class Default(Initializer):
    """PyTorch's default: uniform between ± 1/√(fan-in)."""

    formula: ClassVar[str] = "w ~ U(−1/√n_in, 1/√n_in)"
    when: ClassVar[str] = "A sound start for shallow networks; biases are drawn from the same range."

    def begin(self, weight: Weight, generator: torch.Generator) -> None:
        """Use the layer's own distribution, also for biases."""
        weight.usual.fill(weight.tensor, generator)

    def fill(self, weight: Weight, generator: torch.Generator) -> None:
        """U(±1/√fan_in), which is Kaiming uniform with a = √5."""
        Spread.within(weight.tensor[0].numel() ** -0.5).fill(weight.tensor, generator)
