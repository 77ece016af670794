"""Normalization over the batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import (
    LAYERS,
    Layer,
    ModuleCode,
    ParameterSets,
    Shape,
    call,
    features_axis,
    param,
)
from playground.lazy import functional, nn, torch

if TYPE_CHECKING:
    from torch import Tensor

_DEFINED = """
class StepBatchNorm(nn.BatchNorm1d):  # samples are (steps, features)
    def forward(self, x):
        return super().forward(x.transpose(1, 2)).transpose(1, 2)
"""


class _OverSteps(nn.BatchNorm1d):
    """Batch norm of ``(N, steps, features)``: each feature over all samples and steps."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.transpose(1, 2)).transpose(1, 2)


@LAYERS.register("batch_norm", title="Batch norm", group="Normalization")
class BatchNorm(Layer):
    """Gives each feature or channel mean 0 and variance 1 over the batch, then scales and shifts it."""

    formula: ClassVar[str] = "y = γ (x − mean_batch) / √(var_batch + ε) + β"
    when: ClassVar[str] = (
        "Between a layer and its activation: gradients stay in range, larger learning rates work."
    )
    least_batch: ClassVar[int] = 2
    keeps_statistics: ClassVar[bool] = True

    momentum: float = param(0.1, "Share of the newest batch in the running mean and variance.", ge=0, le=1)
    epsilon: float = param(1e-5, "Added to the variance.", gt=0, le=0.1, log=True)
    affine: bool = param(True, "Learn a scale γ and a shift β.")

    def caption(self) -> str:
        """What it normalizes over."""
        return "over the batch"

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as the input."""
        return inputs[0]

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.BatchNorm1d`` or ``2d``; over the steps of a sequence as well."""
        name = {1: "nn.BatchNorm1d", 2: "StepBatchNorm", 3: "nn.BatchNorm2d"}[len(inputs[0])]
        return ModuleCode(
            (
                call(
                    name,
                    inputs[0][features_axis(inputs[0])],
                    eps=(self.epsilon, 1e-5),
                    momentum=(self.momentum, 0.1),
                    affine=(self.affine, True),
                ),
            ),
            define=_DEFINED if len(inputs[0]) == 2 else "",
        )

    def build(self, *inputs: Shape) -> nn.Module:
        """``nn.BatchNorm1d`` or ``2d``; running statistics are used in evaluation (Ioffe and Szegedy 2015)."""
        (x,) = inputs
        kind = {1: nn.BatchNorm1d, 2: _OverSteps, 3: nn.BatchNorm2d}[len(x)]
        return kind(x[features_axis(x)], eps=self.epsilon, momentum=self.momentum, affine=self.affine)

    def reset(self, module: nn.Module) -> None:
        """The scale is 1, the shift 0, and no batch has been seen."""
        assert isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d)
        module.reset_parameters()

    def stacked(self, sets: ParameterSets, *inputs: Tensor) -> Tensor | None:
        """Scale and shift by the running statistics; for lists of numbers."""
        module, params = sets.module, sets.params
        if not isinstance(module, nn.BatchNorm1d) or isinstance(module, _OverSteps):
            return None
        mean, variance = module.running_mean, module.running_var
        assert mean is not None
        assert variance is not None
        scale = torch.rsqrt(variance + module.eps)[None, :, None]
        y = (inputs[0] - mean[None, :, None]) * scale
        return torch.addcmul(params["bias"][:, :, None], y, params["weight"][:, :, None]) if params else y

    def stacked_in_training(self, sets: ParameterSets, *inputs: Tensor) -> Tensor | None:
        """The channels of all sets side by side in one norm; for lists of numbers and images."""
        if isinstance(sets.module, _OverSteps):
            return None
        params, buffers = sets.params, sets.buffers
        mean, variance = buffers["running_mean"], buffers["running_var"]
        count, channels = mean.shape
        x = inputs[0].expand(count, -1, -1)
        y = functional.batch_norm(
            x.reshape(count * channels, -1, x.shape[2]).permute(2, 0, 1),
            mean.view(-1),
            variance.view(-1),
            params["weight"].reshape(-1) if params else None,
            params["bias"].reshape(-1) if params else None,
            training=True,
            momentum=self.momentum,
            eps=self.epsilon,
        )
        buffers["num_batches_tracked"].add_(1)
        return y.permute(1, 2, 0).reshape(count, -1, x.shape[2])
