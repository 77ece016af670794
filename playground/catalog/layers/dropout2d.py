"""Dropout of whole channels."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import LAYERS, AnyShapeLayer, ModuleCode, Shape, call, param
from playground.catalog.layers.spatial import image
from playground.lazy import nn


@LAYERS.register("dropout2d", title="Dropout 2D", group="Regularization")
class Dropout2d(AnyShapeLayer):
    """Zeroes whole channels of an image at each training step, chosen at random."""

    formula: ClassVar[str] = (
        "y[c] = x[c] · m[c] / (1 − p), m[c] = 0 with probability p, else 1; y = x in evaluation"
    )
    when: ClassVar[str] = (
        "After convolutions, whose neighbouring pixels are nearly the same (Tompson et al. 2015)."
    )
    passes_on: ClassVar[bool] = True
    random: ClassVar[bool] = True

    probability: float = param(0.2, "Share of the channels that is zeroed.", ge=0, le=0.95)

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as the input, which must be an image."""
        return image(self.title, inputs[0])

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.Dropout2d``."""
        del inputs
        return ModuleCode((call("nn.Dropout2d", self.probability),))

    def module(self) -> nn.Module:
        """``nn.Dropout2d``."""
        return nn.Dropout2d(self.probability)
