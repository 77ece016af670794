"""SiLU made of straight pieces."""

from math import sqrt
from typing import ClassVar

from torch import nn

from playground.catalog.kinds import ACTIVATIONS, Activation, Shape


@ACTIVATIONS.register("hardswish", title="Hardswish", group="Activations")
class Hardswish(Activation):
    """SiLU without the exponential: 0 below −3, x above 3, a parabola between."""

    formula: ClassVar[str] = "x · min(max(x + 3, 0), 6) / 6"
    when: ClassVar[str] = "For networks on small devices (Howard et al. 2019)."

    @property
    def gain(self) -> float:
        """√2 as for SiLU, which it follows."""
        return sqrt(2)

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.Hardswish``."""
        return nn.Hardswish()
