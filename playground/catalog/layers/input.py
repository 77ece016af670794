"""The network's input."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import LAYERS, AnyShapeLayer, ByHand, ModuleCode, Shape, ShapeProblem
from playground.lazy import nn


@LAYERS.register("input", title="Input", group="Input & output")
class Input(AnyShapeLayer):
    """The chosen data, after features and preprocessing."""

    inputs: ClassVar[tuple[int, int | None]] = (0, 0)
    takes_activation: ClassVar[bool] = False
    takes_tokens: ClassVar[bool] = True
    formula: ClassVar[str] = "x"
    when: ClassVar[str] = "Every network has exactly one."

    def out_shape(self, *inputs: Shape) -> Shape:
        """The shape of the data, which the caller gives as the only input."""
        if len(inputs) != 1:
            raise ShapeProblem("The data has no shape yet.")
        return inputs[0]

    def code(self, *inputs: Shape) -> ModuleCode:
        """Nothing to write."""
        del inputs
        return ModuleCode((), "{x}", by_hand=ByHand("{x}", "{d}"))

    def module(self) -> nn.Module:
        """Passes the data on."""
        return nn.Identity()
