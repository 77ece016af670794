"""The Gaussian error linear unit."""

from __future__ import annotations

from math import sqrt
from typing import ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape
from playground.lazy import nn


@ACTIVATIONS.register("gelu", title="GELU", group="Activations")
class GELU(Elementwise):
    """Weighs a number by the share of a normal distribution below it."""

    formula: ClassVar[str] = "x · Φ(x), Φ the normal distribution function"
    when: ClassVar[str] = "The usual choice in transformers (Hendrycks and Gimpel 2016)."

    @property
    def gain(self) -> float:
        """√2 as for ReLU, whose shape it has."""
        return sqrt(2)

    def code(self, x: Shape) -> ModuleCode:
        """``nn.GELU``."""
        del x
        return ModuleCode(
            ("nn.GELU()",),
            inline="nn.functional.gelu({x})",
            by_hand=ByHand(
                "0.5 * {x} * (1 + erf({x} / 2 ** 0.5))",
                "{d} * (0.5 * (1 + erf({x} / 2 ** 0.5)) + {x} * exp(-0.5 * {x} ** 2) / 2.5066282746310002)",
            ),
        )

    def module(self) -> nn.Module:
        """``nn.GELU``, exact."""
        return nn.GELU()
