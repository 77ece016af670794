"""Larger images without weights."""

from __future__ import annotations

from typing import ClassVar, Literal

from playground.catalog.kinds import LAYERS, Layer, ModuleCode, Shape, call, param
from playground.catalog.layers.spatial import image
from playground.lazy import nn


@LAYERS.register("upsample", title="Upsample", group="Shape")
class Upsample(Layer):
    """Enlarges an image by a whole factor."""

    formula: ClassVar[str] = "y[c, i, j] = x[c, ⌊i/f⌋, ⌊j/f⌋], or between the four nearest pixels"
    when: ClassVar[str] = (
        "In decoders, followed by a Conv 2D: no checkerboard patterns as from Conv transpose 2D."
    )

    factor: int = param(2, "How many times as high and as wide.", ge=1, le=16)
    mode: Literal["nearest", "bilinear"] = param("nearest", "Repeat pixels, or blend the four nearest ones.")

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(channels, factor · height, factor · width)``."""
        channels, height, width = image(self.title, inputs[0])
        return (channels, self.factor * height, self.factor * width)

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.Upsample``."""
        del inputs
        return ModuleCode(
            (call("nn.Upsample", scale_factor=(self.factor, None), mode=(self.mode, "nearest")),)
        )

    def build(self, *inputs: Shape) -> nn.Module:
        """``nn.Upsample``; bilinear between the centres of pixels."""
        return nn.Upsample(self.out_shape(*inputs)[1:], mode=self.mode)
