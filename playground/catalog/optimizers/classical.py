"""What the optimizers that are our own have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playground.catalog.kinds import Needs
from playground.catalog.optimizers.torch_optimizer import TorchOptimizer
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor

WHOLE = Needs(closure=True, full_batch=True, one_rate=True, layers=True)
"""Needs of a method that searches along lines in the space of all parameters."""


class Method(torch.optim.Optimizer, ABC):
    """An optimizer that evaluates the loss several times a step and keeps its state under its first parameter."""

    def __init__(self, parameters: list[nn.Parameter], **settings: Any) -> None:
        super().__init__(parameters, settings)

    @property
    def parameters(self) -> list[Tensor]:
        """All parameters."""
        return [parameter for group in self.param_groups for parameter in group["params"]]

    @property
    def memory(self) -> dict[str, Any]:
        """What is known from earlier steps."""
        kept: dict[str, Any] = self.state[self.parameters[0]]
        return kept

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float:  # type: ignore[override] # no step without
        """One step with the help of a closure that gives the loss and fills the gradients."""
        assert closure is not None
        return self.go(closure, self.param_groups[0])

    @abstractmethod
    def go(self, closure: Callable[[], float], group: dict[str, Any]) -> float:
        """One step with the settings of a group; the loss before it."""


class OwnOptimizer(TorchOptimizer):
    """An optimizer whose settings in ``param_groups`` have the names of its fields."""

    def settings(self) -> dict[str, Any]:
        """All fields but the learning rate."""
        return self.model_dump(exclude={"learning_rate"})
