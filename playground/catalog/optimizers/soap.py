"""Adam in the axes of Shampoo."""

from __future__ import annotations

from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs, param
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
    beta_param,
    decay_param,
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("soap", title="SOAP", group="Layer-wise")
class SOAP(TorchOptimizer):
    """Adam in the eigenbasis of Shampoo's preconditioner."""

    formula: ClassVar[str] = "Adam on Q_Lᵀ G Q_R, turned back; Q_L, Q_R: axes of the means of G Gᵀ and Gᵀ G"
    when: ClassVar[str] = "Fewer steps than Adam, each more expensive (Vyas et al. 2024)."
    needs: ClassVar[Needs] = Needs(layers=True, warm_up=1)

    learning_rate: float = rate_param(3e-3)
    beta1: float = beta_param(0.95, "Decay rate of the running mean of gradients, β₁.")
    beta2: float = beta_param(0.95, "Decay rate of the running means of squares and products, β₂.")
    every: int = param(
        10,
        "Steps between two updates of the eigenbasis.",
        ge=1,
        le=1000,
        title="new axes every",
        unit="steps",
    )
    weight_decay: float = decay_param(
        0.01, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``SOAP`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.SOAP(parameters, lr=self.learning_rate, precondition_frequency=self.every)

    def settings(self) -> dict[str, Any]:
        """Betas and weight decay."""
        return {"betas": (self.beta1, self.beta2), "weight_decay": self.weight_decay}
