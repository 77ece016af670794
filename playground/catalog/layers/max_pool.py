"""The strongest response of each window."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LAYERS, ModuleCode, Shape, call
from playground.catalog.layers.window_pool import WindowPool
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor


@LAYERS.register("max_pool", title="Max pool", group="Pooling")
class MaxPool(WindowPool):
    """Keeps the largest value of each window."""

    formula: ClassVar[str] = "y[c, i, j] = max over u, v of x[c, s·i + u, s·j + v]"
    when: ClassVar[str] = "After a convolution: half the size, the strongest responses stay."

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.MaxPool2d``."""
        del inputs
        return ModuleCode(
            (
                call(
                    "nn.MaxPool2d",
                    self.kernel,
                    stride=(self.stride, self.kernel),
                    padding=(self.padding, 0),
                    ceil_mode=(self.ceil, False),
                ),
            )
        )

    def module(self) -> nn.Module:
        """``nn.MaxPool2d``; where no gradient is wanted the same values are found faster."""
        if self.padding or self.ceil:
            return nn.MaxPool2d(self.kernel, self.stride, self.padding, ceil_mode=self.ceil)
        return _WholeWindows(self.kernel, self.stride)


class _WholeWindows(nn.MaxPool2d):
    """Windows that lie within the image.

    For a gradient torch has to know which pixel was the largest, and looks at one after the other. Without one, whole
    planes of pixels are compared, many at a time: a tenth of the time on a CPU.
    """

    def __init__(self, kernel: int, stride: int) -> None:
        super().__init__(kernel, stride)
        self._side, self._step = kernel, stride

    def forward(self, x: Tensor) -> Tensor:
        """``(..., channels, height, width)`` to ``(..., channels, height', width')``."""
        if torch.is_grad_enabled() or x.device.type != "cpu":
            pooled: Tensor = super().forward(x)
            return pooled
        return self._over(self._over(x, -2), -1)

    def _over(self, x: Tensor, dim: int) -> Tensor:
        """The largest of each window along one dimension."""
        last = x.shape[dim] - self._side + 1
        planes = (
            x.narrow(dim, first, last).unfold(dim, 1, self._step).squeeze(-1) for first in range(self._side)
        )
        *_, largest = accumulate(planes, torch.maximum)
        return largest
