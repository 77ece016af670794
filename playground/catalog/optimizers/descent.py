"""Gradient descent, plain and with momentum."""

from typing import Any, ClassVar

import torch
from torch import nn

from playground.catalog.kinds import OPTIMIZERS, param
from playground.catalog.optimizers.base import TorchOptimizer


@OPTIMIZERS.register("sgd", title="SGD", group="Optimizers")
class SGD(TorchOptimizer):
    """A step against the gradient of the batch."""

    formula: ClassVar[str] = "θ ← θ − η g"
    when: ClassVar[str] = "The baseline: honest, and slow in narrow valleys."

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.SGD``."""
        return torch.optim.SGD(parameters, lr=self.learning_rate, fused=True)


class _WithMomentum(TorchOptimizer):
    momentum_field: ClassVar[str | None] = "momentum"
    momentum: float = param(0.9, "Share of the velocity that stays, α.", ge=0, lt=1, live=True)


@OPTIMIZERS.register("momentum", title="Momentum", group="Optimizers")
class Momentum(_WithMomentum):
    """Gradients add up to a velocity: oscillations cancel, steady directions gain speed."""

    formula: ClassVar[str] = "v ← α v + g;  θ ← θ − η v"
    when: ClassVar[str] = "Nearly always better than plain SGD (Polyak 1964)."

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.SGD`` with momentum."""
        return torch.optim.SGD(parameters, lr=self.learning_rate, momentum=0.9, fused=True)

    def settings(self) -> dict[str, Any]:
        """Momentum and weight decay."""
        return {"momentum": self.momentum, "weight_decay": self.weight_decay}


@OPTIMIZERS.register("nesterov", title="Nesterov", group="Optimizers")
class Nesterov(_WithMomentum):
    """Momentum that looks one step ahead."""

    formula: ClassVar[str] = "v ← α v + g;  θ ← θ − η (g + α v)"
    when: ClassVar[str] = "Like Momentum, with less overshooting (Sutskever et al. 2013)."

    momentum: float = param(0.9, "Share of the velocity that stays, α.", gt=0, lt=1, live=True)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.SGD`` with Nesterov momentum."""
        return torch.optim.SGD(parameters, lr=self.learning_rate, momentum=0.9, nesterov=True, fused=True)

    def settings(self) -> dict[str, Any]:
        """Momentum and weight decay."""
        return {"momentum": self.momentum, "weight_decay": self.weight_decay}
