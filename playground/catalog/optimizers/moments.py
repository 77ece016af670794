"""What Adam and AdamW have in common."""

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import Start, param
from playground.catalog.optimizers.torch_optimizer import TorchOptimizer, decay_param, rate_param

SCRIPT = """
step.add_(1)
torch._fused_{name}_(thetas, grads, exp_avgs, exp_avg_sqs, [], steps, lr=lr, beta1=beta1, beta2=beta2,
    weight_decay=weight_decay, eps=epsilon, amsgrad=False, maximize=False)
"""


class AdamLike(TorchOptimizer):
    """Running means of gradients and of their squares."""

    state: ClassVar[Mapping[str, Start]] = {"exp_avg": "zeros", "exp_avg_sq": "zeros", "step": "count"}

    learning_rate: float = rate_param(1e-3)
    beta1: float = param(0.9, "Share of the running mean of gradients that stays, β₁.", ge=0, lt=1, live=True)
    beta2: float = param(0.999, "Share of the running mean of squares that stays, β₂.", ge=0, lt=1, live=True)
    epsilon: float = param(1e-8, "Added to the root of the squares, ε.", gt=0, le=1, log=True, live=True)
    weight_decay: float = decay_param(0.0)

    def settings(self) -> dict[str, Any]:
        """Betas, epsilon and weight decay."""
        return {"betas": (self.beta1, self.beta2), "eps": self.epsilon, "weight_decay": self.weight_decay}
