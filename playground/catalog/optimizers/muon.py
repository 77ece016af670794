"""Momentum made orthogonal."""

from __future__ import annotations

from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs, Optimizer, param
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
    decay_param,
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("muon", title="Muon", group="Layer-wise")
class Muon(TorchOptimizer):
    """Hidden weight matrices step along their orthogonalized momentum; AdamW steps the rest."""

    formula: ClassVar[str] = (
        "M ← μ M + G;  W ← W − η (U Vᵀ + λ W) with U S Vᵀ = M by Newton–Schulz iterations"
    )
    when: ClassVar[str] = "Hidden layers of large networks (Jordan et al. 2024)."
    needs: ClassVar[Needs] = Needs(matrices=True, layers=True)

    learning_rate: float = rate_param(1e-3)
    momentum: float = param(0.95, "Fraction of the velocity kept at each step, μ.", ge=0, lt=1, live=True)
    match_adam: bool = param(
        False,
        "Scale steps to the size of AdamW's at the same rate, instead of by the shape of the matrix.",
        title="match AdamW",
        live=True,
    )
    weight_decay: float = decay_param(
        0.1, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.Muon``; wants matrices."""
        return torch.optim.Muon(parameters, lr=self.learning_rate)

    def settings(self) -> dict[str, Any]:
        """Momentum, length of steps and weight decay."""
        return {
            "momentum": self.momentum,
            "weight_decay": self.weight_decay,
            "adjust_lr_fn": "match_rms_adamw" if self.match_adam else "original",
        }

    def companion(self) -> Optimizer:
        """AdamW at its defaults."""
        return OPTIMIZERS.create("adamw", {"learning_rate": self.learning_rate})
