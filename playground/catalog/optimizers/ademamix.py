"""Adam with a second, slow momentum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Start, param
from playground.catalog.optimizers.moments import AdamLike
from playground.catalog.optimizers.torch_optimizer import (
    beta_param,
    decay_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("ademamix", title="AdEMAMix", group="New")
class AdEMAMix(AdamLike):
    """Adam with two momenta: a fast one, and a slow one that remembers thousands of gradients."""

    formula: ClassVar[str] = (
        "m₁ ← β₁ m₁ + (1−β₁) g;  m₂ ← β₃ m₂ + (1−β₃) g;  θ ← θ − η ((m̂₁ + α m₂) / (√v̂ + ε) + λ θ)"
    )
    when: ClassVar[str] = "Long runs (Pagliardini et al. 2024)."

    script: ClassVar[str] = """
k = float(step.add_(1))
if weight_decay != 0.0:
    theta.mul_(1.0 - weight_decay * lr)
exp_avg.lerp_(grad, 1 - beta1)
exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
exp_avg_slow.lerp_(grad, 1 - beta3)
size = exp_avg_sq.sqrt().div_((1 - beta2**k) ** 0.5).add_(epsilon)
theta.addcdiv_(exp_avg.div(1 - beta1**k).add_(exp_avg_slow, alpha=alpha), size, value=-lr)
"""
    state: ClassVar[Mapping[str, Start]] = {
        "exp_avg": "zeros",
        "exp_avg_sq": "zeros",
        "exp_avg_slow": "zeros",
        "step": "number",
    }

    beta3: float = beta_param(0.9999, "Decay rate of the slow running mean of gradients, β₃.")
    alpha: float = param(5.0, "Weight of the slow mean, α.", ge=0, le=20, live=True)
    weight_decay: float = decay_param(
        0.0, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``AdEMAMix`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.AdEMAMix(parameters, lr=self.learning_rate, weight_decouple=True)

    def settings(self) -> dict[str, Any]:
        """Betas, epsilon, weight decay and the weight of the slow mean."""
        return super().settings() | {"betas": (self.beta1, self.beta2, self.beta3), "alpha": self.alpha}
