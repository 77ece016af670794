"""The rectifier with a ceiling."""

from __future__ import annotations

from math import sqrt
from typing import ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape
from playground.lazy import nn


@ACTIVATIONS.register("relu6", title="ReLU6", group="Activations")
class ReLU6(Elementwise):
    """ReLU that passes nothing above 6."""

    formula: ClassVar[str] = "min(max(0, x), 6)"
    when: ClassVar[str] = "For numbers of low precision on small devices; above 6 a unit learns nothing."

    @property
    def gain(self) -> float:
        """√2 as for ReLU, which it is below 6."""
        return sqrt(2)

    def code(self, x: Shape) -> ModuleCode:
        """``nn.ReLU6``."""
        del x
        return ModuleCode(
            ("nn.ReLU6()",),
            inline="nn.functional.relu6({x})",
            by_hand=ByHand("clip({x}, 0, 6)", "{d} * (({x} > 0) & ({x} < 6))"),
        )

    def module(self) -> nn.Module:
        """``nn.ReLU6``."""
        return nn.ReLU6()
