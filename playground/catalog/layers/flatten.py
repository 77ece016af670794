"""From images to lists of numbers."""

from __future__ import annotations

from math import prod
from typing import ClassVar

from playground.catalog.kinds import LAYERS, AnyShapeLayer, ByHand, ModuleCode, Shape
from playground.lazy import nn


@LAYERS.register("flatten", title="Flatten", group="Shape")
class Flatten(AnyShapeLayer):
    """Lays all numbers of an image or a sequence in one row."""

    formula: ClassVar[str] = "y[(c·H + i)·W + j] = x[c, i, j]"
    when: ClassVar[str] = "Between images and Linear layers."
    passes_on: ClassVar[bool] = True

    def caption(self) -> str:
        """What it does."""
        return "to a vector"

    def out_shape(self, *inputs: Shape) -> Shape:
        """One number: the product of the input's sizes."""
        return (prod(inputs[0]),)

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.Flatten``."""
        del inputs
        return ModuleCode(
            ("nn.Flatten()",),
            "{x}.flatten(1)",
            by_hand=ByHand("{x}.reshape(len({x}), -1)", "{d}.reshape({x}.shape)"),
        )

    def module(self) -> nn.Module:
        """``nn.Flatten``."""
        return nn.Flatten()
