"""Momentum with steps by layer."""

from __future__ import annotations

from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs, param
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
    decay_param,
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("lars", title="LARS", group="Layer-wise")
class LARS(TorchOptimizer):
    """Momentum with each layer's step scaled to the norm of its weights."""

    formula: ClassVar[str] = (
        "θ ← θ − v with v ← α v + η κ |θ| / |g| g, layer by layer; biases by momentum alone"
    )
    when: ClassVar[str] = "Very large batches of images (You et al. 2017)."
    needs: ClassVar[Needs] = Needs(layers=True)

    learning_rate: float = rate_param(0.1)
    momentum: float = param(0.9, "Fraction of the velocity kept at each step, α.", ge=0, lt=1, live=True)
    trust: float = param(
        1e-2, "Step as a share of the norm of the weights, κ.", gt=0, le=1, log=True, live=True
    )
    weight_decay: float = decay_param(0.0)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``LARS`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.LARS(parameters, lr=self.learning_rate)

    def settings(self) -> dict[str, Any]:
        """Momentum, trust and weight decay."""
        return {"momentum": self.momentum, "trust_coefficient": self.trust, "weight_decay": self.weight_decay}
