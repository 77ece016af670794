"""The mean of each window."""

from typing import ClassVar

from torch import nn

from playground.catalog.kinds import LAYERS
from playground.catalog.layers.window_pool import WindowPool


@LAYERS.register("avg_pool", title="Average pool", group="Pooling")
class AvgPool(WindowPool):
    """Replaces each window by its mean."""

    formula: ClassVar[str] = "y[c, i, j] = mean over u, v of x[c, s·i + u, s·j + v]"
    when: ClassVar[str] = "A smoother way to shrink an image than Max pool."

    def module(self) -> nn.Module:
        """``nn.AvgPool2d``; padding counts as zeros."""
        return nn.AvgPool2d(self.kernel, self.stride, self.padding, ceil_mode=self.ceil)
