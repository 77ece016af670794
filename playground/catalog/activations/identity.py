"""No nonlinearity."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape
from playground.lazy import nn


@ACTIVATIONS.register("identity", title="Identity", group="Activations")
class Identity(Elementwise):
    """Passes every number on."""

    formula: ClassVar[str] = "x"
    when: ClassVar[str] = "To see that any number of linear layers in a row equal a single one."

    def code(self, x: Shape) -> ModuleCode:
        """``nn.Identity``."""
        del x
        return ModuleCode(
            ("nn.Identity()",),
            inline="{x}",
            by_hand=ByHand("{x}", "{d}"),
        )

    def module(self) -> nn.Module:
        """``nn.Identity``."""
        return nn.Identity()
