"""The exponential linear unit."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape, call, literal, param
from playground.lazy import nn


@ACTIVATIONS.register("elu", title="ELU", group="Activations")
class ELU(Elementwise):
    """Passes positive numbers; negative ones bend smoothly towards −α."""

    formula: ClassVar[str] = "x for x > 0, else α (eˣ − 1)"
    when: ClassVar[str] = "Mean outputs near zero without dead units (Clevert et al. 2016)."

    alpha: float = param(1.0, "The limit for very negative numbers is −α.", gt=0, le=10)

    def code(self, x: Shape) -> ModuleCode:
        """``nn.ELU``."""
        del x
        return ModuleCode(
            (call("nn.ELU", alpha=(self.alpha, 1.0)),),
            by_hand=ByHand(
                f"where({{x}} > 0, {{x}}, {literal(self.alpha)} * expm1(minimum({{x}}, 0)))",
                f"where({{x}} > 0, {{d}}, {{d}} * ({{y}} + {literal(self.alpha)}))",
            ),
        )

    def module(self) -> nn.Module:
        """``nn.ELU``."""
        return nn.ELU(self.alpha)
