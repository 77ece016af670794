"""From images to lists of numbers."""

from collections.abc import Mapping
from math import prod
from typing import ClassVar

from torch import Tensor, nn

from playground.catalog.kinds import LAYERS, Layer, Shape


@LAYERS.register("flatten", title="Flatten", group="Shape")
class Flatten(Layer):
    """Lays all numbers of an image or a sequence in one row."""

    formula: ClassVar[str] = "y[(c·H + i)·W + j] = x[c, i, j]"
    when: ClassVar[str] = "Between images and Linear layers."

    def out_shape(self, *inputs: Shape) -> Shape:
        """One number: the product of the input's sizes."""
        return (prod(inputs[0]),)

    def build(self, *inputs: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.Flatten``."""
        return nn.Flatten()

    def stacked(self, module: nn.Module, params: Mapping[str, Tensor], *inputs: Tensor) -> Tensor | None:  # noqa: ARG002
        """Stacked inputs are flat already."""
        return inputs[0]
