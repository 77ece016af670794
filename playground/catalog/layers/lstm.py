"""Long short-term memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LAYERS
from playground.catalog.layers.recurrent import Recurrent, Unrolled
from playground.lazy import functional, torch

if TYPE_CHECKING:
    from torch import Tensor


class _Memory(Unrolled):
    """Like ``nn.LSTM``: the gates i and f, the new content g and the gate o stacked."""

    gates: ClassVar[int] = 4

    def states(self, x: Tensor, begin: Tensor) -> list[Tensor]:
        h, c, found, back = begin, begin, [], self.weight_hh_l0.t()
        for arriving in functional.linear(x, self.weight_ih_l0, self.bias_ih_l0 + self.bias_hh_l0).unbind(1):
            i, f, g, o = torch.addmm(arriving, h, back).chunk(4, 1)
            c = torch.addcmul(torch.sigmoid(f) * c, torch.sigmoid(i), torch.tanh(g))
            h = torch.sigmoid(o) * torch.tanh(c)
            found.append(h)
        return found


@LAYERS.register("lstm", title="LSTM", group="Sequence")
class LSTM(Recurrent):
    """A recurrent layer with a memory beside its state, which gates write, keep and read."""

    formula: ClassVar[str] = "cₜ = f cₜ₋₁ + i g, hₜ = o tanh(cₜ); i, f, o = σ(W xₜ + U hₜ₋₁ + b), g = tanh(…)"
    when: ClassVar[str] = "For long sequences: its memory stays until a gate changes it."
    cell: ClassVar[type[Unrolled]] = _Memory
    torch_name: ClassVar[str] = "LSTM"
