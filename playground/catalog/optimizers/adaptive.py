"""Optimizers that give each parameter a step size of its own."""

from typing import Any, ClassVar

import torch
from torch import nn

from playground.catalog.kinds import OPTIMIZERS, param
from playground.catalog.optimizers.base import TorchOptimizer


@OPTIMIZERS.register("adagrad", title="Adagrad", group="Optimizers")
class Adagrad(TorchOptimizer):
    """Steps shrink with the sum of all squared gradients so far."""

    formula: ClassVar[str] = "r ← r + g²;  θ ← θ − η g / (√r + δ)"
    when: ClassVar[str] = "For sparse inputs; on long runs its steps die out (Duchi et al. 2011)."

    epsilon: float = param(1e-7, "Added to √r, δ.", gt=0, le=1, log=True, live=True)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.Adagrad``."""
        fused = all(p.device.type == "cpu" for p in parameters)  # torch has no fused Adagrad elsewhere
        return torch.optim.Adagrad(parameters, lr=self.learning_rate, fused=fused)

    def settings(self) -> dict[str, Any]:
        """Epsilon and weight decay."""
        return {"eps": self.epsilon, "weight_decay": self.weight_decay}


@OPTIMIZERS.register("rmsprop", title="RMSprop", group="Optimizers")
class RMSprop(TorchOptimizer):
    """Steps shrink with a running mean of squared gradients."""

    formula: ClassVar[str] = "r ← α r + (1 − α) g²;  v ← μ v + g / (√r + ε);  θ ← θ − η v"
    when: ClassVar[str] = "Adagrad that forgets, so it keeps moving (Tieleman and Hinton 2012)."
    momentum_field: ClassVar[str | None] = "momentum"

    alpha: float = param(0.99, "Share of the running mean that stays, α.", ge=0, lt=1, live=True)
    momentum: float = param(0.0, "Share of the velocity that stays, μ.", ge=0, lt=1)
    epsilon: float = param(1e-8, "Added to √r, ε.", gt=0, le=1, log=True, live=True)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.RMSprop``; it allocates its velocity at the first step, so momentum is set at once."""
        return torch.optim.RMSprop(parameters, lr=self.learning_rate, momentum=self.momentum)

    def settings(self) -> dict[str, Any]:
        """Alpha, epsilon and weight decay; momentum stays as built, its velocity may not exist."""
        return {"alpha": self.alpha, "eps": self.epsilon, "weight_decay": self.weight_decay}


class _AdamLike(TorchOptimizer):
    momentum_field: ClassVar[str | None] = "beta1"

    learning_rate: float = param(
        1e-3, "Size of a step.", ge=0, le=100, log=True, title="learning rate", live=True
    )
    beta1: float = param(0.9, "Share of the running mean of gradients that stays, β₁.", ge=0, lt=1, live=True)
    beta2: float = param(0.999, "Share of the running mean of squares that stays, β₂.", ge=0, lt=1, live=True)
    epsilon: float = param(1e-8, "Added to the root of the squares, ε.", gt=0, le=1, log=True, live=True)

    def settings(self) -> dict[str, Any]:
        """Betas, epsilon and weight decay."""
        return {"betas": (self.beta1, self.beta2), "eps": self.epsilon, "weight_decay": self.weight_decay}


@OPTIMIZERS.register("adam", title="Adam", group="Optimizers")
class Adam(_AdamLike):
    """Momentum divided by the running size of the gradient, both corrected for their start at zero."""

    formula: ClassVar[str] = "m ← β₁ m + (1−β₁) g;  v ← β₂ v + (1−β₂) g²;  θ ← θ − η m̂ / (√v̂ + ε)"
    when: ClassVar[str] = "Works nearly everywhere with little tuning (Kingma and Ba 2015)."

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.Adam``."""
        return torch.optim.Adam(parameters, lr=self.learning_rate, fused=True)


@OPTIMIZERS.register("adamw", title="AdamW", group="Optimizers")
class AdamW(_AdamLike):
    """Adam whose weight decay does not pass through the running means."""

    formula: ClassVar[str] = "θ ← θ − η (m̂ / (√v̂ + ε) + λ θ)"
    when: ClassVar[str] = "Adam with regularization that does what it says (Loshchilov and Hutter 2019)."

    weight_decay: float = param(
        0.01,
        "Share λ of each weight taken off, times the rate.",
        ge=0,
        le=10,
        log=True,
        title="weight decay",
        live=True,
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.AdamW``."""
        return torch.optim.AdamW(parameters, lr=self.learning_rate, fused=True)
