"""Normalization over groups of channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import (
    LAYERS,
    Layer,
    ModuleCode,
    ParameterSets,
    Remove,
    SetParams,
    Shape,
    ShapeProblem,
    call,
    describe,
    param,
)
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor


@LAYERS.register("group_norm", title="Group norm", group="Normalization")
class GroupNorm(Layer):
    """Gives each group of channels of each sample mean 0 and variance 1, then scales and shifts each channel."""

    formula: ClassVar[str] = "y = γ (x − mean_group) / √(var_group + ε) + β"
    when: ClassVar[str] = "In convolutional networks with small batches; the same in training and evaluation."

    groups: int = param(4, "Groups that the channels or features are split into.", ge=1, le=4096)
    epsilon: float = param(1e-5, "Added to the variance.", gt=0, le=0.1, log=True)
    affine: bool = param(True, "Learn a scale γ and a shift β.")

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as the input, an image or a list of numbers."""
        (x,) = inputs
        if len(x) == 2:
            message = f"Group norm takes a list of numbers or an image, but gets {describe(x)}."
            raise ShapeProblem(message, Remove())
        if x[0] % self.groups:
            divisor = next(k for k in range(min(self.groups, x[0]), 0, -1) if x[0] % k == 0)
            word = "group" if divisor == 1 else "groups"
            raise ShapeProblem(
                f"Group norm cannot split {x[0]} channels into {self.groups} groups.",
                SetParams(f"Use {divisor} {word}", {"groups": divisor}),
            )
        return x

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.GroupNorm``."""
        return ModuleCode(
            (
                call(
                    "nn.GroupNorm",
                    self.groups,
                    inputs[0][0],
                    eps=(self.epsilon, 1e-5),
                    affine=(self.affine, True),
                ),
            )
        )

    def build(self, *inputs: Shape) -> nn.Module:
        """``nn.GroupNorm`` (Wu and He 2018)."""
        return nn.GroupNorm(self.groups, inputs[0][0], eps=self.epsilon, affine=self.affine)

    def reset(self, module: nn.Module) -> None:
        """The scale is 1, the shift 0."""
        assert isinstance(module, nn.GroupNorm)
        module.reset_parameters()

    def stacked(self, sets: ParameterSets, *inputs: Tensor) -> Tensor | None:
        """Channels lie one after the other, so that a group is a block of neighbours."""
        module, params = sets.module, sets.params
        assert isinstance(module, nn.GroupNorm)
        (x,) = inputs
        groups = x.reshape(len(x), module.num_groups, -1, x.shape[-1])
        variance, mean = torch.var_mean(groups, dim=2, keepdim=True, correction=0)
        y = (groups - mean) * torch.rsqrt(variance + module.eps)
        y = y.reshape(len(x), module.num_channels, -1, x.shape[-1])
        if params:
            y = torch.addcmul(params["bias"][:, :, None, None], y, params["weight"][:, :, None, None])
        return y.flatten(1, 2)
