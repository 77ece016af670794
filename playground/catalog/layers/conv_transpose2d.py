"""The convolution that enlarges images."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from playground.catalog.kinds import (
    LAYERS,
    Layer,
    ModuleCode,
    Remove,
    SetParams,
    Shape,
    ShapeProblem,
    Spread,
    Weight,
    call,
    param,
)
from playground.catalog.layers.spatial import image
from playground.lazy import nn


@LAYERS.register("conv_transpose2d", title="Conv transpose 2D", group="Convolution")
class ConvTranspose2d(Layer):
    """Each pixel paints a small filter into a larger image; the transpose of Conv 2D."""

    formula: ClassVar[str] = "y[c, s·i + u − p, s·j + v − p] = b[c] + Σ x[k, i, j] · W[k, c, u, v]"
    when: ClassVar[str] = (
        "In decoders, to learn upsampling; a kernel that the stride divides avoids checkerboard patterns."
    )
    takes_initializer: ClassVar[bool] = True

    channels: int = param(16, "Number of filters, which are the output channels.", ge=1, le=4096)
    kernel: int = param(4, "Height and width of a filter.", ge=1, le=31, unit="px")
    stride: int = param(
        2, "Distance of the filters in the output: the upsampling factor.", ge=1, le=16, unit="px"
    )
    padding: int = param(1, "Rows and columns that are cut off all around.", ge=0, le=15, unit="px")
    bias: bool = param(True, "Add a learned constant to each channel.")

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(channels, height', width')`` with (n − 1) stride − 2 padding + kernel each."""
        _, *sizes = image(self.title, inputs[0])
        height, width = ((n - 1) * self.stride - 2 * self.padding + self.kernel for n in sizes)
        if min(height, width) < 1:
            raise ShapeProblem(
                f"The padding of {self.title} cuts off the whole image.",
                SetParams("Use no padding", {"padding": 0}),
                Remove(),
            )
        return (self.channels, height, width)

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.ConvTranspose2d``."""
        return ModuleCode(
            (
                call(
                    "nn.ConvTranspose2d",
                    inputs[0][0],
                    self.channels,
                    self.kernel,
                    stride=(self.stride, 1),
                    padding=(self.padding, 0),
                    bias=(self.bias, True),
                ),
            )
        )

    def build(self, *inputs: Shape) -> nn.Module:
        """``nn.ConvTranspose2d``."""
        return nn.ConvTranspose2d(
            inputs[0][0], self.channels, self.kernel, stride=self.stride, padding=self.padding, bias=self.bias
        )

    def weights(self, module: nn.Module) -> Iterable[Weight]:
        """Its filters, turned around so that the outputs come first, and bias; by default as torch has them."""
        assert isinstance(module, nn.ConvTranspose2d)
        return self._turned(module)

    def _turned(self, module: nn.ConvTranspose2d) -> Iterator[Weight]:
        usual = Spread.within(module.weight[0].numel() ** -0.5)
        yield Weight(module.weight.transpose(0, 1), usual)
        if module.bias is not None:
            yield Weight(module.bias, usual, bias=True)

    def multiply_adds(self, *inputs: Shape) -> int:
        """Input positions × filters × filter size."""
        channels, height, width = inputs[0]
        return height * width * channels * self.channels * self.kernel**2
