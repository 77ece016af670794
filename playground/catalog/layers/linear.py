"""The dense layer."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

import torch
from torch import Tensor, nn

from playground.catalog.kinds import (
    LAYERS,
    InsertBefore,
    Layer,
    Shape,
    ShapeProblem,
    Weight,
    describe,
    param,
    weight_and_bias,
)


@LAYERS.register("linear", title="Linear", group="Dense")
class Linear(Layer):
    """Every output is a weighted sum of all inputs plus a bias."""

    formula: ClassVar[str] = "y = W x + b"
    when: ClassVar[str] = "The building block of multilayer perceptrons, and the head of most networks."
    takes_initializer: ClassVar[bool] = True

    units: int = param(16, "Number of outputs.", ge=1, le=16384)
    bias: bool = param(True, "Add a learned constant to each output.")

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(units,)``; the input must be a list of numbers."""
        (x,) = inputs
        if len(x) != 1:
            raise ShapeProblem(
                f"Linear takes a list of numbers, but gets {describe(x)}.",
                InsertBefore("Insert Flatten", "flatten"),
            )
        return (self.units,)

    def build(self, *inputs: Shape) -> nn.Module:
        """``nn.Linear``."""
        return nn.Linear(inputs[0][0], self.units, bias=self.bias)

    def weights(self, module: nn.Module) -> Iterable[Weight]:
        """Its weight and bias."""
        assert isinstance(module, nn.Linear)
        return weight_and_bias(module.weight, module.bias)

    def multiply_adds(self, *inputs: Shape) -> int:
        """Inputs times outputs."""
        return inputs[0][0] * self.units

    def stacked(self, module: nn.Module, params: Mapping[str, Tensor], *inputs: Tensor) -> Tensor | None:  # noqa: ARG002
        """One batched matrix product."""
        weight = params["weight"]
        x = inputs[0].expand(len(weight), -1, -1)
        if "bias" in params:
            return torch.baddbmm(params["bias"][:, :, None], weight, x)
        return torch.bmm(weight, x)
