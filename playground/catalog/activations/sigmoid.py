"""The logistic function."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape
from playground.lazy import nn


@ACTIVATIONS.register("sigmoid", title="Sigmoid", group="Activations")
class Sigmoid(Elementwise):
    """Squeezes any number into 0..1."""

    formula: ClassVar[str] = "1 / (1 + e⁻ˣ)"
    when: ClassVar[str] = "For gates and probabilities; in deep networks its gradient (at most ¼) vanishes."
    probabilities: ClassVar[bool] = True

    def code(self, x: Shape) -> ModuleCode:
        """``nn.Sigmoid``."""
        del x
        return ModuleCode(
            ("nn.Sigmoid()",),
            inline="torch.sigmoid({x})",
            by_hand=ByHand("1 / (1 + exp(-{x}))", "{d} * {y} * (1 - {y})"),
        )

    def module(self) -> nn.Module:
        """``nn.Sigmoid``."""
        return nn.Sigmoid()

    def curve(self, x: Sequence[float]) -> list[float]:
        """1 / (1 + e⁻ˣ)."""
        return [1 / (1 + exp(-each)) for each in x]
