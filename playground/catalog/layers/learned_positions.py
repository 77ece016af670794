"""Where in the sequence a step stands, learned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LAYERS, Layer, ModuleCode, Shape, Spread, Weight, call
from playground.catalog.layers.steps import sequence
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor

_DEFINED = """
class Positions(nn.Module):
    def __init__(self, steps, features):
        super().__init__()
        self.weight = nn.Parameter(0.02 * torch.randn(steps, features))

    def forward(self, x):
        return x + self.weight
"""


class _Places(nn.Module):
    """Adds a parameter ``(steps, features)``."""

    def __init__(self, steps: int, features: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(steps, features))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.weight


@LAYERS.register("learned_positions", title="Positions", group="Sequence")
class LearnedPositions(Layer):
    """Adds a learned vector to each step, so that steps can be told apart by their position."""

    formula: ClassVar[str] = "y[t] = x[t] + P[t]"
    when: ClassVar[str] = "In place of Positional encoding, where all sequences have the same length."
    takes_initializer: ClassVar[bool] = True

    def caption(self) -> str:
        """What it does."""
        return "learned"

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as the input, which must be a sequence."""
        return sequence(self.title, inputs[0])

    def code(self, *inputs: Shape) -> ModuleCode:
        """A class of its own: torch has no module for it."""
        return ModuleCode((call("Positions", *inputs[0]),), define=_DEFINED)

    def build(self, *inputs: Shape) -> nn.Module:
        """One vector for each step."""
        return _Places(*sequence(self.title, inputs[0]))

    def weights(self, module: nn.Module) -> Iterable[Weight]:
        """The vectors as columns, small and normal at first, as in GPT-2 (σ = 0.02)."""
        assert isinstance(module, _Places)
        yield Weight(module.weight.t(), Spread(0.02, "normal"))
