"""Gradient descent that needs no schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Start, param
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
    decay_param,
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("schedule_free_sgd", title="Schedule-free SGD", group="New")
class ScheduleFreeSGD(TorchOptimizer):
    """Gradient descent on a point that lies between a fast one and their average, which is evaluated and drawn."""

    formula: ClassVar[str] = "y = (1−β) z + β x;  z ← z − η g(y);  x ← mean of z;  θ = y, shown x"
    when: ClassVar[str] = (
        "Instead of a schedule: the length of the run need not be known (Defazio et al. 2024)."
    )

    script: ClassVar[str] = """
k = float(step.add_(1))
rate_max.fill_(max(lr, float(rate_max)))
weight = float(rate_max) ** 2
total = float(weight_sum.add_(weight))
share = weight / total if total > 0.0 else 0.0
if weight_decay != 0.0:
    grad = grad.add(theta, alpha=weight_decay)
theta.lerp_(z, share)
theta.add_(grad, alpha=lr * (momentum * (1.0 - share) - 1.0))
z.sub_(grad, alpha=lr)
"""
    state: ClassVar[Mapping[str, Start]] = {
        "z": "theta",
        "rate_max": "number",
        "weight_sum": "number",
        "step": "number",
    }
    shown: ClassVar[str] = "theta.lerp(z, 1.0 - 1.0 / momentum)"

    learning_rate: float = rate_param(1.0)
    momentum: float = param(0.9, "How near to the average the gradient is taken, β.", gt=0, lt=1)
    weight_decay: float = decay_param(0.0)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``ScheduleFreeSGD`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.ScheduleFreeSGD(parameters, lr=self.learning_rate)

    def settings(self) -> dict[str, Any]:
        """Momentum and weight decay."""
        return {"momentum": self.momentum, "weight_decay": self.weight_decay}
