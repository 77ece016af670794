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

    elementwise: ClassVar[bool] = True
    probabilities: ClassVar[bool] = False
    """Whether it makes probabilities of what the network puts out."""

    @property
    def gain(self) -> float:
        """Factor for the weights in front of it that keeps the size of signals, as torch's ``calculate_gain``.

        1 where torch has none and nothing else is said.
        """
        return 1.0

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

    def sketch(self, x: Tensor) -> Tensor:
        """A function of one number that stands for it in small drawings; ``x`` is ``(N,)``."""
        module = self.build((1,))
        self.reset(module)
        return module(x[:, None])[:, 0]  # type: ignore[no-any-return]


ACTIVATIONS: Registry[Activation] = Registry("activation")
