"""Adam with a careful start."""

from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import nn

from playground.catalog.kinds import OPTIMIZERS, Start
from playground.catalog.optimizers.moments import AdamLike


@OPTIMIZERS.register("radam", title="RAdam", group="Adaptive")
class RAdam(AdamLike):
    """Adam that steps by momentum alone until the mean of squares can be trusted."""

    formula: ClassVar[str] = (
        "ρ = ρ_∞ − 2 k β₂ᵏ / (1 − β₂ᵏ);  θ ← θ − η m̂ r(ρ) / (√v̂ + ε) once ρ > 5, before that θ ← θ − η m̂"
    )
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
