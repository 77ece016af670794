"""What the optimizers with a velocity have in common."""

from typing import Any, ClassVar

import torch

from playground.catalog.kinds import param
from playground.catalog.optimizers.torch_optimizer import TorchOptimizer, decay_param


class WithMomentum(TorchOptimizer):
    """Gradient descent with a velocity; at momentum 0 torch forgets it, and so must the running state."""

    momentum_field: ClassVar[str | None] = "momentum"
    momentum: float = param(0.9, "Share of the velocity that stays, α.", ge=0, lt=1, live=True)
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
