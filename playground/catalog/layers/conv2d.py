"""The convolution of images."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from playground.catalog.kinds import (
    LAYERS,
    Layer,
    ModuleCode,
    SetParams,
    Shape,
    ShapeProblem,
    Weight,
    call,
    param,
    weight_and_bias,
)
from playground.catalog.layers.spatial import image, slide
from playground.lazy import nn


@LAYERS.register("conv2d", title="Conv 2D", group="Convolution")
class Conv2d(Layer):
    """The same small filters slide over the whole image."""

    formula: ClassVar[str] = "y[c, i, j] = b[c] + Σ W[c, k, u, v] · x[k, s·i + d·u − p, s·j + d·v − p]"
    when: ClassVar[str] = (
        "For images: far fewer weights than Linear, and the same response wherever an object is."
    )
    takes_initializer: ClassVar[bool] = True

    channels: int = param(16, "Number of filters, which are the output channels.", ge=1, le=4096)
    kernel: int = param(3, "Height and width of a filter.", ge=1, le=31, unit="px")
    stride: int = param(1, "Step from one position of the filter to the next.", ge=1, le=16, unit="px")
    padding: int = param(1, "Rows and columns of zeros added around the image.", ge=0, le=15, unit="px")
    dilation: int = param(1, "Distance between the pixels that a filter sees.", ge=1, le=16, unit="px")
    groups: int = param(1, "Channels are split into this many groups that do not mix.", ge=1, le=4096)
    bias: bool = param(True, "Add a learned constant to each channel.")

    def caption(self) -> str:
        """Kernel, channels and stride."""
        stride = f" · /{self.stride}" if self.stride != 1 else ""
        return f"{self.kernel}×{self.kernel} · {self.channels} ch{stride}"

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(channels, height', width')``, see ``slide``."""
        channels, height, width = image(self.title, inputs[0])
        if channels % self.groups or self.channels % self.groups:
            raise ShapeProblem(
                f"{channels} input and {self.channels} output channels do not split into {self.groups} groups.",
                SetParams("Use 1 group", {"groups": 1}),
            )
        self._positions(min(height, width))  # the smaller side names the problem
        return (self.channels, self._positions(height), self._positions(width))

    def _positions(self, size: int) -> int:
        return slide(self.title, size, self.kernel, self.stride, self.padding, self.dilation)

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.Conv2d``."""
        return ModuleCode(
            (
                call(
                    "nn.Conv2d",
                    inputs[0][0],
                    self.channels,
                    self.kernel,
                    stride=(self.stride, 1),
                    padding=(self.padding, 0),
                    dilation=(self.dilation, 1),
                    groups=(self.groups, 1),
                    bias=(self.bias, True),
                ),
            )
        )

    def build(self, *inputs: Shape) -> nn.Module:
        """``nn.Conv2d``."""
        return nn.Conv2d(
            inputs[0][0],
            self.channels,
            self.kernel,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            groups=self.groups,
            bias=self.bias,
        )

    def weights(self, module: nn.Module) -> Iterable[Weight]:
        """Its filters and bias."""
        assert isinstance(module, nn.Conv2d)
        return weight_and_bias(module.weight, module.bias)

    def parameter_count(self, *inputs: Shape) -> int:
        """The numbers of each filter, and a bias for each."""
        return (inputs[0][0] // self.groups * self.kernel**2 + self.bias) * self.channels

    def multiply_adds(self, *inputs: Shape) -> int:
        """Output positions × filters × filter size."""
        _, height, width = self.out_shape(*inputs)
        return height * width * self.channels * (inputs[0][0] // self.groups) * self.kernel**2
