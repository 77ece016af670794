"""What the entries that wrap an optimizer of torch have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from inspect import signature
from typing import Any, ClassVar

from playground.catalog.kinds import Optimizer, literal, param
from playground.lazy import nn, torch


def rate_param(default: float) -> Any:
    """The learning rate, the first parameter of every optimizer."""
    return param(default, "Size of a step.", ge=0, le=100, log=True, title="learning rate", live=True)


def decay_param(default: float, help: str = "Fraction λ of each weight added to its gradient.") -> Any:  # noqa: A002
    """Weight decay, the last parameter of every optimizer."""
    return param(default, help, ge=0, le=10, log=True, title="weight decay", live=True)


def beta_param(default: float, help: str) -> Any:  # noqa: A002
    """The share of a running mean that stays."""
    return param(default, help, ge=0, lt=1, live=True)


def epsilon_param(default: float, help: str) -> Any:  # noqa: A002
    """A small number that keeps a division finite."""
    return param(default, help, gt=0, le=1, log=True, live=True)


class TorchOptimizer(Optimizer):
    """An optimizer of ``torch.optim`` whose settings can change while it runs.

    Class attributes:
        torch_name: Its class in ``torch.optim``; empty where torch has none.
        torch_settings: Settings that make this entry of that class, beside those in ``settings``.
    """

    torch_name: ClassVar[str] = ""
    torch_settings: ClassVar[Mapping[str, object]] = {}
    learning_rate: float = rate_param(1e-2)

    @abstractmethod
    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """The optimizer at this entry's learning rate, fused where torch offers it; ``update`` sets the rest."""

    @abstractmethod
    def settings(self) -> dict[str, Any]:
        """The entries of ``param_groups`` that this entry decides, but for the learning rate."""

    def code(self, *, steady: bool) -> str:
        """The class of ``torch.optim`` with all settings that are not its defaults."""
        del steady
        if not self.torch_name:
            return ""
        usual = signature(getattr(torch.optim, self.torch_name)).parameters
        chosen = {**self.torch_settings, **self.settings()}.items()
        named = "".join(
            f", {name}={literal(value)}" for name, value in chosen if value != usual[name].default
        )
        return f"torch.optim.{self.torch_name}({{parameters}}, lr={{rate}}{named})"

    def build(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """The optimizer at this entry's settings and learning rate."""
        optimizer = self.make(parameters)
        self.update(optimizer)
        return optimizer

    def update(self, optimizer: torch.optim.Optimizer) -> None:
        """Write the settings into the groups; the state (momenta, accumulators, counts) stays."""
        for group in optimizer.param_groups:
            group.update(self.settings())
