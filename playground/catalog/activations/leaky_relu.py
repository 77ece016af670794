"""The rectifier with a small slope for negative numbers."""

from math import sqrt
from typing import ClassVar

import torch
from torch import Tensor, nn

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

    def backward(self, gradient: Tensor, x: Tensor, y: Tensor) -> Tensor | None:  # noqa: ARG002
        """dy/dx = 1 where x > 0, else a."""
        return torch.ops.aten.leaky_relu_backward(gradient, x, self.slope, False)  # type: ignore[no-any-return]
