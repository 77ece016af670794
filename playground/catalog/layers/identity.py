"""A layer that does nothing."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import LAYERS, AnyShapeLayer, ByHand, ModuleCode, Shape
from playground.lazy import nn


@LAYERS.register("identity", title="Identity", group="Shape")
class Identity(AnyShapeLayer):
    """Passes its input on as it is."""

    takes_tokens: ClassVar[bool] = True
    formula: ClassVar[str] = "y = x"
    when: ClassVar[str] = (
        "As a junction, for the shortcut of a residual block, or in place of a removed layer."
    )
    passes_on: ClassVar[bool] = True

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as the input."""
        return inputs[0]

    def code(self, *inputs: Shape) -> ModuleCode:
        """Nothing to write."""
        del inputs
        return ModuleCode(("nn.Identity()",), "{x}", by_hand=ByHand("{x}", "{d}"))

    def module(self) -> nn.Module:
        """``nn.Identity``."""
        return nn.Identity()
