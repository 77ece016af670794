"""Adam that needs no schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS, Start, param
from playground.catalog.optimizers.moments import AdamLike
from playground.catalog.optimizers.schedule_free import WHEN, averaged_step, shown_average
from playground.catalog.optimizers.torch_optimizer import (
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("schedule_free_adamw", title="Schedule-free AdamW", group="New")
class ScheduleFreeAdamW(AdamLike):
    """Adam on a point that lies between a fast one and their average, which is evaluated and drawn."""

    formula: ClassVar[str] = (
        "y = (1−β₁) z + β₁ x;  z ← z − η g(y) / (√v̂ + ε);  x ← mean of z;  θ = y, shown x"
    )
    when: ClassVar[str] = WHEN

    script: ClassVar[str] = """
k = float(step.add_(1))
exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
size = exp_avg_sq.div(1 - beta2**k).add_(1e-15).sqrt_().add_(epsilon)
exp_avg_sq.add_(size, alpha=0.0)  # an overflow of the division alone stays in the state too
grad = grad / size
""" + averaged_step("beta1")
    state: ClassVar[Mapping[str, Start]] = {
        "z": "theta",
        "exp_avg_sq": "zeros",
        "rate_max": "number",
        "weight_sum": "number",
        "step": "number",
    }
    shown: ClassVar[str] = shown_average("beta1")

    learning_rate: float = rate_param(2.5e-3)
    beta1: float = param(0.9, "How near to the average the gradient is taken, β₁.", gt=0, lt=1)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``ScheduleFreeAdamW`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.ScheduleFreeAdamW(parameters, lr=self.learning_rate)
