"""One number for each whole channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from playground.catalog.kinds import LAYERS, Layer, ModuleCode, Shape, call, literal, param
from playground.catalog.layers.spatial import image
from playground.lazy import nn

if TYPE_CHECKING:
    from torch import Tensor

_DEFINED = """
class GlobalPool(nn.Module):
    def __init__(self, dims, keep="mean"):
        super().__init__()
        self.dims, self.keep = dims, keep

    def forward(self, x):
        return x.amax(self.dims) if self.keep == "max" else x.mean(self.dims)
"""


class _Whole(nn.Module):
    """Mean or largest over some dimensions."""

    def __init__(self, dimensions: tuple[int, ...], keep: str) -> None:
        super().__init__()
        self.dimensions, self.keep = dimensions, keep

    def forward(self, x: Tensor) -> Tensor:
        return x.amax(self.dimensions) if self.keep == "max" else x.mean(self.dimensions)


@LAYERS.register("global_pool", title="Global pool", group="Pooling")
class GlobalPool(Layer):
    """Replaces each channel of an image, or feature of a sequence, by one number."""

    formula: ClassVar[str] = "y[c] = mean (or max) over i, j of x[c, i, j]"
    when: ClassVar[str] = (
        "Before the head of a convolutional network, in place of Flatten: far fewer weights."
    )

    keep: Literal["mean", "max"] = param("mean", "Which number stands for the channel.")

    def caption(self) -> str:
        """What it does."""
        return "mean over the image"

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(channels,)``, or ``(features,)``."""
        (x,) = inputs
        return (x[1],) if len(x) == 2 else (image(self.title, x)[0],)

    def code(self, *inputs: Shape) -> ModuleCode:
        """A mean or maximum; torch has no module for it."""
        dims, name = (1,) if len(inputs[0]) == 2 else (2, 3), "amax" if self.keep == "max" else "mean"
        return ModuleCode(
            (call("GlobalPool", dims, keep=(self.keep, "mean")),), f"{{x}}.{name}({literal(dims)})", _DEFINED
        )

    def build(self, *inputs: Shape) -> nn.Module:
        """Over height and width, or over the steps."""
        return _Whole((1,) if len(inputs[0]) == 2 else (2, 3), self.keep)
