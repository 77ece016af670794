"""Step sizes from the signs of gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Start, param
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("rprop", title="Rprop", group="SGD family")
class Rprop(TorchOptimizer):
    """Every parameter has a step of its own: longer while the sign of its gradient stays, shorter when it turns."""

    formula: ClassVar[str] = "Δ ← Δ η⁺ if g gₖ₋₁ > 0, Δ η⁻ if g gₖ₋₁ < 0;  θ ← θ − Δ sign g"
    torch_name: ClassVar[str] = "Rprop"
    when: ClassVar[str] = (
        "Whole data sets in one batch, where signs can be trusted (Riedmiller and Braun 1993)."
    )

    script: ClassVar[str] = """
if lr > 0.0:
    if float(last) == 0.0:
        size.fill_(lr)
    else:
        size.mul_(lr / float(last))
    last.fill_(lr)
sign = grad.mul(previous).sign()
factor = torch.ones_like(sign).masked_fill_(sign > 0.0, grow).masked_fill_(sign < 0.0, shrink)
size.mul_(factor).clamp_(least, most)
kept = torch.where(sign < 0.0, torch.zeros_like(grad), grad)
theta.addcmul_(kept.sign(), size, value=-1.0 if lr > 0.0 else 0.0)
previous.copy_(kept)
"""
    state: ClassVar[Mapping[str, Start]] = {
        "previous": "zeros",
        "size": "zeros",
        "last": "number",
        "step": "number",
    }

    shrink: float = param(0.5, "Factor η⁻ where the sign has turned.", gt=0, lt=1, live=True)
    grow: float = param(1.2, "Factor η⁺ where it has stayed.", ge=1, le=10, live=True)
    least: float = param(1e-6, "No step is smaller.", gt=0, le=1, log=True, title="least step", live=True)
    most: float = param(50.0, "No step is longer.", gt=0, le=1e4, log=True, title="longest step", live=True)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.Rprop``."""
        return torch.optim.Rprop(parameters, lr=self.learning_rate)

    def code(self, *, steady: bool) -> str:
        """``torch.optim.Rprop``, which reads the learning rate at its first step only."""
        return super().code(steady=steady) if steady else ""

    def settings(self) -> dict[str, Any]:
        """Factors and bounds of the steps."""
        return {"etas": (self.shrink, self.grow), "step_sizes": (self.least, self.most)}
