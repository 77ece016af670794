"""What the optimizers with a velocity have in common."""

from typing import Any

import torch

from playground.catalog.kinds import param
from playground.catalog.optimizers.torch_optimizer import TorchOptimizer, decay_param

SCRIPT = """
if h[0] == 0.0:
    torch._fused_sgd_(thetas, grads, [], weight_decay=h[1], momentum=0.0, lr=lr, dampening=0.0, nesterov=False,
        maximize=False, is_first_step=False)
else:
    torch._fused_sgd_(thetas, grads, state[0], weight_decay=h[1], momentum=h[0], lr=lr, dampening=0.0,
        nesterov={nesterov}, maximize=False, is_first_step=False)
"""


class WithMomentum(TorchOptimizer):
    """Gradient descent with a velocity; at momentum 0 torch forgets it, and so must the running state."""

    momentum: float = param(0.9, "Share of the velocity that stays, α.", ge=0, lt=1, live=True)
    weight_decay: float = decay_param(0.0)

    def script_state(self) -> tuple[str, ...]:
        """The velocity, if there is one."""
        return ("momentum_buffer",) if self.momentum else ()

    def script_numbers(self) -> list[float]:
        """Momentum and weight decay."""
        return [self.momentum, self.weight_decay]

    def settings(self) -> dict[str, Any]:
        """Momentum and weight decay."""
        return {"momentum": self.momentum, "weight_decay": self.weight_decay}

    def update(self, optimizer: torch.optim.Optimizer) -> None:
        """Write the settings; a velocity that momentum 0 has made stale is dropped."""
        super().update(optimizer)
        if self.momentum == 0:
            for state in optimizer.state.values():
                state.pop("momentum_buffer", None)
