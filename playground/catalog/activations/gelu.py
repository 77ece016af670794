"""The Gaussian error linear unit."""

from math import sqrt
from typing import ClassVar

from torch import nn

from playground.catalog.kinds import ACTIVATIONS, Activation, Shape


@ACTIVATIONS.register("gelu", title="GELU", group="Activations")
class GELU(Activation):
    """Weighs a number by the share of a normal distribution below it."""

    formula: ClassVar[str] = "x · Φ(x), Φ the normal distribution function"
    when: ClassVar[str] = "The usual choice in transformers (Hendrycks and Gimpel 2016)."

    @property
    def gain(self) -> float:
        """√2 as for ReLU, whose shape it has."""
        return sqrt(2)

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.GELU``, exact."""
        return nn.GELU()
