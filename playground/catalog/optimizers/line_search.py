"""How far to go along a direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor

MOST_TRIES = 25


class Line:
    """The line from the parameters of an optimizer along a direction.

    Attributes:
        gradient: At the newest point that was tried, ``(P,)``.
    """

    def __init__(self, parameters: list[Tensor], closure: Callable[[], float]) -> None:
        """Stand where the parameters are; nothing is evaluated yet.

        Args:
            parameters: That the closure looks at.
            closure: The loss at the parameters; fills their gradients.
        """
        self._parameters, self._closure = parameters, closure
        self._start = [p.detach().clone() for p in parameters]
        self.gradient = torch.empty(0)

    def at(self, direction: Tensor | None = None, length: float = 0.0) -> float:
        """The loss at start + length · direction, ``(P,)``; the parameters stay there."""
        begin = 0
        for parameter, start in zip(self._parameters, self._start, strict=True):
            if direction is not None:
                part = direction[begin : begin + start.numel()].view_as(start)
                parameter.copy_(start + length * part)
            begin += start.numel()
        loss = self._closure()
        self.gradient = torch.cat([_of(parameter).flatten() for parameter in self._parameters])
        return loss

    def armijo(
        self, loss: float, direction: Tensor, slope: float, first: float, shrink: float, share: float
    ) -> float:
        """The first of the lengths first, first · shrink, ... that lowers the loss enough; 0 when none does.

        Enough is ``share`` of what the slope promises (Armijo 1966). The parameters stand there afterwards.

        Args:
            loss: At the start.
            direction: To go along, ``(P,)``.
            slope: Of the loss along it; negative.
            first: The longest to try.
            shrink: Between 0 and 1.
            share: Between 0 and 1.
        """
        length = first
        for _ in range(MOST_TRIES):
            if self.at(direction, length) <= loss + share * length * slope:
                return length
            length *= shrink
        self.at(direction, 0.0)
        return 0.0


def _of(parameter: Tensor) -> Tensor:
    return torch.zeros_like(parameter) if parameter.grad is None else parameter.grad.detach()
