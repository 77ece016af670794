"""Steps by the sign of a mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Explanation, Start, Term, against
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
    beta_param,
    decay_param,
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("lion", title="Lion", group="New")
class Lion(TorchOptimizer):
    """Every parameter moves by the same length; the sign comes from momentum and gradient."""

    formula: ClassVar[str] = "u = sign(β₁ m + (1−β₁) g);  m ← β₂ m + (1−β₂) g;  θ ← θ − η (u + λ θ)"
    when: ClassVar[str] = (
        "Large networks with little memory; needs a rate 3 to 10 times smaller than Adam (Chen et al. 2023)."
    )

    script: ClassVar[str] = """
if weight_decay != 0.0:
    theta.mul_(1.0 - weight_decay * lr)
theta.add_(exp_avg.lerp(grad, 1 - beta1).sign_(), alpha=-lr)
exp_avg.lerp_(grad, 1 - beta2)
"""
    state: ClassVar[Mapping[str, Start]] = {"exp_avg": "zeros"}

    learning_rate: float = rate_param(1e-4)
    beta1: float = beta_param(0.9, "Share of the momentum in the sign, β₁.")
    beta2: float = beta_param(0.99, "Decay rate of the momentum, β₂.")
    weight_decay: float = decay_param(
        0.0, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``Lion`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.Lion(parameters, lr=self.learning_rate)

    def settings(self) -> dict[str, Any]:
        """Betas and weight decay."""
        return {"betas": (self.beta1, self.beta2), "weight_decay": self.weight_decay}

    def explained(self, k: int) -> Explanation:
        """The sign of a mean of momentum and gradient."""
        del k
        terms = (
            Term("c", "c", "beta1 * exp_avg + (1 - beta1) * grad", "momentum and gradient", "velocity"),
            Term("u", "u", "sign(c)", "sign only", "direction"),
            Term(
                "exp_avg",
                "m",
                "beta2 * exp_avg + (1 - beta2) * grad",
                "momentum for the next step",
                "velocity",
            ),
            against("u", self.weight_decay),
        )
        return Explanation(terms)
