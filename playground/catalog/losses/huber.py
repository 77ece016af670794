"""Squared near zero, absolute far from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LOSSES, call, literal, param
from playground.catalog.losses.distance import Distance
from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor


@LOSSES.register("huber", title="Huber", group="Losses")
class Huber(Distance):
    """Squared near zero, absolute beyond δ."""

    formula: ClassVar[str] = "d²/2 for |d| < δ, else δ (|d| − δ/2)"
    when: ClassVar[str] = (
        "For regression with some outliers: smooth like the square, robust like the absolute value."
    )

    delta: float = param(1.0, "Where the square becomes a line.", gt=0, le=1e6, log=True)

    def written(self) -> tuple[str, str, str]:
        """``nn.HuberLoss``."""
        d = literal(self.delta)
        return (
            call("nn.HuberLoss", delta=(self.delta, 1.0)),
            f"where(abs(e) < {d}, 0.5 * e**2, {d} * (abs(e) - 0.5 * {d}))",
            f"clip(e, -{d}, {d})",
        )

    def of(self, difference: Tensor) -> Tensor:
        """The formula."""
        size = difference.abs()
        return torch.where(size < self.delta, 0.5 * size * size, self.delta * (size - 0.5 * self.delta))
