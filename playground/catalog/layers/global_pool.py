"""The mean of each whole channel."""

from typing import ClassVar

from torch import nn

from playground.catalog.kinds import LAYERS, Layer, Shape
from playground.catalog.layers.spatial import image


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
