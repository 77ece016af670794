"""Adam that finds its rate."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs
from playground.catalog.optimizers.moments import AdamLike
from playground.catalog.optimizers.torch_optimizer import (
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("dadapt_adam", title="D-Adapt Adam", group="New")
class DAdaptAdam(AdamLike):
    """Adam whose rate is a lower bound on the distance to the minimum."""

    formula: ClassVar[str] = "d ← max(d, ⟨s, g⟩ sums / |s|₁);  θ ← θ − η d m / (√v + ε)"
    when: ClassVar[str] = (
        "No rate to choose: leave it at 1. Noisy with small batches (Defazio and Mishchenko 2023)."
    )
    script: ClassVar[str] = ""
    needs: ClassVar[Needs] = Needs(one_rate=True, warm_up=50)

    learning_rate: float = rate_param(1.0)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``DAdaptAdam`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.DAdaptAdam(parameters, lr=self.learning_rate)
