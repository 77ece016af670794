"""The logistic function."""

from typing import ClassVar

from torch import nn

from playground.catalog.kinds import ACTIVATIONS, Elementwise


@ACTIVATIONS.register("sigmoid", title="Sigmoid", group="Activations")
class Sigmoid(Elementwise):
    """Squeezes any number into 0..1."""

    formula: ClassVar[str] = "1 / (1 + e⁻ˣ)"
    when: ClassVar[str] = "For gates and probabilities; in deep networks its gradient (at most ¼) vanishes."
    probabilities: ClassVar[bool] = True

    def module(self) -> nn.Module:
        """``nn.Sigmoid``."""
        return nn.Sigmoid()
