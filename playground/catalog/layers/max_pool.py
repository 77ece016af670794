"""The strongest response of each window."""

from typing import ClassVar

from torch import nn

from playground.catalog.kinds import LAYERS, Shape
from playground.catalog.layers.window_pool import WindowPool


@LAYERS.register("max_pool", title="Max pool", group="Pooling")
class MaxPool(WindowPool):
    """Keeps the largest value of each window."""

    formula: ClassVar[str] = "y[c, i, j] = max over u, v of x[c, s·i + u, s·j + v]"
    when: ClassVar[str] = "After a convolution: half the size, the strongest responses stay."

    def build(self, *inputs: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.MaxPool2d``."""
        return nn.MaxPool2d(self.kernel, self.stride, self.padding, ceil_mode=self.ceil)
