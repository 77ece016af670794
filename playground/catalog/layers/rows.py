"""From images to sequences."""

from typing import ClassVar

from torch import Tensor, nn

from playground.catalog.kinds import LAYERS, AnyShapeLayer, Remove, Shape, ShapeProblem, describe


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

    def module(self) -> nn.Module:
        """The rows of all channels side by side."""
        return _RowByRow()
