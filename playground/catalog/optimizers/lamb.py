"""Adam with steps by layer."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs
from playground.catalog.optimizers.moments import AdamLike
from playground.catalog.optimizers.torch_optimizer import (
    decay_param,
    epsilon_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("lamb", title="LAMB", group="Layer-wise")
class LAMB(AdamLike):
    """Adam with each layer's step scaled to the norm of its weights."""

    formula: ClassVar[str] = "u = m̂ / (√v̂ + ε) + λ θ;  θ ← θ − η |θ| / |u| u, layer by layer"
    when: ClassVar[str] = "Very large batches (You et al. 2020)."
    script: ClassVar[str] = ""
    needs: ClassVar[Needs] = Needs(layers=True)

    epsilon: float = epsilon_param(1e-6, "Added to the root of the squares, ε.")
    weight_decay: float = decay_param(
        0.0, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``Lamb`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.Lamb(parameters, lr=self.learning_rate, max_grad_norm=0.0)
