"""Activations: functions applied to the output of a layer."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds.entry import Entry, Registry
from playground.catalog.kinds.shape import Shape

if TYPE_CHECKING:
    from torch import Tensor, nn


class Activation(Entry):
    """A function applied to a layer's output."""

    gain: ClassVar[float] = 1.0
    """Factor for the weights in front of it that keeps the variance of signals (as torch's ``calculate_gain``)."""
    elementwise: ClassVar[bool] = True

    def out_shape(self, x: Shape) -> Shape:
        """Shape of the output; raises ShapeProblem when it cannot take the input."""
        return x

    @abstractmethod
    def build(self, x: Shape) -> nn.Module:
        """A module from ``(N, *x)`` to ``(N, *out_shape(x))``."""

    def reset(self, module: nn.Module) -> None:
        """Give a built module's parameters their first values; nothing to do without parameters."""

    def stacked(self, module: nn.Module, params: Mapping[str, Tensor], x: Tensor) -> Tensor | None:
        """Like ``Layer.stacked``; the default serves element-wise functions without parameters."""
        return module(x) if self.elementwise and not params else None


ACTIVATIONS: Registry[Activation] = Registry("activation")
