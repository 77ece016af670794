"""A slow squeeze."""

from typing import ClassVar

from torch import nn

from playground.catalog.kinds import ACTIVATIONS, Activation, Shape


@ACTIVATIONS.register("softsign", title="Softsign", group="Activations")
class Softsign(Activation):
    """Squeezes any number into −1..1, more slowly than tanh."""

    formula: ClassVar[str] = "x / (1 + |x|)"
    when: ClassVar[str] = "In place of tanh: far out it saturates as 1/x² instead of exponentially."

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.Softsign``."""
        return nn.Softsign()
