"""The sigmoid linear unit."""

from __future__ import annotations

from math import sqrt
from typing import ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape
from playground.lazy import nn


@ACTIVATIONS.register("silu", title="SiLU", group="Activations")
class SiLU(Elementwise):
    """Weighs a number by its own sigmoid; also called swish."""

    formula: ClassVar[str] = "x · σ(x) = x / (1 + e⁻ˣ)"
    when: ClassVar[str] = "A smooth ReLU that keeps a little gradient for negative numbers."

    @property
    def gain(self) -> float:
        """√2 as for ReLU, whose shape it has."""
        return sqrt(2)

    def code(self, x: Shape) -> ModuleCode:
        """``nn.SiLU``."""
        del x
        return ModuleCode(
            ("nn.SiLU()",),
            inline="nn.functional.silu({x})",
            by_hand=ByHand("{x} / (1 + exp(-{x}))", "{d} * ({y} + (1 - {y}) / (1 + exp(-{x})))"),
        )

    def module(self) -> nn.Module:
        """``nn.SiLU``."""
        return nn.SiLU()
