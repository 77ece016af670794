"""Weights from an even distribution."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import INITIALIZERS, Initializer, Weight, param
from playground.lazy import torch


@INITIALIZERS.register("uniform", title="Uniform", group="Initializers")
class Uniform(Initializer):
    """Weights from a uniform distribution."""

    formula: ClassVar[str] = "w ~ U(−b, b)"
    when: ClassVar[str] = "Like Normal, with a hard limit."

    bound: float = param(0.1, "Largest absolute value b.", gt=0, le=100, log=True)

    def fill(self, weight: Weight, generator: torch.Generator) -> None:
        """U(−bound, bound)."""
        weight.tensor.uniform_(-self.bound, self.bound, generator=generator)
