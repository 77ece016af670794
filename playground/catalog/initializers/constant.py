"""Weights that are all the same."""

from typing import ClassVar

import torch
from torch import Tensor

from playground.catalog.kinds import INITIALIZERS, Initializer, param


@INITIALIZERS.register("constant", title="Constant", group="Initializers")
class Constant(Initializer):
    """Every weight begins at the same number."""

    formula: ClassVar[str] = "w = c"
    when: ClassVar[str] = "For a test by hand; as with Zeros, all units of a layer stay equal."

    value: float = param(0.1, "The number c.", ge=-100, le=100)

    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:  # noqa: ARG002
        """The number."""
        weight.fill_(self.value)
