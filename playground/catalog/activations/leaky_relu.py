"""The rectifier with a small slope for negative numbers."""

from __future__ import annotations

from math import sqrt
from typing import ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape, call, literal, param
from playground.lazy import nn


@ACTIVATIONS.register("leaky_relu", title="Leaky ReLU", group="Activations")
class LeakyReLU(Elementwise):
    """Passes positive numbers, shrinks negative ones."""

    formula: ClassVar[str] = "x for x > 0, else a·x"
    when: ClassVar[str] = "Like ReLU, but no unit can die."

    slope: float = param(0.01, "Slope a for negative numbers; 0.01 is usual, 0.1 easier to see.", ge=0, le=1)

    @property
    def gain(self) -> float:
        """√(2 / (1 + a²))."""
        return sqrt(2 / (1 + self.slope**2))

    def code(self, x: Shape) -> ModuleCode:
        """``nn.LeakyReLU``."""
        del x
        return ModuleCode(
            (call("nn.LeakyReLU", self.slope),),
            by_hand=ByHand(
                f"where({{x}} > 0, {{x}}, {literal(self.slope)} * {{x}})",
                f"where({{x}} > 0, {{d}}, {literal(self.slope)} * {{d}})",
            ),
        )

    def module(self) -> nn.Module:
        """``nn.LeakyReLU``."""
        return nn.LeakyReLU(self.slope)
