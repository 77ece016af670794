"""The hyperbolic tangent."""

from typing import ClassVar

from torch import nn

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape


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
