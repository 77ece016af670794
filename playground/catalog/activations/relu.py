"""The rectifier."""

from math import sqrt
from typing import ClassVar

from torch import nn

from playground.catalog.kinds import ACTIVATIONS, Activation, Shape


@ACTIVATIONS.register("relu", title="ReLU", group="Activations")
class ReLU(Activation):
    """Passes positive numbers, turns negative ones into 0."""

    formula: ClassVar[str] = "max(0, x)"
    when: ClassVar[str] = (
        "The usual first choice; units that never fire learn nothing any more (they are dead)."
    )

    @property
    def gain(self) -> float:
        """√2: half of the signal is cut off."""
        return sqrt(2)

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.ReLU``."""
        return nn.ReLU()
