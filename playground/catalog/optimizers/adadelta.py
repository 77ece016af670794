"""Step sizes from earlier steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Explanation, Needs, Start, Term, against, decayed
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
    beta_param,
    decay_param,
    epsilon_param,
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("adadelta", title="Adadelta", group="Adaptive")
class Adadelta(TorchOptimizer):
    """Scales the gradient by the running size of earlier steps over that of gradients."""

    formula: ClassVar[str] = (
        "r ← ρ r + (1−ρ) g²;  Δ = √(s + ε) / √(r + ε) · g;  s ← ρ s + (1−ρ) Δ²;  θ ← θ − η Δ"
    )
    torch_name: ClassVar[str] = "Adadelta"
    when: ClassVar[str] = "Barely needs a learning rate, but starts slowly (Zeiler 2012)."

    script: ClassVar[str] = """
if weight_decay != 0.0:
    grad = grad.add(theta, alpha=weight_decay)
square_avg.mul_(rho).addcmul_(grad, grad, value=1 - rho)
delta = acc_delta.add(epsilon).sqrt_().div_(square_avg.add(epsilon).sqrt_()).mul_(grad)
acc_delta.mul_(rho).addcmul_(delta, delta, value=1 - rho)
theta.add_(delta, alpha=-lr)
"""
    state: ClassVar[Mapping[str, Start]] = {"square_avg": "zeros", "acc_delta": "zeros"}
    needs: ClassVar[Needs] = Needs(warm_up=100)

    learning_rate: float = rate_param(1.0)
    rho: float = beta_param(0.9, "Decay rate of the running means, ρ.")
    epsilon: float = epsilon_param(1e-6, "Added under both roots, ε; it sets the length of the first steps.")
    weight_decay: float = decay_param(0.0)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.Adadelta``."""
        return torch.optim.Adadelta(parameters, lr=self.learning_rate)

    def settings(self) -> dict[str, Any]:
        """Rho, epsilon and weight decay."""
        return {"rho": self.rho, "eps": self.epsilon, "weight_decay": self.weight_decay}

    def explained(self, k: int) -> Explanation:
        """The running means of squared gradients and of squared directions, whose roots scale the gradient."""
        del k
        terms = (
            *decayed(self.weight_decay),
            Term(
                "square_avg",
                "r",
                "rho * square_avg + (1 - rho) * grad ** 2",
                "running mean of squared gradients",
                "squares",
                of="grad",
            ),
            Term(
                "u",
                "Δ",
                "sqrt(acc_delta + epsilon) / sqrt(square_avg + epsilon) * grad",
                "gradient at the size of earlier steps",
                "direction",
            ),
            Term(
                "acc_delta",
                "s",
                "rho * acc_delta + (1 - rho) * u ** 2",
                "running mean of squared Δ, for the next step",
                "squares",
                of="u",
            ),
            against("u"),
        )
        return Explanation(terms)
