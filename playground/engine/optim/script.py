"""Steps without Python: penalties and clipping, then the rule of an optimizer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from torch import Tensor

from playground.engine.runtime.torchscript import Unit, compiled

PENALIZE = """
def penalize(t: List[Tensor], n: List[float]):
    theta, grad, decay, weights, frozen = t[0], t[1], t[2], t[3], t[4]
    if n[1] != 0.0:
        grad.addcmul_(theta, decay)
    if n[2] != 0.0:
        grad.addcmul_(theta.sign(), weights, value=n[2])
    if n[0] != 0.0:
        grad.masked_fill_(frozen, 0.0)
    if n[3] != 0.0:
        grad.clamp_(-n[3], n[3])
    if n[4] != 0.0:
        norm = grad.norm()
        if grad.is_cuda or bool(torch.isinf(norm)):
            large = torch.isinf(norm)
            grad.div_(torch.where(large, grad.abs().amax(), torch.ones_like(norm)))
            scaled = n[4] / grad.norm()
            grad.mul_(torch.where(large, scaled, (n[4] / (norm + 1e-12)).clamp(max=1.0)))
        else:
            grad.mul_((n[4] / (norm + 1e-12)).clamp(max=1.0))
"""
"""TorchScript that adds penalties to the gradient and clips it.

A gradient whose norm overflows is divided by its largest entry first; on a GPU without waiting for the norm.
"""


@dataclass(frozen=True)
class Script:
    """Steps without Python.

    Attributes:
        source: TorchScript of ``update(tensors, numbers, rate)``, a step, and ``shown(tensors, numbers)``, the
            parameters to display.
        tensors: Of the whole vector, then of each group.
        numbers: Strengths of penalties and clipping, then the settings of each group.
    """

    source: str
    tensors: list[list[list[Tensor]]]
    numbers: list[list[float]]

    @cached_property
    def unit(self) -> Unit:
        """The compiled source."""
        return compiled(self.source)
