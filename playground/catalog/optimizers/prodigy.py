"""Adam that finds its rate."""

from __future__ import annotations

from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs, param
from playground.catalog.optimizers.moments import AdamLike
from playground.catalog.optimizers.torch_optimizer import (
    decay_param,
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("prodigy", title="Prodigy", group="New")
class Prodigy(AdamLike):
    """Adam that estimates how far the minimum is and takes its rate from that."""

    formula: ClassVar[str] = "d ← max(d, Σ … ⟨g, θ₀ − θ⟩ / |s|₁);  θ ← θ − η d m / (√v + d ε)"
    when: ClassVar[str] = (
        "No rate to choose: leave it at 1. It hardly moves in the first steps (Mishchenko and Defazio 2024)."
    )
    script: ClassVar[str] = ""
    needs: ClassVar[Needs] = Needs(one_rate=True, warm_up=50)

    learning_rate: float = rate_param(1.0)
    estimate: float = param(
        1.0,
        "The estimated distance is multiplied by this.",
        gt=0,
        le=100,
        log=True,
        title="estimate factor",
        live=True,
    )
    weight_decay: float = decay_param(
        0.0, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``Prodigy`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.Prodigy(parameters, lr=self.learning_rate)

    def settings(self) -> dict[str, Any]:
        """Betas, epsilon, weight decay and the factor of the estimate."""
        return super().settings() | {"d_coef": self.estimate}
