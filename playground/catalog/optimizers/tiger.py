"""Steps by the sign of the momentum."""

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


@OPTIMIZERS.register("tiger", title="Tiger", group="New")
class Tiger(TorchOptimizer):
    """Lion with one momentum only: the sign of a running mean of gradients."""

    formula: ClassVar[str] = "m ← β m + (1−β) g;  θ ← θ − η (sign m + λ θ)"
    when: ClassVar[str] = "Like Lion, where memory is scarce (Su 2023)."

    script: ClassVar[str] = """
if weight_decay != 0.0:
    theta.mul_(1.0 - weight_decay * lr)
exp_avg.lerp_(grad, 1 - beta)
theta.add_(exp_avg.sign(), alpha=-lr)
"""
    state: ClassVar[Mapping[str, Start]] = {"exp_avg": "zeros"}

    learning_rate: float = rate_param(1e-3)
    beta: float = beta_param(0.965, "Decay rate of the running mean, β.")
    weight_decay: float = decay_param(
        0.01, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``Tiger`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.Tiger(parameters, lr=self.learning_rate)

    def settings(self) -> dict[str, Any]:
        """Beta and weight decay."""
        return {"beta": self.beta, "weight_decay": self.weight_decay}

    def explained(self, k: int) -> Explanation:
        """The sign of the mean."""
        del k
        terms = (
            Term(
                "exp_avg", "m", "beta * exp_avg + (1 - beta) * grad", "running mean of gradients", "velocity"
            ),
            Term("u", "u", "sign(exp_avg)", "sign only", "direction"),
            against("u", self.weight_decay),
        )
        return Explanation(terms, {"beta": "β"})
