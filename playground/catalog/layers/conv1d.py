"""The convolution of sequences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import (
    LAYERS,
    Layer,
    ModuleCode,
    Remove,
    SetParams,
    Shape,
    ShapeProblem,
    Weight,
    call,
    param,
    weight_and_bias,
)
from playground.catalog.layers.steps import sequence
from playground.lazy import nn

if TYPE_CHECKING:
    from torch import Tensor

_DEFINED = """
class StepConv1d(nn.Conv1d):  # samples are (steps, features)
    def forward(self, x):
        return super().forward(x.transpose(1, 2)).transpose(1, 2)
"""


class _OverSteps(nn.Conv1d):
    """A convolution along the steps of ``(N, steps, features)``."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.transpose(1, 2)).transpose(1, 2)


@LAYERS.register("conv1d", title="Conv 1D", group="Convolution")
class Conv1d(Layer):
    """The same small filters slide along the steps of a sequence."""

    formula: ClassVar[str] = "y[t, c] = b[c] + Σ W[c, k, u] · x[s·t + d·u − p, k]"
    when: ClassVar[str] = "For signals and texts: finds a pattern wherever it is in the sequence."
    takes_initializer: ClassVar[bool] = True

    channels: int = param(16, "Number of filters, which are the features of the output.", ge=1, le=4096)
    kernel: int = param(3, "Steps that a filter sees.", ge=1, le=255, unit="steps")
    stride: int = param(1, "Step from one position of the filter to the next.", ge=1, le=64, unit="steps")
    padding: int = param(1, "Steps of zeros added at both ends.", ge=0, le=255, unit="steps")
    dilation: int = param(1, "Distance between the steps that a filter sees.", ge=1, le=64, unit="steps")
    bias: bool = param(True, "Add a learned constant to each feature.")

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(steps', channels)``."""
        steps, _ = sequence(self.title, inputs[0])
        seen = self.dilation * (self.kernel - 1) + 1
        padded = steps + 2 * self.padding
        if padded < seen:
            raise ShapeProblem(
                f"A filter of {self.title} sees {seen} steps, but the sequence has {padded} with its padding.",
                SetParams("See one step at a time", {"kernel": 1}),
                Remove(),
            )
        return ((padded - seen) // self.stride + 1, self.channels)

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.Conv1d`` along the steps."""
        return ModuleCode(
            (
                call(
                    "StepConv1d",
                    inputs[0][1],
                    self.channels,
                    self.kernel,
                    stride=(self.stride, 1),
                    padding=(self.padding, 0),
                    dilation=(self.dilation, 1),
                    bias=(self.bias, True),
                ),
            ),
            define=_DEFINED,
        )

    def build(self, *inputs: Shape) -> nn.Module:
        """``nn.Conv1d`` with the features last."""
        return _OverSteps(
            inputs[0][1],
            self.channels,
            self.kernel,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            bias=self.bias,
        )

    def weights(self, module: nn.Module) -> Iterable[Weight]:
        """Its filters and bias."""
        assert isinstance(module, nn.Conv1d)
        return weight_and_bias(module.weight, module.bias)

    def multiply_adds(self, *inputs: Shape) -> int:
        """Output positions × filters × filter size."""
        return self.out_shape(*inputs)[0] * self.channels * inputs[0][1] * self.kernel
