"""What the entries that wrap an optimizer of torch have in common."""

from abc import abstractmethod
from typing import Any

import torch
from torch import nn

from playground.catalog.kinds import Optimizer, param


class TorchOptimizer(Optimizer):
    """An optimizer of ``torch.optim`` whose settings can change while it runs."""

    learning_rate: float = param(
        1e-2, "Size of a step.", ge=0, le=100, log=True, title="learning rate", live=True
    )
    weight_decay: float = param(
        0.0,
        "Share of each weight added to its gradient.",
        ge=0,
        le=10,
        log=True,
        title="weight decay",
        live=True,
    )

    @abstractmethod
    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """The optimizer with its defaults, fused where torch offers it; ``update`` sets the numbers."""

    def settings(self) -> dict[str, Any]:
        """The entries of ``param_groups`` that this entry decides, but for the learning rate."""
        return {"weight_decay": self.weight_decay}

    def build(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """The optimizer at this entry's settings and learning rate."""
        optimizer = self.make(parameters)
        self.update(optimizer)
        for group in optimizer.param_groups:
            group["lr"] = self.learning_rate
        return optimizer

    def update(self, optimizer: torch.optim.Optimizer) -> None:
        """Write the settings into the groups; the state (momenta, accumulators, counts) stays."""
        for group in optimizer.param_groups:
            group.update(self.settings())
