"""The sine."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import ACTIVATIONS, ByHand, Elementwise, ModuleCode, Shape, call, literal, param
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor


class _Sine(nn.Module):
    """sin(frequency · x)."""

    def __init__(self, frequency: float) -> None:
        super().__init__()
        self.frequency = frequency

    def forward(self, x: Tensor) -> Tensor:
        return torch.sin(self.frequency * x)


_DEFINED = """
class Sine(nn.Module):
    def __init__(self, frequency):
        super().__init__()
        self.frequency = frequency

    def forward(self, x):
        return torch.sin(self.frequency * x)
"""


@ACTIVATIONS.register("sine", title="Sine", group="Activations")
class Sine(Elementwise):
    """Swings up and down: units become waves."""

    formula: ClassVar[str] = "sin(ω x)"
    when: ClassVar[str] = (
        "For waves, pictures and other signals with fine detail (Sitzmann et al. 2020, ω = 30)."
    )

    frequency: float = param(1.0, "Frequency ω; large ones fit fine detail.", gt=0, le=100, log=True)

    def code(self, x: Shape) -> ModuleCode:
        """A class of its own: torch has no module for it."""
        del x
        return ModuleCode(
            (call("Sine", self.frequency),),
            f"torch.sin({literal(self.frequency)} * {{x}})",
            _DEFINED,
            by_hand=ByHand(
                f"sin({literal(self.frequency)} * {{x}})",
                f"{literal(self.frequency)} * {{d}} * cos({literal(self.frequency)} * {{x}})",
            ),
        )

    def module(self) -> nn.Module:
        """The sine of each number."""
        return _Sine(self.frequency)
