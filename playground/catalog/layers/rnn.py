"""The plain recurrent layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LAYERS
from playground.catalog.layers.recurrent import Recurrent, Unrolled
from playground.lazy import functional, torch

if TYPE_CHECKING:
    from torch import Tensor


class _Plain(Unrolled):
    """Like ``nn.RNN`` with tanh."""

    def states(self, x: Tensor, begin: Tensor) -> list[Tensor]:
        h, found, back = begin, [], self.weight_hh_l0.t()
        for arriving in functional.linear(x, self.weight_ih_l0, self.bias_ih_l0 + self.bias_hh_l0).unbind(1):
            h = torch.tanh(torch.addmm(arriving, h, back))
            found.append(h)
        return found


@LAYERS.register("rnn", title="RNN", group="Sequence")
class RNN(Recurrent):
    """Mixes each step with the state so far."""

    formula: ClassVar[str] = "hₜ = tanh(W xₜ + b + U hₜ₋₁ + c)"
    when: ClassVar[str] = "To see why gates were invented: over many steps its gradients vanish or explode."
    cell: ClassVar[type[Unrolled]] = _Plain
    torch_name: ClassVar[str] = "RNN"
