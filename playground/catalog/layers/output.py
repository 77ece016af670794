"""The network's output."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import (
    LAYERS,
    AnyShapeLayer,
    ByHand,
    InsertBefore,
    ModuleCode,
    Shape,
    ShapeProblem,
    describe,
)
from playground.lazy import nn


@LAYERS.register("output", title="Output", group="Input & output")
class Output(AnyShapeLayer):
    """The end of the network: what the loss compares with the target."""

    takes_activation: ClassVar[bool] = False
    formula: ClassVar[str] = "ŷ = x"
    when: ClassVar[str] = "Every network has exactly one. The loss adds the sigmoid or softmax that it needs."
    passes_on: ClassVar[bool] = True

    def out_shape(self, *inputs: Shape) -> Shape:
        """The input's shape, which must be ``(features,)``."""
        (x,) = inputs
        if len(x) != 1:
            raise ShapeProblem(
                f"The output takes a list of numbers, but gets {describe(x)}.",
                InsertBefore("Insert Flatten", "flatten"),
                InsertBefore("Insert Step pool", "step_pool")
                if len(x) == 2
                else InsertBefore("Insert Global pool", "global_pool"),
            )
        return x

    def code(self, *inputs: Shape) -> ModuleCode:
        """Nothing to write."""
        del inputs
        return ModuleCode((), "{x}", by_hand=ByHand("{x}", "{d}"))

    def module(self) -> nn.Module:
        """Passes the numbers on."""
        return nn.Identity()
