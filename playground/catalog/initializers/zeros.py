"""Weights that begin at zero."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import INITIALIZERS, Initializer, Weight
from playground.lazy import torch


@INITIALIZERS.register("zeros", title="Zeros", group="Initializers")
class Zeros(Initializer):
    """Every weight starts at 0."""

    formula: ClassVar[str] = "w = 0"
    when: ClassVar[str] = "To see why it fails: all units of a layer stay equal."

    def fill(self, weight: Weight, generator: torch.Generator) -> None:  # noqa: ARG002 - nothing is drawn
        """Zeros."""
        weight.tensor.zero_()
