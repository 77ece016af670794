"""Gradients rotated and scaled on both sides."""

from __future__ import annotations

from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs, param
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
    decay_param,
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("shampoo", title="Shampoo", group="Layer-wise")
class Shampoo(TorchOptimizer):
    """Multiplies the gradient of a matrix from both sides by roots of the sums of its own products."""

    formula: ClassVar[str] = "L ← L + G Gᵀ;  R ← R + Gᵀ G;  W ← W − η L^−¼ G R^−¼"
    when: ClassVar[str] = "Few, well-shaped layers: each step takes roots of matrices (Gupta et al. 2018)."
    needs: ClassVar[Needs] = Needs(layers=True)

    learning_rate: float = rate_param(1e-1)
    momentum: float = param(0.0, "Fraction of the velocity kept at each step, α.", ge=0, lt=1)
    weight_decay: float = decay_param(0.0)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``Shampoo`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.Shampoo(parameters, lr=self.learning_rate, momentum=self.momentum)

    def settings(self) -> dict[str, Any]:
        """Weight decay."""
        return {"weight_decay": self.weight_decay}
