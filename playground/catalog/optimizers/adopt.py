"""Adam that divides by the past alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs, Start
from playground.catalog.optimizers.moments import AdamLike
from playground.catalog.optimizers.torch_optimizer import (
    beta_param,
    epsilon_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("adopt", title="ADOPT", group="New")
class ADOPT(AdamLike):
    """Adam that divides each gradient by the mean of earlier squares, so that it converges for any β₂."""

    formula: ClassVar[str] = (
        "m ← β₁ m + (1−β₁) clip(g / max(√v, ε), k^¼);  θ ← θ − η m;  v ← β₂ v + (1−β₂) g²"
    )
    when: ClassVar[str] = "Like Adam, with less tuning of β₂ (Taniguchi et al. 2024)."

    script: ClassVar[str] = """
k = float(step.add_(1))
if weight_decay != 0.0:
    grad = grad.add(theta, alpha=weight_decay)
if k == 1.0:
    exp_avg_sq.addcmul_(grad, grad)
else:
    most = k**0.25
    normed = grad.div(exp_avg_sq.sqrt().clamp_(min=epsilon)).clamp_(-most, most)
    exp_avg.lerp_(normed, 1 - beta1)
    theta.add_(exp_avg, alpha=-lr)
    exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
"""
    state: ClassVar[Mapping[str, Start]] = {"exp_avg": "zeros", "exp_avg_sq": "zeros", "step": "number"}
    needs: ClassVar[Needs] = Needs(warm_up=1)

    beta2: float = beta_param(0.9999, "Decay rate of the running mean of squares, β₂.")
    epsilon: float = epsilon_param(1e-6, "The least root of the squares, ε.")

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``ADOPT`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.ADOPT(parameters, lr=self.learning_rate)
