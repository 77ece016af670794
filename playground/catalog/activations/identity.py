"""No bend at all."""

from typing import ClassVar

from torch import nn

from playground.catalog.kinds import ACTIVATIONS, Activation, Shape


@ACTIVATIONS.register("identity", title="Identity", group="Activations")
class Identity(Activation):
    """Passes every number on."""

    formula: ClassVar[str] = "x"
    when: ClassVar[str] = (
        "To see that layers without a bend are one linear layer together, however many there are."
    )

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.Identity``."""
        return nn.Identity()
