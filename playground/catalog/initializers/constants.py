"""Initializers without a rule for the size of the layer."""

from typing import ClassVar

import torch
from torch import Tensor

from playground.catalog.kinds import INITIALIZERS, Initializer, param


@INITIALIZERS.register("zeros", title="Zeros", group="Initializers")
class Zeros(Initializer):
    """Every weight begins at 0."""

    formula: ClassVar[str] = "w = 0"
    when: ClassVar[str] = "To see why it fails: all units of a layer stay equal."

    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:  # noqa: ARG002
        """Zeros."""
        weight.zero_()


@INITIALIZERS.register("normal", title="Normal", group="Initializers")
class Normal(Initializer):
    """Weights from a normal distribution of a given width."""

    formula: ClassVar[str] = "w ~ N(0, σ²)"
    when: ClassVar[str] = "To see how a wrong scale makes signals vanish or explode."

    std: float = param(0.1, "Standard deviation σ.", gt=0, le=100, log=True)

    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:  # noqa: ARG002
        """N(0, std²)."""
        weight.normal_(0, self.std, generator=generator)


@INITIALIZERS.register("uniform", title="Uniform", group="Initializers")
class Uniform(Initializer):
    """Weights spread evenly between two bounds."""

    formula: ClassVar[str] = "w ~ U(−b, b)"
    when: ClassVar[str] = "As Normal, with a hard limit."

    bound: float = param(0.1, "Largest absolute value b.", gt=0, le=100, log=True)

    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:  # noqa: ARG002
        """U(−bound, bound)."""
        weight.uniform_(-self.bound, self.bound, generator=generator)
