"""A learned preconditioner for each side of a matrix."""

from __future__ import annotations

from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
    beta_param,
    decay_param,
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("kron", title="Kron", group="Layer-wise")
class Kron(TorchOptimizer):
    """Learns a preconditioner for each side of a matrix that whitens its gradients (PSGD with Kronecker factors)."""

    formula: ClassVar[str] = (
        "W ← W − η Q_Lᵀ Q_L M Q_Rᵀ Q_R, with Q learned during training so that the result is white"
    )
    when: ClassVar[str] = "Fewer steps than Adam on hard problems (Li 2018)."
    needs: ClassVar[Needs] = Needs(layers=True)

    learning_rate: float = rate_param(1e-3)
    momentum: float = beta_param(0.9, "Decay rate of the running mean of gradients, α.")
    weight_decay: float = decay_param(
        0.0, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``Kron`` of pytorch_optimizer, without the balancing that draws from a generator of its own."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.Kron(parameters, lr=self.learning_rate, balance_prob=0.0)

    def settings(self) -> dict[str, Any]:
        """Momentum and weight decay."""
        return {"momentum": self.momentum, "weight_decay": self.weight_decay}
