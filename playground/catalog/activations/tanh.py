"""The hyperbolic tangent."""

from __future__ import annotations

from collections.abc import Sequence
from math import tanh
from typing import ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape
from playground.lazy import nn


@ACTIVATIONS.register("tanh", title="Tanh", group="Activations")
class Tanh(Elementwise):
    """Squeezes any number into −1..1, with 0 staying 0."""

    formula: ClassVar[str] = "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)"
    when: ClassVar[str] = "For small, smooth networks: outputs are centred on zero."

    @property
    def gain(self) -> float:
        """5/3, as torch has it."""
        return 5 / 3

    def code(self, x: Shape) -> ModuleCode:
        """``nn.Tanh``."""
        del x
        return ModuleCode(
            ("nn.Tanh()",),
            inline="torch.tanh({x})",
            by_hand=ByHand("tanh({x})", "{d} * (1 - {y} ** 2)"),
        )

    def module(self) -> nn.Module:
        """``nn.Tanh``."""
        return nn.Tanh()

    def curve(self, x: Sequence[float]) -> list[float]:
        """Tanh x."""
        return [tanh(each) for each in x]
