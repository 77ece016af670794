"""Adam on gradients with less noise."""

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


@OPTIMIZERS.register("mars", title="MARS", group="New")
class MARS(TorchOptimizer):
    """Adam with variance-reduced gradients for matrices; AdamW for the rest."""

    formula: ClassVar[str] = "c = g + γ β₁/(1−β₁) (g − gₖ₋₁), cut to length 1;  Adam on c"
    when: ClassVar[str] = "Small batches (Yuan et al. 2024)."
    needs: ClassVar[Needs] = Needs(layers=True)

    learning_rate: float = rate_param(3e-3)
    beta1: float = beta_param(0.95, "Decay rate of the running mean of gradients, β₁.")
    beta2: float = beta_param(0.99, "Decay rate of the running mean of squares, β₂.")
    gamma: float = param(0.025, "Strength of the correction, γ.", ge=0, le=1, live=True)
    epsilon: float = epsilon_param(1e-8, "Added to the root of the squares, ε.")
    weight_decay: float = decay_param(
        0.0, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``MARS`` of pytorch_optimizer, with the same rate for all; the engine sets it."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.MARS(parameters, lr=1.0, lr_1d=1.0)

    def settings(self) -> dict[str, Any]:
        """Betas, gamma, epsilon and weight decay."""
        return {
            "betas": (self.beta1, self.beta2),
            "gamma": self.gamma,
            "eps": self.epsilon,
            "weight_decay": self.weight_decay,
            "weight_decay_1d": self.weight_decay,
        }
