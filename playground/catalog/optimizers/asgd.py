"""Gradient descent whose average is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Start, param
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
    decay_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("asgd", title="ASGD", group="SGD family")
class ASGD(TorchOptimizer):
    """Gradient descent that averages its path: the average is evaluated and drawn."""

    formula: ClassVar[str] = (
        "θ ← (1 − λ η_k) θ − η_k g;  η_k = η / (1 + λ η k)^α;  θ̄ ← mean of θ from step t₀ on"
    )
    torch_name: ClassVar[str] = "ASGD"
    when: ClassVar[str] = "Noisy gradients near the end of a run (Polyak and Juditsky 1992)."

    script: ClassVar[str] = """
k = float(step.add_(1)) - 1.0
if weight_decay != 0.0:
    grad = grad.add(theta, alpha=weight_decay)
eta = lr / (1.0 + decay * lr * k) ** alpha
theta.mul_(1.0 - decay * eta).add_(grad, alpha=-eta)
share = 1.0 / max(1.0, k - start)
if share == 1.0:
    average.copy_(theta)
else:
    average.add_(theta.sub(average).mul_(share))
"""
    state: ClassVar[Mapping[str, Start]] = {"average": "theta", "step": "number"}
    shown: ClassVar[str] = "average"

    decay: float = param(
        1e-4, "Decay λ of the step size and of the weights.", ge=0, le=1, log=True, live=True
    )
    alpha: float = param(0.75, "Exponent α of the decay of the step size.", ge=0, le=2, live=True)
    start: float = param(
        1000.0,
        "Step t₀ at which averaging starts.",
        ge=0,
        le=1e7,
        log=True,
        title="average from step",
        live=True,
    )
    weight_decay: float = decay_param(0.0)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.ASGD``."""
        return torch.optim.ASGD(parameters, lr=self.learning_rate)

    def code(self, *, steady: bool) -> str:
        """``torch.optim.ASGD``, which follows a learning rate that changes one step later."""
        return super().code(steady=steady) if steady else ""

    def settings(self) -> dict[str, Any]:
        """Decay, its power, the first step that is averaged, and weight decay."""
        return {
            "lambd": self.decay,
            "alpha": self.alpha,
            "t0": self.start,
            "weight_decay": self.weight_decay,
        }
