"""Normalization of each channel of each sample."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import LAYERS, Layer, ModuleCode, Remove, Shape, ShapeProblem, call, param
from playground.catalog.layers.spatial import image
from playground.lazy import nn


@LAYERS.register("instance_norm", title="Instance norm", group="Normalization")
class InstanceNorm(Layer):
    """Gives each channel of each image mean 0 and variance 1 over its pixels."""

    formula: ClassVar[str] = "y[c] = γ[c] (x[c] − mean_c) / √(var_c + ε) + β[c]"
    when: ClassVar[str] = "Where brightness and contrast of an image should not matter, as in style transfer."

    epsilon: float = param(1e-5, "Added to the variance.", gt=0, le=0.1, log=True)
    affine: bool = param(False, "Learn a scale γ and a shift β.")

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as the input, an image of more than one pixel."""
        x = image(self.title, inputs[0])
        if x[1] * x[2] == 1:
            raise ShapeProblem(
                "Instance norm needs more than one pixel, but the image has only one.", Remove()
            )
        return x

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.InstanceNorm2d``."""
        return ModuleCode(
            (call("nn.InstanceNorm2d", inputs[0][0], eps=(self.epsilon, 1e-5), affine=(self.affine, False)),)
        )

    def build(self, *inputs: Shape) -> nn.Module:
        """``nn.InstanceNorm2d`` without running statistics (Ulyanov, Vedaldi and Lempitsky 2016)."""
        return nn.InstanceNorm2d(inputs[0][0], eps=self.epsilon, affine=self.affine)

    def reset(self, module: nn.Module) -> None:
        """The scale is 1, the shift 0."""
        assert isinstance(module, nn.InstanceNorm2d)
        module.reset_parameters()
