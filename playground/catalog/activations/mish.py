"""A smooth relative of the rectifier."""

from __future__ import annotations

from math import sqrt
from typing import ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape
from playground.lazy import nn

_SOFTPLUS = "(log1p(exp(-abs({x}))) + maximum({x}, 0))"
_SLOPE = f"{{d}} * (tanh{_SOFTPLUS} + {{x}} * (1 - tanh{_SOFTPLUS} ** 2) / (1 + exp(-{{x}})))"


@ACTIVATIONS.register("mish", title="Mish", group="Activations")
class Mish(Elementwise):
    """Weighs a number by the tanh of its softplus."""

    formula: ClassVar[str] = "x · tanh(ln(1 + eˣ))"
    when: ClassVar[str] = "Like SiLU: smooth, and a little below 0 for negative numbers (Misra 2020)."

    @property
    def gain(self) -> float:
        """√2 as for ReLU, whose shape it has."""
        return sqrt(2)

    def code(self, x: Shape) -> ModuleCode:
        """``nn.Mish``."""
        del x
        return ModuleCode(
            ("nn.Mish()",),
            inline="nn.functional.mish({x})",
            by_hand=ByHand(f"{{x}} * tanh{_SOFTPLUS}", _SLOPE),
        )

    def module(self) -> nn.Module:
        """``nn.Mish``."""
        return nn.Mish()
