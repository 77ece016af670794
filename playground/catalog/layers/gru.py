"""The gated recurrent unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LAYERS
from playground.catalog.layers.recurrent import Recurrent, Unrolled
from playground.lazy import functional, torch

if TYPE_CHECKING:
    from torch import Tensor


class _Gated(Unrolled):
    """Like ``nn.GRU``: the gates r, z and n stacked."""

    gates: ClassVar[int] = 3

    def states(self, x: Tensor, begin: Tensor) -> list[Tensor]:
        h, found, back = begin, [], self.weight_hh_l0.t()
        sizes = [2 * self.units, self.units]
        for arriving in functional.linear(x, self.weight_ih_l0, self.bias_ih_l0).unbind(1):
            gates, new = torch.split(arriving, sizes, 1)
            own_gates, own_new = torch.split(torch.addmm(self.bias_hh_l0, h, back), sizes, 1)
            r, z = torch.sigmoid(gates + own_gates).chunk(2, 1)
            n = torch.tanh(torch.addcmul(new, r, own_new))
            h = torch.lerp(n, h, z)
            found.append(h)
        return found


@LAYERS.register("gru", title="GRU", group="Sequence")
class GRU(Recurrent):
    """A recurrent layer with two gates: what to forget for the new content, and how much of the old one to keep."""

    formula: ClassVar[str] = (
        "hₜ = (1 − z) n + z hₜ₋₁, n = tanh(W xₜ + b + r (U hₜ₋₁ + c)), r, z = σ(W′ xₜ + b′ + U′ hₜ₋₁ + c′)"
    )
    when: ClassVar[str] = "The usual recurrent layer: remembers over many steps with fewer weights than LSTM."
    cell: ClassVar[type[Unrolled]] = _Gated
    torch_name: ClassVar[str] = "GRU"
