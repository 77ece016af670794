"""Adam with a careful start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS, Explanation, Start, Term, against, decayed
from playground.catalog.optimizers.moments import MEAN, SQUARES, TRUE_MEAN, AdamLike
from playground.lazy import nn, torch


@OPTIMIZERS.register("radam", title="RAdam", group="Adaptive")
class RAdam(AdamLike):
    """Adam that steps by momentum alone until the mean of squares can be trusted."""

    formula: ClassVar[str] = (
        "ρ = ρ_∞ − 2 k β₂ᵏ / (1 − β₂ᵏ);  θ ← θ − η m̂ r(ρ) / (√v̂ + ε) once ρ > 5, before that θ ← θ − η m̂"
    )
    torch_name: ClassVar[str] = "RAdam"
    when: ClassVar[str] = "Instead of a warm-up (Liu et al. 2020)."

    script: ClassVar[str] = """
k = float(step.add_(1))
if weight_decay != 0.0:
    grad = grad.add(theta, alpha=weight_decay)
exp_avg.lerp_(grad, 1 - beta1)
exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
corrected = exp_avg / (1 - beta1**k)
correction = 1 - beta2**k
longest = 2 / (1 - beta2) - 1
length = longest - 2 * k * (beta2**k) / correction
if length > 5.0:
    share = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
    size = exp_avg_sq.sqrt().add_(epsilon)
    theta.add_(corrected * lr * (correction**0.5 / size) * share**0.5, alpha=-1.0)
else:
    theta.add_(corrected * lr, alpha=-1.0)
"""
    state: ClassVar[Mapping[str, Start]] = {"exp_avg": "zeros", "exp_avg_sq": "zeros", "step": "number"}

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.RAdam``."""
        return torch.optim.RAdam(parameters, lr=self.learning_rate)

    def explained(self, k: int) -> Explanation:
        """The mean alone until the squares can be trusted, then their share of it."""
        early = (*decayed(self.weight_decay), MEAN, SQUARES, TRUE_MEAN)
        longest = 2 / (1 - self.beta2) - 1
        length = Term(
            "length", "ρ", "limit - 2 * k * beta2 ** k / (1 - beta2 ** k)", "squares that are averaged"
        )
        limit = Term("limit", "ρ∞", "2 / (1 - beta2) - 1", "squares that could be averaged")
        if longest - 2 * k * self.beta2**k / (1 - self.beta2**k) <= 5.0:
            return Explanation((*early, limit, length, against("m_hat")))
        square = "(length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)"
        terms = (
            *early,
            limit,
            length,
            Term("trust", "r²", square, "how far they can be trusted"),
            Term("root", "w", "sqrt((1 - beta2 ** k) * trust)", "with their correction"),
            Term(
                "u",
                "u",
                "m_hat * root / (sqrt(exp_avg_sq) + epsilon)",
                "mean over the root of squares",
                "direction",
            ),
            against("u"),
        )
        return Explanation(terms)
