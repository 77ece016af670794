"""The mean of each window."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import LAYERS, ModuleCode, Shape, call
from playground.catalog.layers.window_pool import WindowPool
from playground.lazy import nn


@LAYERS.register("avg_pool", title="Average pool", group="Pooling")
class AvgPool(WindowPool):
    """Replaces each window by its mean."""

    formula: ClassVar[str] = "y[c, i, j] = mean over u, v of x[c, s·i + u, s·j + v]"
    when: ClassVar[str] = "A smoother way to shrink an image than Max pool."

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.AvgPool2d``."""
        del inputs
        return ModuleCode(
            (
                call(
                    "nn.AvgPool2d",
                    self.kernel,
                    stride=(self.stride, self.kernel),
                    padding=(self.padding, 0),
                    ceil_mode=(self.ceil, False),
                ),
            )
        )

    def module(self) -> nn.Module:
        """``nn.AvgPool2d``; padding counts as zeros."""
        return nn.AvgPool2d(self.kernel, self.stride, self.padding, ceil_mode=self.ceil)
