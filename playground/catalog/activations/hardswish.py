"""SiLU made of straight pieces."""

from __future__ import annotations

from math import sqrt
from typing import ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape
from playground.lazy import nn


@ACTIVATIONS.register("hardswish", title="Hardswish", group="Activations")
class Hardswish(Elementwise):
    """SiLU without the exponential: 0 below −3, x above 3, a parabola between."""

    formula: ClassVar[str] = "x · min(max(x + 3, 0), 6) / 6"
    when: ClassVar[str] = "For networks on small devices (Howard et al. 2019)."

    @property
    def gain(self) -> float:
        """√2 as for SiLU, which it follows."""
        return sqrt(2)

    def code(self, x: Shape) -> ModuleCode:
        """``nn.Hardswish``."""
        del x
        return ModuleCode(
            ("nn.Hardswish()",),
            inline="nn.functional.hardswish({x})",
            by_hand=ByHand(
                "{x} * clip({x} + 3, 0, 6) / 6",
                "where({x} > 3, {d}, where({x} < -3, 0.0, {d} * ({x} / 3 + 0.5)))",
            ),
        )

    def module(self) -> nn.Module:
        """``nn.Hardswish``."""
        return nn.Hardswish()
