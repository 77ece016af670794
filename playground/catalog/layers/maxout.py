"""The layer of maxout units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import (
    LAYERS,
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

_DEFINED = """
class MaxoutLinear(nn.Linear):
    def __init__(self, inputs, units, pieces):
        super().__init__(inputs, units * pieces)
        self.pieces = pieces

    def forward(self, x):
        return super().forward(x).unflatten(1, (-1, self.pieces)).amax(2)
"""


class _Pieces(nn.Linear):
    """``pieces`` linear functions for each unit; the largest counts."""

    def __init__(self, inputs: int, units: int, pieces: int) -> None:
        super().__init__(inputs, units * pieces)
        self.pieces = pieces

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x).reshape(x.shape[0], -1, self.pieces).amax(2)


@LAYERS.register("maxout", title="Maxout layer", group="Dense")
class MaxoutLayer(Layer):
    """Every output is the largest of several weighted sums of all inputs."""

    formula: ClassVar[str] = "y_i = max over j of (w_ij · x + b_ij), j = 1 … k"
    when: ClassVar[str] = (
        "Units that learn their own bent function (Goodfellow et al. 2013); k times the weights."
    )
    takes_initializer: ClassVar[bool] = True

    units: int = param(16, "Number of outputs.", ge=1, le=16384)
    pieces: int = param(2, "Linear pieces k of each unit.", ge=2, le=64)

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(units,)``; the input must be a list of numbers."""
        (x,) = inputs
        if len(x) != 1:
            raise ShapeProblem(
                f"A Maxout layer takes a list of numbers, but gets {describe(x)}.",
                InsertBefore("Insert Flatten", "flatten"),
            )
        return (self.units,)

    def code(self, *inputs: Shape) -> ModuleCode:
        """A class of its own: torch has no module for it."""
        return ModuleCode((call("MaxoutLinear", inputs[0][0], self.units, self.pieces),), define=_DEFINED)

    def build(self, *inputs: Shape) -> nn.Module:
        """One ``nn.Linear`` for all pieces, those of a unit beside each other."""
        return _Pieces(inputs[0][0], self.units, self.pieces)

    def weights(self, module: nn.Module) -> Iterable[Weight]:
        """Each piece on its own, like a dense layer."""
        assert isinstance(module, _Pieces)
        return self._by_piece(module)

    def _by_piece(self, module: _Pieces) -> Iterator[Weight]:
        for j in range(self.pieces):
            yield from weight_and_bias(module.weight[j :: self.pieces], module.bias[j :: self.pieces])

    def multiply_adds(self, *inputs: Shape) -> int:
        """Inputs times outputs times pieces."""
        return inputs[0][0] * self.units * self.pieces

    def stacked(self, sets: ParameterSets, *inputs: Tensor) -> Tensor | None:
        """One batched matrix product, then the largest of the pieces."""
        params, weight = sets.params, sets.params["weight"]
        sums = torch.baddbmm(params["bias"][:, :, None], weight, inputs[0].expand(len(weight), -1, -1))
        return sums.reshape(len(weight), self.units, self.pieces, -1).amax(2)
