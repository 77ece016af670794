"""Where in the sequence a step stands, by waves."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LAYERS, Layer, ModuleCode, Shape, call
from playground.catalog.layers.steps import sequence
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor

_DEFINED = """
class Waves(nn.Module):
    def __init__(self, steps, features):
        super().__init__()
        place = torch.arange(steps, dtype=torch.float64)[:, None]
        angle = place * 10_000 ** (-torch.arange(0, features, 2, dtype=torch.float64) / features)
        waves = torch.empty(steps, features)
        waves[:, 0::2], waves[:, 1::2] = angle.sin(), angle[:, : features // 2].cos()
        self.register_buffer("waves", waves, persistent=False)

    def forward(self, x):
        return x + self.waves
"""


class _Waves(nn.Module):
    """Adds waves ``(steps, features)``, which are never learned."""

    waves: Tensor

    def __init__(self, steps: int, features: int) -> None:
        super().__init__()
        self.register_buffer("waves", torch.empty(steps, features))
        self.reset()

    def reset(self) -> None:
        """Compute the waves; nothing where only shapes are wanted, for which torch would load a compiler."""
        if self.waves.is_meta:
            return
        steps, features = self.waves.shape
        place = torch.arange(steps, dtype=torch.float64, device=self.waves.device)[:, None]
        pair = torch.arange(0, features, 2, dtype=torch.float64, device=self.waves.device)
        angle = place * torch.exp(pair * (-log(10_000) / features))
        self.waves[:, 0::2] = angle.sin()
        self.waves[:, 1::2] = angle[:, : features // 2].cos()

    def forward(self, x: Tensor) -> Tensor:
        return x + self.waves


@LAYERS.register("positional_encoding", title="Positional encoding", group="Sequence")
class PositionalEncoding(Layer):
    """Adds waves of growing length, so that steps can be told apart by their position."""

    formula: ClassVar[str] = "y[t, 2k] = x[t, 2k] + sin(t / 10000^(2k/F)), y[t, 2k+1] = x[t, 2k+1] + cos(…)"
    when: ClassVar[str] = "Before Self-attention, which cannot see the order of the steps by itself."
    computed: ClassVar[tuple[str, ...]] = ("waves",)

    def caption(self) -> str:
        """What it does."""
        return "waves added"

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as the input, which must be a sequence."""
        return sequence(self.title, inputs[0])

    def code(self, *inputs: Shape) -> ModuleCode:
        """A class of its own: torch has no module for it."""
        return ModuleCode((call("Waves", *inputs[0]),), define=_DEFINED, computed=self.computed)

    def build(self, *inputs: Shape) -> nn.Module:
        """The waves of Vaswani et al. (2017), in a buffer."""
        return _Waves(*sequence(self.title, inputs[0]))

    def reset(self, module: nn.Module) -> None:
        """Compute the waves."""
        assert isinstance(module, _Waves)
        module.reset()
