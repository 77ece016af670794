"""Momentum over curvature, cut."""

from __future__ import annotations

from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs, param
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
    beta_param,
    decay_param,
    epsilon_param,
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("sophia", title="Sophia-H", group="Second order")
class SophiaH(TorchOptimizer):
    """Momentum divided by the curvature along each parameter, each entry clipped."""

    formula: ClassVar[str] = "h ← β₂ h + (1−β₂) ĥ every few steps;  θ ← θ − η clip(m / max(h, ε), ρ)"
    when: ClassVar[str] = "Curvature at little cost: it is estimated every few steps (Liu et al. 2023)."
    needs: ClassVar[Needs] = Needs(create_graph=True, evaluations=2)

    learning_rate: float = rate_param(0.06)
    beta1: float = beta_param(0.96, "Decay rate of the running mean of gradients, β₁.")
    beta2: float = beta_param(0.99, "Decay rate of the running mean of curvatures, β₂.")
    bound: float = param(
        0.01, "Largest size of an entry of the step before the rate, ρ.", gt=0, le=10, log=True, live=True
    )
    every: int = param(
        10,
        "Steps between two estimates of the curvature.",
        ge=1,
        le=1000,
        title="estimate every",
        unit="steps",
    )
    epsilon: float = epsilon_param(1e-12, "The least curvature, ε.")
    weight_decay: float = decay_param(
        0.0, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``SophiaH`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.SophiaH(parameters, lr=self.learning_rate, update_period=self.every)

    def settings(self) -> dict[str, Any]:
        """Betas, bound, epsilon and weight decay."""
        return {
            "betas": (self.beta1, self.beta2),
            "p": self.bound,
            "eps": self.epsilon,
            "weight_decay": self.weight_decay,
        }
