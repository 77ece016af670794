"""Step sizes from the sum of squared gradients."""

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import nn

from playground.catalog.kinds import OPTIMIZERS, Start, param
from playground.catalog.optimizers.torch_optimizer import TorchOptimizer, decay_param


@OPTIMIZERS.register("adagrad", title="Adagrad", group="Adaptive")
class Adagrad(TorchOptimizer):
    """Steps shrink with the sum of all squared gradients so far."""

    formula: ClassVar[str] = "r ← r + g²;  θ ← θ − η g / (√r + δ)"
    when: ClassVar[str] = "For sparse inputs; on long runs its steps die out (Duchi et al. 2011)."

    script: ClassVar[str] = """
step.add_(1)
torch._fused_adagrad_(thetas, grads, square_sums, steps, lr=lr, lr_decay=0.0, weight_decay=weight_decay,
    eps=epsilon, maximize=False)
"""
    state: ClassVar[Mapping[str, Start]] = {"square_sum": "zeros", "step": "count"}

    epsilon: float = param(1e-7, "Added to √r, δ.", gt=0, le=1, log=True, live=True)
    weight_decay: float = decay_param(0.0)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.Adagrad``."""
        fused = all(p.device.type == "cpu" for p in parameters)  # torch has no fused Adagrad elsewhere
        return torch.optim.Adagrad(parameters, lr=self.learning_rate, fused=fused)

    def settings(self) -> dict[str, Any]:
        """Epsilon and weight decay."""
        return {"eps": self.epsilon, "weight_decay": self.weight_decay}
