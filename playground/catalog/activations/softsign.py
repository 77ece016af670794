"""Softsign."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape
from playground.lazy import nn


@ACTIVATIONS.register("softsign", title="Softsign", group="Activations")
class Softsign(Elementwise):
    """Squeezes any number into −1..1, more slowly than tanh."""

    formula: ClassVar[str] = "x / (1 + |x|)"
    when: ClassVar[str] = "In place of tanh: far out it saturates as 1/x² instead of exponentially."

    def code(self, x: Shape) -> ModuleCode:
        """``nn.Softsign``."""
        del x
        return ModuleCode(
            ("nn.Softsign()",),
            inline="nn.functional.softsign({x})",
            by_hand=ByHand("{x} / (1 + abs({x}))", "{d} / (1 + abs({x})) ** 2"),
        )

    def module(self) -> nn.Module:
        """``nn.Softsign``."""
        return nn.Softsign()
