"""Normalization by the size of the features."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LAYERS, Layer, ModuleCode, ParameterSets, Shape, call, param
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor


@LAYERS.register("rms_norm", title="RMS norm", group="Normalization")
class RMSNorm(Layer):
    """Gives the features of each sample, or of each step, a root mean square of 1, then scales them."""

    formula: ClassVar[str] = "y = γ x / √(mean(x²) + ε)"
    when: ClassVar[str] = "In place of Layer norm: cheaper and as good (Zhang and Sennrich 2019)."

    epsilon: float = param(1e-6, "Added to the mean square.", gt=0, le=0.1, log=True)
    affine: bool = param(True, "Learn a scale γ.")

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as the input."""
        return inputs[0]

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.RMSNorm``."""
        sizes = inputs[0][1:] if len(inputs[0]) == 2 else tuple(inputs[0])
        return ModuleCode(
            (
                call(
                    "nn.RMSNorm",
                    sizes if len(sizes) > 1 else sizes[0],
                    eps=(self.epsilon, None),
                    elementwise_affine=(self.affine, True),
                ),
            )
        )

    def build(self, *inputs: Shape) -> nn.Module:
        """``nn.RMSNorm`` over the features of a list or of each step, or over the whole image."""
        (x,) = inputs
        return nn.RMSNorm(x[1:] if len(x) == 2 else x, eps=self.epsilon, elementwise_affine=self.affine)

    def reset(self, module: nn.Module) -> None:
        """The scale is 1."""
        assert isinstance(module, nn.RMSNorm)
        module.reset_parameters()

    def stacked(self, sets: ParameterSets, *inputs: Tensor) -> Tensor | None:
        """For lists of numbers."""
        module, params = sets.module, sets.params
        assert isinstance(module, nn.RMSNorm)
        (x,) = inputs
        if module.normalized_shape != (x.shape[1],):
            return None
        assert module.eps is not None
        y = x * torch.rsqrt(x.square().mean(1, keepdim=True) + module.eps)
        return y * params["weight"][:, :, None] if params else y
