"""The rectifier."""

from math import sqrt
from typing import ClassVar

from torch import nn

from playground.catalog.kinds import ACTIVATIONS, Elementwise


@ACTIVATIONS.register("relu", title="ReLU", group="Activations")
class ReLU(Elementwise):
    """Passes positive numbers, turns negative ones into 0."""

    formula: ClassVar[str] = "max(0, x)"
    when: ClassVar[str] = "The usual first choice; units that never fire stop learning (they are dead)."

    @property
    def gain(self) -> float:
        """√2: half of the signal is cut off."""
        return sqrt(2)

    def module(self) -> nn.Module:
        """``nn.ReLU``."""
        return nn.ReLU()
