"""The logistic function."""

from typing import ClassVar

from torch import nn

from playground.catalog.kinds import ACTIVATIONS, Activation, Shape


@ACTIVATIONS.register("sigmoid", title="Sigmoid", group="Activations")
class Sigmoid(Activation):
    """Squeezes any number into 0..1."""

    formula: ClassVar[str] = "1 / (1 + e⁻ˣ)"
    when: ClassVar[str] = "For gates and probabilities; in deep networks its gradient (at most ¼) vanishes."
    probabilities: ClassVar[bool] = True

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.Sigmoid``."""
        return nn.Sigmoid()
