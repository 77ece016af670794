"""Step sizes from the sum of squared gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Explanation, Start, Term, against, decayed, param
from playground.catalog.optimizers.torch_optimizer import TorchOptimizer, decay_param
from playground.lazy import nn, torch


@OPTIMIZERS.register("adagrad", title="Adagrad", group="Adaptive")
class Adagrad(TorchOptimizer):
    """Steps shrink with the sum of all squared gradients so far."""

    formula: ClassVar[str] = "r ← r + g²;  θ ← θ − η g / (√r + δ)"
    torch_name: ClassVar[str] = "Adagrad"
    when: ClassVar[str] = "For sparse inputs; its steps vanish on long runs (Duchi et al. 2011)."

    script: ClassVar[str] = """
if weight_decay != 0.0:
    grad = grad.add(theta, alpha=weight_decay)
square_sum.addcmul_(grad, grad, value=1.0)
theta.addcdiv_(grad, square_sum.sqrt().add_(epsilon), value=-lr)
"""
    state: ClassVar[Mapping[str, Start]] = {"square_sum": "zeros"}

    epsilon: float = param(1e-7, "Added to √r, δ.", gt=0, le=1, log=True, live=True)
    weight_decay: float = decay_param(0.0)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.Adagrad``."""
        return torch.optim.Adagrad(parameters, lr=self.learning_rate)

    def settings(self) -> dict[str, Any]:
        """Epsilon and weight decay."""
        return {"eps": self.epsilon, "weight_decay": self.weight_decay}

    def explained(self, k: int) -> Explanation:
        """The sum of squares, and the gradient divided by its root."""
        del k
        terms = (
            *decayed(self.weight_decay),
            Term(
                "square_sum", "r", "square_sum + grad ** 2", "sum of all squares so far", "squares", of="grad"
            ),
            Term(
                "u",
                "u",
                "grad / (sqrt(square_sum) + epsilon)",
                "gradient over the root of the sum",
                "direction",
            ),
            against("u"),
        )
        return Explanation(terms, {"epsilon": "δ"})
