"""The convolution of images."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from playground.catalog.kinds import (
    LAYERS,
    Layer,
    ModuleCode,
    SetParams,
    Shape,
    ShapeProblem,
    Weight,
    call,
    literal,
    param,
    weight_and_bias,
)
from playground.catalog.layers.spatial import image, slide
from playground.lazy import nn

if TYPE_CHECKING:
    from torch import Tensor


class _EndPadded(nn.Conv2d):
    """A convolution of images that get further zeros below and to the right."""

    def __init__(self, end: int, *sizes: Any, **settings: Any) -> None:
        super().__init__(*sizes, **settings)
        self.end = end

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(nn.functional.pad(x, (0, self.end, 0, self.end)))


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
    padding_end: int = param(
        0,
        "Further zeros below and to the right alone (↘); at stride 2, TensorFlow's “same” adds one there.",
        title="more at the end",
        ge=0,
        le=15,
        unit="px",
    )
    dilation: int = param(1, "Distance between the pixels that a filter sees.", ge=1, le=16, unit="px")
    groups: int = param(1, "Channels are split into this many groups that do not mix.", ge=1, le=4096)
    bias: bool = param(True, "Add a learned constant to each channel.")

    def caption(self) -> str:
        """Kernel, channels and stride, and a padding that is not the same on all sides."""
        window = f"{self.kernel}×{self.kernel}"
        if self.padding_end:  # short enough for a card
            stride = f"/{self.stride}" if self.stride != 1 else ""
            return f"{window}{stride} ↘{self.padding_end} · {self.channels} ch"
        stride = f" · /{self.stride}" if self.stride != 1 else ""
        return f"{window} · {self.channels} ch{stride}"

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
        return slide(
            self.title, size, self.kernel, self.stride, self.padding, self.dilation, end=self.padding_end
        )

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.Conv2d``, behind ``nn.ZeroPad2d`` where the padding is not the same on all sides."""
        conv = call(
            "nn.Conv2d",
            inputs[0][0],
            self.channels,
            self.kernel,
            stride=(self.stride, 1),
            padding=(0 if self.padding_end else self.padding, 0),
            dilation=(self.dilation, 1),
            groups=(self.groups, 1),
            bias=(self.bias, True),
        )
        if not self.padding_end:
            return ModuleCode((conv,))
        first, last = self.padding, self.padding + self.padding_end
        sides = literal((first, last, first, last))
        pad = f"nn.ZeroPad2d({sides})"
        return ModuleCode((pad, conv), inline=f"{{m}}(nn.functional.pad({{x}}, {sides}))", owner=1)

    def build(self, *inputs: Shape) -> nn.Module:
        """``nn.Conv2d``, or one that pads the end further."""
        conv = partial(_EndPadded, self.padding_end) if self.padding_end else nn.Conv2d
        return conv(
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
