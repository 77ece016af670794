"""Steps by signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Explanation, Start, Term, against, param
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
    decay_param,
    rate_param,
)
from playground.lazy import nn, torch


@OPTIMIZERS.register("signsgd", title="SignSGD", group="SGD family")
class SignSGD(TorchOptimizer):
    """Only the sign of each entry of the momentum counts; at momentum 0 that of the gradient."""

    formula: ClassVar[str] = "v ← α v + (1−α) g;  θ ← θ − η sign v"
    when: ClassVar[str] = "To see how much the size of gradients matters (Bernstein et al. 2018)."

    script: ClassVar[str] = """
if weight_decay != 0.0:
    theta.mul_(1.0 - weight_decay * lr)
momentum_buffer.lerp_(grad, 1 - momentum)
theta.add_(momentum_buffer.sign(), alpha=-lr)
"""
    state: ClassVar[Mapping[str, Start]] = {"momentum_buffer": "zeros"}

    learning_rate: float = rate_param(1e-3)
    momentum: float = param(0.9, "Fraction of the velocity kept at each step, α.", ge=0, lt=1, live=True)
    weight_decay: float = decay_param(
        0.0, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``SignSGD`` of pytorch_optimizer."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        return pytorch_optimizer.SignSGD(parameters, lr=self.learning_rate, momentum=0.9)

    def settings(self) -> dict[str, Any]:
        """Momentum and weight decay."""
        return {"momentum": self.momentum, "weight_decay": self.weight_decay}

    def explained(self, k: int) -> Explanation:
        """The sign of the velocity."""
        del k
        mean = "momentum * momentum_buffer + (1 - momentum) * grad"
        terms = (
            Term("momentum_buffer", "v", mean, "running mean of gradients", "velocity"),
            Term("u", "u", "sign(momentum_buffer)", "sign only", "direction"),
            against("u", self.weight_decay),
        )
        return Explanation(terms, {"momentum": "α"})
