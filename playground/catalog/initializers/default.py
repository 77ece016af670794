"""How weights begin when nothing is chosen."""

from typing import ClassVar

import torch
from torch import Tensor

from playground.catalog.kinds import INITIALIZERS, Initializer, Spread, Weight


@INITIALIZERS.register("default", title="Default", group="Initializers")
class Default(Initializer):
    """What torch does on its own: evenly between ± 1/√(fan-in)."""

    formula: ClassVar[str] = "w ~ U(−1/√n_in, 1/√n_in)"
    when: ClassVar[str] = "A sound start for shallow networks; biases are drawn from the same range."

    def begin(self, weight: Weight, gain: float, generator: torch.Generator) -> None:  # noqa: ARG002
        """As the layer says, its biases too."""
        weight.usual.fill(weight.tensor, generator)

    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:  # noqa: ARG002
        """U(±1/√fan_in), which is Kaiming uniform with a = √5."""
        Spread.within(weight[0].numel() ** -0.5).fill(weight, generator)
