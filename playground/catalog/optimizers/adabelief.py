"""Step sizes by the surprise of gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS, Explanation, Start, Term, against
from playground.catalog.optimizers.moments import MEAN, TRUE_MEAN, AdamLike
from playground.catalog.optimizers.torch_optimizer import (
    decay_param,
    epsilon_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("adabelief", title="AdaBelief", group="New")
class AdaBelief(AdamLike):
    """Adam that divides by the deviation of gradients from their mean: long steps where they agree."""

    formula: ClassVar[str] = "s ← β₂ s + (1−β₂)(g − m)² + ε;  θ ← θ − η m̂ / (√ŝ + ε)"
    when: ClassVar[str] = "Between Adam and SGD, where Adam generalizes badly (Zhuang et al. 2020)."

    script: ClassVar[str] = """
k = float(step.add_(1))
if weight_decay != 0.0:
    theta.mul_(1.0 - weight_decay * lr)
exp_avg.lerp_(grad, 1 - beta1)
surprise = grad - exp_avg
exp_avg_var.mul_(beta2).addcmul_(surprise, surprise, value=1 - beta2).add_(epsilon)
size = exp_avg_var.sqrt().div_((1 - beta2**k) ** 0.5).add_(epsilon)
theta.addcdiv_(exp_avg, size, value=-(lr / (1 - beta1**k)))
"""
    state: ClassVar[Mapping[str, Start]] = {"exp_avg": "zeros", "exp_avg_var": "zeros", "step": "number"}

    epsilon: float = epsilon_param(1e-16, "Added to the mean of squares in every step and to its root, ε.")
    weight_decay: float = decay_param(
        0.0, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``AdaBelief`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.AdaBelief(parameters, lr=self.learning_rate)

    def explained(self, k: int) -> Explanation:
        """The mean of gradients over the root of its squared deviations."""
        del k
        squares = "beta2 * exp_avg_var + (1 - beta2) * surprise ** 2 + epsilon"
        terms = (
            MEAN,
            Term("surprise", "d", "grad - exp_avg", "deviation from the mean", "gradient"),
            Term("exp_avg_var", "s", squares, "running mean of its squares", "squares", of="surprise"),
            TRUE_MEAN,
            Term(
                "s_hat",
                "ŝ",
                "exp_avg_var / (1 - beta2 ** k)",
                "corrected for its start",
                "squares",
                of="surprise",
            ),
            Term("u", "u", "m_hat / (sqrt(s_hat) + epsilon)", "mean over the root of squares", "direction"),
            against("u", self.weight_decay),
        )
        return Explanation(terms)
