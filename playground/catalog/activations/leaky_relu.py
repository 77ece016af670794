"""The rectifier with a small slope for negative numbers."""

from math import sqrt
from typing import ClassVar

from torch import nn

from playground.catalog.kinds import ACTIVATIONS, Activation, Shape, param


@ACTIVATIONS.register("leaky_relu", title="Leaky ReLU", group="Activations")
class LeakyReLU(Activation):
    """Passes positive numbers, shrinks negative ones."""

    formula: ClassVar[str] = "x for x > 0, else a·x"
    when: ClassVar[str] = "Like ReLU, but no unit can die."
    gain: ClassVar[float] = sqrt(2)

    slope: float = param(0.01, "Slope a for negative numbers.", ge=0, le=1)

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.LeakyReLU``."""
        return nn.LeakyReLU(self.slope)
