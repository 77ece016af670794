"""No nonlinearity."""

from typing import ClassVar

from torch import nn

from playground.catalog.kinds import ACTIVATIONS, Elementwise


@ACTIVATIONS.register("identity", title="Identity", group="Activations")
class Identity(Elementwise):
    """Passes every number on."""

    formula: ClassVar[str] = "x"
    when: ClassVar[str] = "To see that any number of linear layers in a row equal a single one."

    def module(self) -> nn.Module:
        """``nn.Identity``."""
        return nn.Identity()
