"""What the optimizers with a velocity have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from playground.catalog.kinds import Explanation, Start, Term, against, decayed, param
from playground.catalog.optimizers.torch_optimizer import TorchOptimizer, decay_param
from playground.lazy import torch

SCRIPT = """
if momentum == 0.0:
    momentum_buffer.zero_()
    torch._fused_sgd_(thetas, grads, [], weight_decay=weight_decay, momentum=0.0, lr=lr, dampening=0.0,
        nesterov=False, maximize=False, is_first_step=False)
else:
    torch._fused_sgd_(thetas, grads, momentum_buffers, weight_decay=weight_decay, momentum=momentum, lr=lr,
        dampening=0.0, nesterov={nesterov}, maximize=False, is_first_step=False)
"""
VELOCITY = Term(
    "momentum_buffer",
    "v",
    "momentum * momentum_buffer + grad",
    "velocity: a share of the last one plus the gradient",
    "velocity",
)


class WithMomentum(TorchOptimizer):
    """Gradient descent with a velocity; at momentum 0 torch forgets it, and so must the running state."""

    state: ClassVar[Mapping[str, Start]] = {"momentum_buffer": "zeros"}

    momentum: float = param(0.9, "Fraction of the velocity kept at each step, α.", ge=0, lt=1, live=True)
    weight_decay: float = decay_param(0.0)

    def settings(self) -> dict[str, Any]:
        """Momentum and weight decay."""
        return {"momentum": self.momentum, "weight_decay": self.weight_decay}

    def update(self, optimizer: torch.optim.Optimizer) -> None:
        """Write the settings; a velocity that momentum 0 has made stale is dropped."""
        super().update(optimizer)
        if self.momentum == 0:
            for state in optimizer.state.values():
                state.pop("momentum_buffer", None)

    def explained(self, k: int) -> Explanation:
        """The velocity, and the step along it; without momentum the step along the gradient."""
        del k
        terms = (VELOCITY, *self.along()) if self.momentum else (against("grad"),)
        return Explanation((*decayed(self.weight_decay), *terms), {"momentum": "α"})

    def along(self) -> tuple[Term, ...]:
        """What is made of the velocity, up to the step."""
        return (against("momentum_buffer"),)
