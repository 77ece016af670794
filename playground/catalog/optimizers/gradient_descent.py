"""Gradient descent on all samples."""

from __future__ import annotations

from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Explanation, Needs, against, decayed
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
    decay_param,
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("gradient_descent", title="Gradient descent", group="Classical")
class GradientDescent(TorchOptimizer):
    """A step against the gradient of the loss of all training samples: no noise."""

    formula: ClassVar[str] = "θ ← θ − η ∇L(θ), L over all samples"
    torch_name: ClassVar[str] = "SGD"
    when: ClassVar[str] = "To see what the noise of batches does; every step uses all samples (Cauchy 1847)."
    needs: ClassVar[Needs] = Needs(full_batch=True)

    script: ClassVar[str] = """
torch._fused_sgd_(thetas, grads, [], weight_decay=weight_decay, momentum=0.0, lr=lr, dampening=0.0, nesterov=False,
    maximize=False, is_first_step=False)
"""

    learning_rate: float = rate_param(0.1)
    weight_decay: float = decay_param(0.0)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.SGD``."""
        return torch.optim.SGD(parameters, lr=self.learning_rate, fused=True)

    def settings(self) -> dict[str, Any]:
        """Weight decay."""
        return {"weight_decay": self.weight_decay}

    def explained(self, k: int) -> Explanation:
        """The gradient times the rate."""
        del k
        return Explanation((*decayed(self.weight_decay), against("grad")))
