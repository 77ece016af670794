"""The rectifier."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape
from playground.lazy import nn


@ACTIVATIONS.register("relu", title="ReLU", group="Activations")
class ReLU(Elementwise):
    """Passes positive numbers, turns negative ones into 0."""

    formula: ClassVar[str] = "max(0, x)"
    when: ClassVar[str] = "The usual first choice; units that never fire stop learning (they are dead)."

    @property
    def gain(self) -> float:
        """√2: half of the signal is cut off."""
        return sqrt(2)

    def code(self, x: Shape) -> ModuleCode:
        """``nn.ReLU``."""
        del x
        return ModuleCode(
            ("nn.ReLU()",),
            inline="torch.relu({x})",
            by_hand=ByHand("maximum({x}, 0)", "{d} * ({x} > 0)"),
        )

    def module(self) -> nn.Module:
        """``nn.ReLU``."""
        return nn.ReLU()

    def curve(self, x: Sequence[float]) -> list[float]:
        """max(0, x)."""
        return [max(0.0, each) for each in x]
