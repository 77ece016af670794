"""From images to sequences."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LAYERS, AnyShapeLayer, ModuleCode, Remove, Shape, ShapeProblem, describe
from playground.lazy import nn

if TYPE_CHECKING:
    from torch import Tensor

_DEFINED = """
class Rows(nn.Module):
    def forward(self, x):
        return x.transpose(1, 2).flatten(2)
"""


class _RowByRow(nn.Module):
    """``(N, channels, height, width)`` to ``(N, height, channels · width)``."""

    def forward(self, x: Tensor) -> Tensor:
        return x.transpose(1, 2).flatten(2)


@LAYERS.register("rows", title="Rows", group="Sequence")
class Rows(AnyShapeLayer):
    """Reads an image row by row: each row of pixels is a step of a sequence."""

    formula: ClassVar[str] = "y[i, c·W + j] = x[c, i, j]"
    when: ClassVar[str] = "To let recurrent layers and attention work on images."

    def caption(self) -> str:
        """What it does."""
        return "step by step"

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(height, channels · width)``."""
        (x,) = inputs
        if len(x) != 3:
            raise ShapeProblem(
                f"Rows takes an image (channels × height × width), but gets {describe(x)}.", Remove()
            )
        return (x[1], x[0] * x[2])

    def code(self, *inputs: Shape) -> ModuleCode:
        """Transposed and flattened; torch has no module for it."""
        del inputs
        return ModuleCode(("Rows()",), "{x}.transpose(1, 2).flatten(2)", _DEFINED)

    def module(self) -> nn.Module:
        """The rows of all channels side by side."""
        return _RowByRow()
