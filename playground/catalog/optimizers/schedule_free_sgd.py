"""Gradient descent that needs no schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Start, param
from playground.catalog.optimizers.schedule_free import WHEN, averaged_step, shown_average
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
    when: ClassVar[str] = WHEN

    script: ClassVar[str] = """
k = float(step.add_(1))
""" + averaged_step("momentum")
    state: ClassVar[Mapping[str, Start]] = {
        "z": "theta",
        "rate_max": "number",
        "weight_sum": "number",
        "step": "number",
    }
    shown: ClassVar[str] = shown_average("momentum")

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
