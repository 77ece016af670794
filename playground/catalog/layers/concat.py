"""Branches side by side."""

from collections.abc import Sequence
from typing import ClassVar

import torch
from torch import Tensor

from playground.catalog.kinds import LAYERS, Shape, ShapeProblem, describe
from playground.catalog.layers.merge import Merge


@LAYERS.register("concat", title="Concat", group="Merge")
class Concat(Merge):
    """Its inputs side by side: features after features, channels after channels."""

    formula: ClassVar[str] = "y = [x₁, x₂, …]"
    when: ClassVar[str] = "To keep what several branches found."

    def out_shape(self, *inputs: Shape) -> Shape:
        """The sum of the first sizes; the others must agree."""
        first = inputs[0]
        for other in inputs[1:]:
            if len(other) != len(first) or other[1:] != first[1:]:
                raise ShapeProblem(f"Concat cannot lay {describe(first)} and {describe(other)} side by side.")
        return (sum(x[0] for x in inputs), *first[1:])

    def join(self, values: Sequence[Tensor], dimension: int) -> Tensor:
        """Side by side."""
        return torch.cat(list(values), dimension)
