"""Adam by the largest gradient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS, Explanation, Start, Term, against, decayed
from playground.catalog.optimizers.moments import MEAN, TRUE_MEAN, AdamLike
from playground.catalog.optimizers.torch_optimizer import (
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("adamax", title="Adamax", group="Adaptive")
class Adamax(AdamLike):
    """Adam that divides by the largest recent gradient in place of the root of the mean square."""

    formula: ClassVar[str] = "u ← max(β₂ u, |g| + ε);  θ ← θ − η m̂ / u"
    torch_name: ClassVar[str] = "Adamax"
    when: ClassVar[str] = "Sparse gradients, as from embeddings (Kingma and Ba 2015)."

    script: ClassVar[str] = """
k = float(step.add_(1))
if weight_decay != 0.0:
    grad = grad.add(theta, alpha=weight_decay)
exp_avg.lerp_(grad, 1 - beta1)
exp_inf.copy_(torch.maximum(exp_inf.mul_(beta2), grad.abs().add_(epsilon)))
theta.addcdiv_(exp_avg, exp_inf, value=-(lr / (1 - beta1**k)))
"""
    state: ClassVar[Mapping[str, Start]] = {"exp_avg": "zeros", "exp_inf": "zeros", "step": "number"}

    learning_rate: float = rate_param(2e-3)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.Adamax``."""
        return torch.optim.Adamax(parameters, lr=self.learning_rate)

    def explained(self, k: int) -> Explanation:
        """The mean of gradients over the largest recent one."""
        del k
        terms = (
            *decayed(self.weight_decay),
            MEAN,
            Term("exp_inf", "s", "max(beta2 * exp_inf, abs(grad) + epsilon)", "largest recent gradient"),
            TRUE_MEAN,
            Term("u", "u", "m_hat / exp_inf", "mean over the largest", "direction"),
            against("u"),
        )
        return Explanation(terms)
