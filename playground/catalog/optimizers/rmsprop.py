"""Step sizes from a running mean of squared gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Explanation, Start, Term, against, decayed, param
from playground.catalog.optimizers.torch_optimizer import TorchOptimizer, decay_param
from playground.lazy import nn, torch


@OPTIMIZERS.register("rmsprop", title="RMSprop", group="Adaptive")
class RMSprop(TorchOptimizer):
    """Steps shrink with a running mean of squared gradients."""

    formula: ClassVar[str] = "r ← α r + (1 − α) g²;  v ← μ v + g / (√r + ε);  θ ← θ − η v"
    torch_name: ClassVar[str] = "RMSprop"
    when: ClassVar[str] = "Adagrad that forgets, so it keeps moving (Tieleman and Hinton 2012)."

    script: ClassVar[str] = """
if weight_decay != 0.0:
    grad = grad.add(theta, alpha=weight_decay)
square_avg.mul_(alpha).addcmul_(grad, grad, value=1 - alpha)
size = square_avg.sqrt().add_(epsilon)
if momentum > 0.0:
    momentum_buffer.mul_(momentum).addcdiv_(grad, size)
    theta.add_(momentum_buffer, alpha=-lr)
else:
    momentum_buffer.zero_()
    theta.addcdiv_(grad, size, value=-lr)
"""
    state: ClassVar[Mapping[str, Start]] = {"square_avg": "zeros", "momentum_buffer": "zeros"}

    alpha: float = param(0.99, "Decay rate of the running mean, α.", ge=0, lt=1, live=True)
    momentum: float = param(0.0, "Fraction of the velocity kept at each step, μ.", ge=0, lt=1, live=True)
    epsilon: float = param(1e-8, "Added to √r, ε.", gt=0, le=1, log=True, live=True)
    weight_decay: float = decay_param(0.0)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.RMSprop``, which has no fused form."""
        return torch.optim.RMSprop(parameters, lr=self.learning_rate)

    def settings(self) -> dict[str, Any]:
        """Alpha, momentum, epsilon and weight decay."""
        return {
            "alpha": self.alpha,
            "momentum": self.momentum,
            "eps": self.epsilon,
            "weight_decay": self.weight_decay,
        }

    def update(self, optimizer: torch.optim.Optimizer) -> None:
        """Write the settings; torch makes the velocity at the first step only, so one that is missing begins here."""
        super().update(optimizer)
        for parameter, state in optimizer.state.items():
            if self.momentum == 0:
                state.pop("momentum_buffer", None)
            elif "momentum_buffer" not in state:
                state["momentum_buffer"] = torch.zeros_like(parameter)

    def explained(self, k: int) -> Explanation:
        """The running mean of squares, the gradient divided by its root, and the velocity if there is one."""
        del k
        velocity = Term(
            "momentum_buffer",
            "v",
            "momentum * momentum_buffer + u",
            "velocity along such directions",
            "direction",
        )
        terms = (
            *decayed(self.weight_decay),
            Term(
                "square_avg",
                "r",
                "alpha * square_avg + (1 - alpha) * grad ** 2",
                "running mean of squares",
                "squares",
                of="grad",
            ),
            Term(
                "u",
                "u",
                "grad / (sqrt(square_avg) + epsilon)",
                "gradient over the root of the mean",
                "direction",
            ),
            *((velocity, against("momentum_buffer")) if self.momentum else (against("u"),)),
        )
        return Explanation(terms, {"alpha": "α", "momentum": "μ"})
