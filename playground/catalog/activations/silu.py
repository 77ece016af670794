"""The sigmoid linear unit."""

from math import sqrt
from typing import ClassVar

import torch
from torch import Tensor, nn

from playground.catalog.kinds import ACTIVATIONS, Activation, Shape


@ACTIVATIONS.register("silu", title="SiLU", group="Activations")
class SiLU(Activation):
    """Weighs a number by its own sigmoid; also called swish."""

    formula: ClassVar[str] = "x · σ(x) = x / (1 + e⁻ˣ)"
    when: ClassVar[str] = "A smooth ReLU that keeps a little gradient for negative numbers."
    gain: ClassVar[float] = sqrt(2)

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.SiLU``."""
        return nn.SiLU()

    def backward(self, gradient: Tensor, x: Tensor, y: Tensor) -> Tensor | None:  # noqa: ARG002
        """dy/dx = σ(x) (1 + x (1 − σ(x)))."""
        return torch.ops.aten.silu_backward(gradient, x)  # type: ignore[no-any-return]
