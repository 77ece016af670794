"""Gradient descent with momentum."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS
from playground.catalog.optimizers.velocity import SCRIPT, WithMomentum
from playground.lazy import nn, torch


@OPTIMIZERS.register("momentum", title="Momentum", group="SGD family")
class Momentum(WithMomentum):
    """Gradients add up to a velocity: oscillations cancel, steady directions gain speed."""

    formula: ClassVar[str] = "v ← α v + g;  θ ← θ − η v"
    torch_name: ClassVar[str] = "SGD"
    when: ClassVar[str] = "Nearly always better than plain SGD (Polyak 1964)."

    script: ClassVar[str] = SCRIPT.format(nesterov=False)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.SGD`` with momentum."""
        return torch.optim.SGD(parameters, lr=self.learning_rate, momentum=0.9, fused=True)
