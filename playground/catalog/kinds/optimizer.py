"""Optimizers: rules that change the parameters."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds.entry import Entry, Registry

if TYPE_CHECKING:
    import torch
    from torch import nn


class Optimizer(Entry):
    """A rule that changes the parameters. Has at least the field ``learning_rate``.

    Class attributes:
        script: One step in TorchScript, equal to that of ``build`` to the last bit. It reads the flat vectors in
            ``thetas`` and ``grads`` and, for each name of ``script_state``, a tensor in ``state``, each in a list of
            its own as torch's functions want them; the rate ``lr``; and the list ``h`` of ``script_numbers``.
    """

    script: ClassVar[str]
    learning_rate: float

    @abstractmethod
    def build(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """The optimizer of torch with these settings, fused where torch offers it: the reference for ``script``."""

    @abstractmethod
    def update(self, optimizer: torch.optim.Optimizer) -> None:
        """Bring changed parameters of this entry into a running optimizer's ``param_groups``."""

    def script_state(self) -> tuple[str, ...]:
        """What ``script`` keeps at these settings, by torch's names: zeros at first; ``step`` is a count."""
        return ()

    def script_numbers(self) -> list[float]:
        """The settings that ``script`` reads."""
        return []


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")
