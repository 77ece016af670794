"""Noise on what passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LAYERS, AnyShapeLayer, ModuleCode, Shape, call, param
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor

_DEFINED = """
class GaussianNoise(nn.Module):
    def __init__(self, std):
        super().__init__()
        self.std = std

    def forward(self, x):
        return x + self.std * torch.randn_like(x) if self.training else x
"""


class _Noise(nn.Module):
    """Adds normal noise in training."""

    def __init__(self, std: float) -> None:
        super().__init__()
        self.std = std

    def forward(self, x: Tensor) -> Tensor:
        return x + self.std * torch.randn_like(x) if self.training else x


@LAYERS.register("gaussian_noise", title="Gaussian noise", group="Regularization")
class GaussianNoise(AnyShapeLayer):
    """Adds a normal random number to each of its inputs at each training step."""

    formula: ClassVar[str] = "y = x + σ ε, ε ~ N(0, 1); y = x in evaluation"
    when: ClassVar[str] = (
        "Against overfitting: no sample looks the same twice; best directly after the input."
    )
    passes_on: ClassVar[bool] = True
    random: ClassVar[bool] = True

    std: float = param(0.1, "Standard deviation σ of the noise.", ge=0, le=10)

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as the input."""
        return inputs[0]

    def code(self, *inputs: Shape) -> ModuleCode:
        """A class of its own: torch has no module for it."""
        del inputs
        return ModuleCode((call("GaussianNoise", self.std),), define=_DEFINED)

    def module(self) -> nn.Module:
        """Noise from torch's generators, as the lane has set them."""
        return _Noise(self.std)
