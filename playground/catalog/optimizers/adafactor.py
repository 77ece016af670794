"""Adam with little memory."""

from __future__ import annotations

from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs, param
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
    decay_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("adafactor", title="Adafactor", group="Layer-wise")
class Adafactor(TorchOptimizer):
    """Adam that keeps only the mean square of each row and column, and steps relative to the size of the weights."""

    formula: ClassVar[str] = "v ≈ r cᵀ / Σ r;  u = g / √v, cut to size d;  θ ← θ − η max(ε, rms θ) u"
    torch_name: ClassVar[str] = "Adafactor"
    when: ClassVar[str] = "Large matrices with little memory (Shazeer and Stern 2018)."
    needs: ClassVar[Needs] = Needs(layers=True)

    decay: float = param(
        0.8, "Exponent with which the averaging of squares lengthens: β₂ = 1 − k^−decay.", gt=0, le=1
    )
    cut: float = param(
        1.0, "Largest root mean square of an update before the learning rate, d.", gt=0, le=100, live=True
    )
    weight_decay: float = decay_param(
        0.0, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.Adafactor``."""
        return torch.optim.Adafactor(parameters, lr=self.learning_rate)

    def settings(self) -> dict[str, Any]:
        """Decay, cut and weight decay."""
        return {"beta2_decay": -self.decay, "d": self.cut, "weight_decay": self.weight_decay}
