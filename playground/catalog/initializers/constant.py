"""Weights that are all the same."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import INITIALIZERS, Initializer, Weight, param
from playground.lazy import torch


@INITIALIZERS.register("constant", title="Constant", group="Initializers")
class Constant(Initializer):
    """Every weight starts at the same number."""

    formula: ClassVar[str] = "w = c"
    when: ClassVar[str] = "For experiments; as with Zeros, all units of a layer stay equal."

    value: float = param(0.1, "The number c.", ge=-100, le=100)

    def fill(self, weight: Weight, generator: torch.Generator) -> None:  # noqa: ARG002 - nothing is drawn
        """The number."""
        weight.tensor.fill_(self.value)
