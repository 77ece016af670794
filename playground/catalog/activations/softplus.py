"""The smooth rectifier."""

from typing import ClassVar

from torch import nn

from playground.catalog.kinds import ACTIVATIONS, Activation, Shape, param


@ACTIVATIONS.register("softplus", title="Softplus", group="Activations")
class Softplus(Activation):
    """A ReLU with a rounded corner; always positive."""

    formula: ClassVar[str] = "ln(1 + e^(β x)) / β"
    when: ClassVar[str] = "Where outputs must be positive, such as a variance or a rate."

    beta: float = param(
        1.0, "Sharpness β of the corner: the larger, the closer to ReLU.", ge=0.1, le=100, log=True
    )

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.Softplus``."""
        return nn.Softplus(self.beta)
