"""Shares that sum to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import (
    ACTIVATIONS,
    Activation,
    ByHand,
    ModuleCode,
    ParameterSets,
    Shape,
    features_axis,
)
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor

_SHARES = (
    "exp({x} - amax({x}, 1, keepdims=True)) / sum(exp({x} - amax({x}, 1, keepdims=True)), 1, keepdims=True)"
)


class _Shares(nn.Module):
    """Softmax of samples of one shape."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape

    def forward(self, x: Tensor) -> Tensor:
        return torch.softmax(x, 1 + features_axis(self.shape))


@ACTIVATIONS.register("softmax", title="Softmax", group="Activations")
class Softmax(Activation):
    """Turns the numbers of a sample into positive shares that sum to 1."""

    formula: ClassVar[str] = "e^x_k / Σ_j e^x_j"
    when: ClassVar[str] = (
        "For class probabilities in front of Negative log-likelihood; Cross-entropy has its own."
    )
    probabilities: ClassVar[bool] = True

    def code(self, x: Shape) -> ModuleCode:
        """``nn.Softmax``."""
        axis = 1 + features_axis(x)
        by_hand = ByHand(_SHARES, "{y} * ({d} - sum({d} * {y}, 1, keepdims=True))") if len(x) == 1 else None
        return ModuleCode((f"nn.Softmax({axis})",), f"torch.softmax({{x}}, {axis})", by_hand=by_hand)

    def build(self, x: Shape) -> nn.Module:
        """Softmax over the features, or over the channels of each pixel."""
        return _Shares(x)

    def stacked(self, sets: ParameterSets, x: Tensor) -> Tensor | None:
        """Over the features of the shape that the module was built for."""
        module = sets.module
        assert isinstance(module, _Shares)
        laid_out = x.reshape(len(x), *module.shape, -1)
        return torch.softmax(laid_out, 1 + features_axis(module.shape)).flatten(1, -2)

    def sketch(self, x: Tensor) -> Tensor:
        """The share of one number beside a zero."""
        return torch.sigmoid(x)
