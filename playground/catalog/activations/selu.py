"""The scaled exponential linear unit."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape
from playground.lazy import nn


@ACTIVATIONS.register("selu", title="SELU", group="Activations")
class SELU(Elementwise):
    """An ELU scaled so that signals keep mean 0 and variance 1 through many layers."""

    formula: ClassVar[str] = "λ x for x > 0, else λ α (eˣ − 1); λ ≈ 1.0507, α ≈ 1.6733"
    when: ClassVar[str] = (
        "For deep dense networks without norms; initialize with Kaiming normal, fan in (Klambauer et al. 2017)."
    )

    @property
    def gain(self) -> float:
        """3/4, as torch has it; the paper itself uses 1."""
        return 3 / 4

    def code(self, x: Shape) -> ModuleCode:
        """``nn.SELU``."""
        del x
        return ModuleCode(
            ("nn.SELU()",),
            by_hand=ByHand(
                "1.0507009873554805 * where({x} > 0, {x}, 1.6732632423543772 * expm1(minimum({x}, 0)))",
                "where({x} > 0, 1.0507009873554805 * {d}, {d} * ({y} + 1.7580993408473766))",
            ),
        )

    def module(self) -> nn.Module:
        """``nn.SELU``."""
        return nn.SELU()
