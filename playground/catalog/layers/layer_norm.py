"""Normalization over the features of each sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LAYERS, Layer, ModuleCode, ParameterSets, Shape, call, param
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor


@LAYERS.register("layer_norm", title="Layer norm", group="Normalization")
class LayerNorm(Layer):
    """Gives each sample, or each step of a sequence, mean 0 and variance 1, then scales and shifts its features."""

    formula: ClassVar[str] = "y = γ (x − mean_x) / √(var_x + ε) + β"
    when: ClassVar[str] = "Where batches are small, and in transformers; the same in training and evaluation."

    epsilon: float = param(1e-5, "Added to the variance.", gt=0, le=0.1, log=True)
    affine: bool = param(True, "Learn a scale γ and a shift β.")

    def caption(self) -> str:
        """What it normalizes over."""
        return "over the sample"

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as the input."""
        return inputs[0]

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.LayerNorm``."""
        sizes = inputs[0][1:] if len(inputs[0]) == 2 else tuple(inputs[0])
        return ModuleCode(
            (
                call(
                    "nn.LayerNorm",
                    sizes if len(sizes) > 1 else sizes[0],
                    eps=(self.epsilon, 1e-5),
                    elementwise_affine=(self.affine, True),
                ),
            )
        )

    def build(self, *inputs: Shape) -> nn.Module:
        """``nn.LayerNorm`` over the features of a list or of each step, or the whole image (Ba et al. 2016)."""
        (x,) = inputs
        return nn.LayerNorm(x[1:] if len(x) == 2 else x, eps=self.epsilon, elementwise_affine=self.affine)

    def reset(self, module: nn.Module) -> None:
        """The scale is 1, the shift 0."""
        assert isinstance(module, nn.LayerNorm)
        module.reset_parameters()

    def stacked(self, sets: ParameterSets, *inputs: Tensor) -> Tensor | None:
        """For lists of numbers."""
        module, params = sets.module, sets.params
        assert isinstance(module, nn.LayerNorm)
        if module.normalized_shape != (inputs[0].shape[1],):
            return None
        variance, mean = torch.var_mean(inputs[0], dim=1, keepdim=True, correction=0)
        y = (inputs[0] - mean) * torch.rsqrt(variance + module.eps)
        return torch.addcmul(params["bias"][:, :, None], y, params["weight"][:, :, None]) if params else y
