"""Layers that shrink images."""

from typing import ClassVar

from torch import nn

from playground.catalog.kinds import LAYERS, Layer, SetParams, Shape, ShapeProblem, param
from playground.catalog.layers.spatial import image, slide


class _WindowPool(Layer):
    """A window that slides over each channel."""

    kernel: int = param(2, "Height and width of the window.", ge=1, le=31, unit="px")
    stride: int = param(2, "Step from one position of the window to the next.", ge=1, le=31, unit="px")
    padding: int = param(0, "Rows and columns added around the image.", ge=0, le=15, unit="px")

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(channels, height', width')``, see ``slide``."""
        channels, height, width = image(self.title, inputs[0])
        if 2 * self.padding > self.kernel:
            half = self.kernel // 2
            raise ShapeProblem(
                f"The padding of {self.title} is {self.padding}, but at most half its window ({half}) is allowed.",
                SetParams(f"Use padding {half}", {"padding": half}),
            )
        for size in sorted((height, width)):  # the smaller side names the problem
            slide(self.title, size, self.kernel, self.stride, self.padding)
        sizes = (slide(self.title, n, self.kernel, self.stride, self.padding) for n in (height, width))
        return (channels, *sizes)


@LAYERS.register("max_pool", title="Max pool", group="Convolution")
class MaxPool(_WindowPool):
    """Keeps the largest value of each window."""

    formula: ClassVar[str] = "y[c, i, j] = max over u, v of x[c, s·i + u, s·j + v]"
    when: ClassVar[str] = "After a convolution: half the size, the strongest responses stay."

    def build(self, *inputs: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.MaxPool2d``."""
        return nn.MaxPool2d(self.kernel, self.stride, self.padding)


@LAYERS.register("avg_pool", title="Average pool", group="Convolution")
class AvgPool(_WindowPool):
    """Replaces each window by its mean."""

    formula: ClassVar[str] = "y[c, i, j] = mean over u, v of x[c, s·i + u, s·j + v]"
    when: ClassVar[str] = "A smoother way to shrink an image than Max pool."

    def build(self, *inputs: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.AvgPool2d``; padding counts as zeros."""
        return nn.AvgPool2d(self.kernel, self.stride, self.padding)


@LAYERS.register("global_pool", title="Global pool", group="Convolution")
class GlobalPool(Layer):
    """Replaces each channel by its mean: an image becomes a list of numbers."""

    formula: ClassVar[str] = "y[c] = mean over i, j of x[c, i, j]"
    when: ClassVar[str] = (
        "Before the head of a convolutional network, in place of Flatten: far fewer weights."
    )

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(channels,)``."""
        return (image(self.title, inputs[0])[0],)

    def build(self, *inputs: Shape) -> nn.Module:  # noqa: ARG002
        """Mean over height and width."""
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
