"""The Gaussian error linear unit."""

from math import sqrt
from typing import ClassVar

import torch
from torch import Tensor, nn

from playground.catalog.kinds import ACTIVATIONS, Activation, Shape


@ACTIVATIONS.register("gelu", title="GELU", group="Activations")
class GELU(Activation):
    """Weighs a number by the share of a normal distribution below it."""

    formula: ClassVar[str] = "x · Φ(x), Φ the normal distribution function"
    when: ClassVar[str] = "The usual choice in transformers (Hendrycks and Gimpel 2016)."
    gain: ClassVar[float] = sqrt(2)

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.GELU``, exact."""
        return nn.GELU()

    def backward(self, gradient: Tensor, x: Tensor, y: Tensor) -> Tensor | None:  # noqa: ARG002
        """dy/dx = Φ(x) + x φ(x)."""
        return torch.ops.aten.gelu_backward(gradient, x)  # type: ignore[no-any-return]
