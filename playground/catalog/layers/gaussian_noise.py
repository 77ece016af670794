"""Noise on what passes."""

from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import Tensor, nn

from playground.catalog.kinds import LAYERS, Layer, Shape, param


class _Noise(nn.Module):
    """Adds normal noise in training."""

    def __init__(self, std: float) -> None:
        super().__init__()
        self.std = std

    def forward(self, x: Tensor) -> Tensor:
        return x + self.std * torch.randn_like(x) if self.training else x


@LAYERS.register("gaussian_noise", title="Gaussian noise", group="Regularization")
class GaussianNoise(Layer):
    """Adds a normal random number to each of its inputs at each training step."""

    formula: ClassVar[str] = "y = x + σ ε, ε ~ N(0, 1); y = x in evaluation"
    when: ClassVar[str] = (
        "Against overfitting: no sample looks the same twice; right behind the input above all."
    )
    random: ClassVar[bool] = True

    std: float = param(0.1, "Standard deviation σ of the noise.", ge=0, le=10)

    def out_shape(self, *inputs: Shape) -> Shape:
        """As the input."""
        return inputs[0]

    def build(self, *inputs: Shape) -> nn.Module:  # noqa: ARG002
        """Noise from torch's generators, as the lane has set them."""
        return _Noise(self.std)

    def stacked(self, module: nn.Module, params: Mapping[str, Tensor], *inputs: Tensor) -> Tensor | None:  # noqa: ARG002
        """Nothing happens in evaluation."""
        return inputs[0]
