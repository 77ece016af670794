"""The smooth rectifier."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape, call, literal, param
from playground.lazy import nn


@ACTIVATIONS.register("softplus", title="Softplus", group="Activations")
class Softplus(Elementwise):
    """A ReLU with a rounded corner; always positive."""

    formula: ClassVar[str] = "ln(1 + e^(β x)) / β"
    when: ClassVar[str] = "Where outputs must be positive, such as a variance or a rate."

    beta: float = param(
        1.0, "Sharpness β of the corner: the larger, the closer to ReLU.", ge=0.1, le=100, log=True
    )

    def code(self, x: Shape) -> ModuleCode:
        """``nn.Softplus``."""
        del x
        b, over = ("", "") if self.beta == 1 else (f"{literal(self.beta)} * ", f" / {literal(self.beta)}")
        return ModuleCode(
            (call("nn.Softplus", beta=(self.beta, 1.0)),),
            by_hand=ByHand(
                f"(log1p(exp(-abs({b}{{x}}))) + maximum({b}{{x}}, 0)){over}", f"{{d}} / (1 + exp(-{b}{{x}}))"
            ),
        )

    def module(self) -> nn.Module:
        """``nn.Softplus``."""
        return nn.Softplus(self.beta)
