"""Adam by curvature."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs
from playground.catalog.optimizers.moments import AdamLike
from playground.catalog.optimizers.torch_optimizer import (
    decay_param,
    epsilon_param,
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("adahessian", title="AdaHessian", group="Second order")
class AdaHessian(AdamLike):
    """Adam that divides by the curvature along each parameter, estimated from random signs."""

    formula: ClassVar[str] = "h = z ⊙ ∇⟨g, z⟩, z random signs;  v ← β₂ v + (1−β₂) h²;  θ ← θ − η m̂ / (√v̂ + ε)"
    when: ClassVar[str] = "Ill-conditioned problems; a step costs two evaluations (Yao et al. 2021)."
    script: ClassVar[str] = ""
    needs: ClassVar[Needs] = Needs(create_graph=True, evaluations=2)

    learning_rate: float = rate_param(0.1)
    epsilon: float = epsilon_param(1e-4, "Added to the root of the squares, ε.")
    weight_decay: float = decay_param(
        0.0, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``AdaHessian`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.AdaHessian(parameters, lr=self.learning_rate)
