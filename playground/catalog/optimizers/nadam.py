"""Adam with momentum that looks ahead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Explanation, Start, Term, against, decayed, param
from playground.catalog.optimizers.moments import DIRECTION, MEAN, SQUARES, TRUE_SQUARES, AdamLike
from playground.catalog.optimizers.torch_optimizer import (
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("nadam", title="NAdam", group="Adaptive")
class NAdam(AdamLike):
    """Adam with Nesterov momentum, whose share grows over the first steps."""

    formula: ClassVar[str] = (
        "μ_k = β₁ (1 − ½ · 0.96^(k ψ));  θ ← θ − η (μ_{k+1} m / (1 − Π μ) + (1 − μ_k) g / (1 − Π μ)) / (√v̂ + ε)"
    )
    torch_name: ClassVar[str] = "NAdam"
    when: ClassVar[str] = "Like Adam, often a little faster (Dozat 2016)."

    script: ClassVar[str] = """
k = float(step.add_(1))
if weight_decay != 0.0:
    grad = grad.add(theta, alpha=weight_decay)
mu = beta1 * (1.0 - 0.5 * (0.96 ** (k * momentum_decay)))
following = beta1 * (1.0 - 0.5 * (0.96 ** ((k + 1) * momentum_decay)))
if k == 1.0:
    mu_product.fill_(1.0)
product = float(mu_product.mul_(mu))
exp_avg.lerp_(grad, 1 - beta1)
exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
size = exp_avg_sq.div(1 - beta2**k).sqrt().add_(epsilon)
exp_avg_sq.add_(size, alpha=0.0)  # an overflow of the division alone stays in the state too
theta.addcdiv_(grad, size, value=-lr * (1.0 - mu) / (1.0 - product))
theta.addcdiv_(exp_avg, size, value=-lr * following / (1.0 - product * following))
"""
    state: ClassVar[Mapping[str, Start]] = {
        "exp_avg": "zeros",
        "exp_avg_sq": "zeros",
        "mu_product": "number",
        "step": "number",
    }

    learning_rate: float = rate_param(2e-3)
    momentum_decay: float = param(
        4e-3, "How fast the momentum coefficient grows, ψ.", ge=0, le=1, log=True, live=True
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.NAdam``."""
        return torch.optim.NAdam(parameters, lr=self.learning_rate)

    def settings(self) -> dict[str, Any]:
        """Betas, epsilon, weight decay and the growth of the momentum."""
        return super().settings() | {"momentum_decay": self.momentum_decay}

    def explained(self, k: int) -> Explanation:
        """Both means, the share of the momentum now and at the next step, and the mean that looks ahead."""
        product = "mu_product * mu" if k > 1 else "mu"
        terms = (
            *decayed(self.weight_decay),
            MEAN,
            SQUARES,
            Term("mu", "μ", "beta1 * (1 - 0.5 * 0.96 ** (k * momentum_decay))", "share of the momentum"),
            Term("next_mu", "μ′", "beta1 * (1 - 0.5 * 0.96 ** ((k + 1) * momentum_decay))", "its next share"),
            Term("mu_product", "Π", product, "product of all shares so far"),
            Term("ahead", "a", "next_mu * exp_avg / (1 - mu_product * next_mu)", "momentum, one step ahead"),
            Term("now", "b", "(1 - mu) * grad / (1 - mu_product)", "gradient of this step"),
            Term("m_hat", "m̂", "ahead + now", "mean that looks ahead", "velocity"),
            TRUE_SQUARES,
            DIRECTION,
            against("u"),
        )
        return Explanation(terms, {"momentum_decay": "ψ"})
