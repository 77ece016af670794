"""Weights from an even distribution."""

from typing import ClassVar

import torch
from torch import Tensor

from playground.catalog.kinds import INITIALIZERS, Initializer, param


@INITIALIZERS.register("uniform", title="Uniform", group="Initializers")
class Uniform(Initializer):
    """Weights spread evenly between two bounds."""

    formula: ClassVar[str] = "w ~ U(−b, b)"
    when: ClassVar[str] = "As Normal, with a hard limit."

    bound: float = param(0.1, "Largest absolute value b.", gt=0, le=100, log=True)

    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:  # noqa: ARG002
        """U(−bound, bound)."""
        weight.uniform_(-self.bound, self.bound, generator=generator)
