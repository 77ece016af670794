"""The dense layer."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import (
    LAYERS,
    ByHand,
    InsertBefore,
    Layer,
    ModuleCode,
    ParameterSets,
    Shape,
    ShapeProblem,
    Weight,
    call,
    describe,
    param,
    weight_and_bias,
)
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor


@LAYERS.register("linear", title="Linear", group="Dense")
class Linear(Layer):
    """Every output is a weighted sum of all inputs plus a bias; on a sequence, the same at each step."""

    formula: ClassVar[str] = "y = W x + b"
    when: ClassVar[str] = "The building block of multilayer perceptrons, and the head of most networks."
    takes_initializer: ClassVar[bool] = True

    units: int = param(16, "Number of outputs.", ge=1, le=16384)
    bias: bool = param(True, "Add a learned constant to each output.")

    def caption(self) -> str:
        """Number of units."""
        return f"{self.units} unit{'' if self.units == 1 else 's'}"

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(units,)`` for a list of numbers, ``(steps, units)`` for a sequence."""
        (x,) = inputs
        if len(x) > 2:
            raise ShapeProblem(
                f"Linear takes a list of numbers, but gets {describe(x)}.",
                InsertBefore("Insert Flatten", "flatten"),
            )
        return (*x[:-1], self.units)

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.Linear``; by hand for lists of numbers."""
        return ModuleCode(
            (call("nn.Linear", inputs[0][-1], self.units, bias=(self.bias, True)),),
            by_hand=self._by_hand(inputs[0]),
        )

    def _by_hand(self, x: Shape) -> ByHand | None:
        """One matrix product forward, two back; None for a sequence."""
        if len(x) != 1:
            return None
        letters, gradients = {"weight": "W"}, {"W": "{d}.T @ {x}"}
        if self.bias:
            letters["bias"], gradients["b"] = "b", "sum({d}, 0)"
        forward = "{x} @ {W}.T + {b}" if self.bias else "{x} @ {W}.T"
        return ByHand(forward, "{d} @ {W}", letters, gradients)

    def build(self, *inputs: Shape) -> nn.Module:
        """``nn.Linear``."""
        return nn.Linear(inputs[0][-1], self.units, bias=self.bias)

    def weights(self, module: nn.Module) -> Iterable[Weight]:
        """Its weight and bias."""
        assert isinstance(module, nn.Linear)
        return weight_and_bias(module.weight, module.bias)

    def parameter_count(self, *inputs: Shape) -> int:
        """A weight for each pair of input and output, and a bias for each output."""
        return (inputs[0][-1] + self.bias) * self.units

    def multiply_adds(self, *inputs: Shape) -> int:
        """Inputs times outputs, at each step."""
        return prod(inputs[0]) * self.units

    def stacked(self, sets: ParameterSets, *inputs: Tensor) -> Tensor | None:
        """One batched matrix product; for lists of numbers."""
        params, weight = sets.params, sets.params["weight"]
        if inputs[0].shape[1] != weight.shape[2]:
            return None
        x = inputs[0].expand(len(weight), -1, -1)
        if "bias" in params:
            return torch.baddbmm(params["bias"][:, :, None], weight, x)
        return torch.bmm(weight, x)
