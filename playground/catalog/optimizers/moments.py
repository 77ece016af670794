"""What Adam and AdamW have in common."""

from typing import Any

from playground.catalog.kinds import param
from playground.catalog.optimizers.torch_optimizer import TorchOptimizer, decay_param, rate_param

SCRIPT = """
state[2][0].add_(1)
torch._fused_{name}_(thetas, grads, state[0], state[1], [], state[2], lr=lr, beta1=h[0], beta2=h[1],
    weight_decay=h[2], eps=h[3], amsgrad=False, maximize=False)
"""


class AdamLike(TorchOptimizer):
    """Running means of gradients and of their squares."""

    learning_rate: float = rate_param(1e-3)
    beta1: float = param(0.9, "Share of the running mean of gradients that stays, β₁.", ge=0, lt=1, live=True)
    beta2: float = param(0.999, "Share of the running mean of squares that stays, β₂.", ge=0, lt=1, live=True)
    epsilon: float = param(1e-8, "Added to the root of the squares, ε.", gt=0, le=1, log=True, live=True)
    weight_decay: float = decay_param(0.0)

    def script_state(self) -> tuple[str, ...]:
        """Both means, and the count of steps."""
        return "exp_avg", "exp_avg_sq", "step"

    def script_numbers(self) -> list[float]:
        """Betas, weight decay and epsilon."""
        return [self.beta1, self.beta2, self.weight_decay, self.epsilon]

    def settings(self) -> dict[str, Any]:
        """Betas, epsilon and weight decay."""
        return {"betas": (self.beta1, self.beta2), "eps": self.epsilon, "weight_decay": self.weight_decay}
