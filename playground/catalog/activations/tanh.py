"""The hyperbolic tangent."""

from typing import ClassVar

from torch import nn

from playground.catalog.kinds import ACTIVATIONS, Activation, Shape


@ACTIVATIONS.register("tanh", title="Tanh", group="Activations")
class Tanh(Activation):
    """Squeezes any number into −1..1, with 0 staying 0."""

    formula: ClassVar[str] = "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)"
    when: ClassVar[str] = "For small, smooth networks: outputs are centred on zero."

    @property
    def gain(self) -> float:
        """5/3, as torch has it."""
        return 5 / 3

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.Tanh``."""
        return nn.Tanh()
