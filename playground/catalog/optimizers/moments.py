"""What Adam and AdamW have in common."""

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import Start, Term, decayed, param
from playground.catalog.optimizers.torch_optimizer import TorchOptimizer, decay_param, rate_param

SCRIPT = """
step.add_(1)
torch._fused_{name}_(thetas, grads, exp_avgs, exp_avg_sqs, [], steps, lr=lr, beta1=beta1, beta2=beta2,
    weight_decay=weight_decay, eps=epsilon, amsgrad=False, maximize=False)
"""
MEAN = Term("exp_avg", "m", "beta1 * exp_avg + (1 - beta1) * grad", "running mean of gradients", "velocity")
SQUARES = Term(
    "exp_avg_sq",
    "v",
    "beta2 * exp_avg_sq + (1 - beta2) * grad ** 2",
    "running mean of squares",
    "squares",
    of="grad",
)
TRUE_MEAN = Term("m_hat", "m̂", "exp_avg / (1 - beta1 ** k)", "corrected for its start at zero", "velocity")
TRUE_SQUARES = Term(
    "v_hat", "v̂", "exp_avg_sq / (1 - beta2 ** k)", "corrected for its start at zero", "squares", of="grad"
)
DIRECTION = Term("u", "u", "m_hat / (sqrt(v_hat) + epsilon)", "mean over the root of squares", "direction")


def direction_terms(weight_decay: float) -> tuple[Term, ...]:
    """Adam up to the direction ``u``, with the weight decay that goes through the means."""
    return (*decayed(weight_decay), MEAN, SQUARES, TRUE_MEAN, TRUE_SQUARES, DIRECTION)


class AdamLike(TorchOptimizer):
    """Running means of gradients and of their squares."""

    state: ClassVar[Mapping[str, Start]] = {"exp_avg": "zeros", "exp_avg_sq": "zeros", "step": "count"}

    learning_rate: float = rate_param(1e-3)
    beta1: float = param(0.9, "Decay rate of the running mean of gradients, β₁.", ge=0, lt=1, live=True)
    beta2: float = param(0.999, "Decay rate of the running mean of squares, β₂.", ge=0, lt=1, live=True)
    epsilon: float = param(1e-8, "Added to the root of the squares, ε.", gt=0, le=1, log=True, live=True)
    weight_decay: float = decay_param(0.0)

    def settings(self) -> dict[str, Any]:
        """Betas, epsilon and weight decay."""
        return {"betas": (self.beta1, self.beta2), "eps": self.epsilon, "weight_decay": self.weight_decay}
