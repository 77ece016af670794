"""The mean of a chosen number of windows."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import LAYERS, AnyShapeLayer, ModuleCode, Shape, call, param
from playground.catalog.layers.spatial import image
from playground.lazy import nn


@LAYERS.register("adaptive_pool", title="Adaptive pool", group="Pooling")
class AdaptivePool(AnyShapeLayer):
    """Averages an image of any size down to the chosen one."""

    formula: ClassVar[str] = (
        "y[c, i, j] = mean over the window from ⌊i·H/h⌋, ⌊j·W/w⌋ to ⌈(i+1)·H/h⌉, ⌈(j+1)·W/w⌉"
    )
    when: ClassVar[str] = "Where the next layer needs a fixed size, whatever the size of the images."

    height: int = param(4, "Height of the output.", ge=1, le=512, unit="px")
    width: int = param(4, "Width of the output.", ge=1, le=512, unit="px")

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(channels, height, width)``."""
        return (image(self.title, inputs[0])[0], self.height, self.width)

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.AdaptiveAvgPool2d``."""
        del inputs
        return ModuleCode((call("nn.AdaptiveAvgPool2d", (self.height, self.width)),))

    def module(self) -> nn.Module:
        """``nn.AdaptiveAvgPool2d``."""
        return nn.AdaptiveAvgPool2d((self.height, self.width))
