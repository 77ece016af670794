"""Adam with differences of gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Start
from playground.catalog.optimizers.moments import AdamLike
from playground.catalog.optimizers.torch_optimizer import (
    beta_param,
    decay_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("adan", title="Adan", group="New")
class Adan(AdamLike):
    """Adam with Nesterov momentum, by running means of gradients and of their changes."""

    formula: ClassVar[str] = (
        "m, d, n: means of g, Δ = g − gₖ₋₁ and (g + β₂ Δ)²;  θ ← (θ − η (m̂ + β₂ d̂) / (√n̂ + ε)) / (1 + η λ)"
    )
    when: ClassVar[str] = "Large learning rates and long training (Xie et al. 2022)."

    script: ClassVar[str] = """
k = float(step.add_(1))
if k == 1.0:
    previous.copy_(grad)
change = grad - previous
exp_avg.lerp_(grad, 1 - beta1)
exp_avg_diff.lerp_(change, 1 - beta2)
ahead = change.mul_(beta2).add_(grad)
exp_avg_sq.mul_(beta3).addcmul_(ahead, ahead, value=1 - beta3)
size = exp_avg_sq.sqrt().div_((1 - beta3**k) ** 0.5).add_(epsilon)
theta.addcdiv_(exp_avg, size, value=-(lr / (1 - beta1**k)))
theta.addcdiv_(exp_avg_diff, size, value=-(lr * beta2 / (1 - beta2**k)))
if weight_decay != 0.0:
    theta.div_(1.0 + lr * weight_decay)
previous.copy_(grad)
"""
    state: ClassVar[Mapping[str, Start]] = {
        "exp_avg": "zeros",
        "exp_avg_sq": "zeros",
        "exp_avg_diff": "zeros",
        "previous": "zeros",
        "step": "number",
    }

    beta1: float = beta_param(0.98, "Decay rate of the running mean of gradients, β₁.")
    beta2: float = beta_param(0.92, "Decay rate of the running mean of their changes, β₂.")
    beta3: float = beta_param(0.99, "Decay rate of the running mean of squares, β₃.")
    weight_decay: float = decay_param(0.0, "Each weight is divided by 1 + η λ.")

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``Adan`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.Adan(parameters, lr=self.learning_rate)

    def settings(self) -> dict[str, Any]:
        """Betas, epsilon and weight decay."""
        return super().settings() | {"betas": (self.beta1, self.beta2, self.beta3)}
