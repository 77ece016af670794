"""Weights that begin at zero."""

from typing import ClassVar

import torch
from torch import Tensor

from playground.catalog.kinds import INITIALIZERS, Initializer


@INITIALIZERS.register("zeros", title="Zeros", group="Initializers")
class Zeros(Initializer):
    """Every weight begins at 0."""

    formula: ClassVar[str] = "w = 0"
    when: ClassVar[str] = "To see why it fails: all units of a layer stay equal."

    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:  # noqa: ARG002
        """Zeros."""
        weight.zero_()
