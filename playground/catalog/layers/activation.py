"""An activation as a box of its own."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import LAYERS, AnyShapeLayer, ByHand, ModuleCode, Shape
from playground.lazy import nn


@LAYERS.register("activation", title="Activation", group="Shape")
class ActivationNode(AnyShapeLayer):
    """Passes its input on; its activation does the work."""

    formula: ClassVar[str] = "y = a(x)"
    when: ClassVar[str] = "For an activation on its own, for instance after Batch norm or Add."
    passes_on: ClassVar[bool] = True

    def caption(self) -> str:
        """What it is."""
        return "activation"

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as the input."""
        return inputs[0]

    def code(self, *inputs: Shape) -> ModuleCode:
        """Nothing to write: its activation follows."""
        del inputs
        return ModuleCode((), "{x}", by_hand=ByHand("{x}", "{d}"))

    def module(self) -> nn.Module:
        """Passes the input on."""
        return nn.Identity()
