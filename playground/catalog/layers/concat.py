"""Branches side by side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LAYERS, ModuleCode, Shape, ShapeProblem, describe, features_axis
from playground.catalog.layers.merge import Joined, Merge, fitting
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor


@LAYERS.register("concat", title="Concat", group="Merge")
class Concat(Merge):
    """Its inputs side by side: features after features, channels after channels."""

    formula: ClassVar[str] = "y = [x₁, x₂, …]"
    when: ClassVar[str] = "To keep what several branches found."

    def caption(self) -> str:
        """What it does."""
        return "side by side"

    def out_shape(self, *inputs: Shape) -> Shape:
        """The sum of the features or channels; the other sizes must agree."""
        first = inputs[0]
        axis = features_axis(first)
        rest = (*first[:axis], *first[axis + 1 :])
        for place, other in enumerate(inputs[1:], start=1):
            if len(other) != len(first) or (*other[:axis], *other[axis + 1 :]) != rest:
                raise ShapeProblem(
                    f"Concat cannot put {describe(first)} and {describe(other)} side by side.",
                    *fitting(first, 0, other, place),
                )
        return (*first[:axis], sum(x[axis] for x in inputs), *first[axis + 1 :])

    def code(self, *inputs: Shape) -> ModuleCode:
        """``torch.cat``."""
        values = ", ".join(f"{{{place}}}" for place in range(len(inputs)))
        return ModuleCode(inline=f"torch.cat([{values}], {self.dimension(inputs[0])})")

    def build(self, *inputs: Shape) -> nn.Module:
        """A module of as many inputs as there are wires."""
        dimension = self.dimension(inputs[0])
        return Joined(partial(_side_by_side, dimension=dimension), dimension)


def _side_by_side(values: Sequence[Tensor], dimension: int) -> Tensor:
    return torch.cat(list(values), dimension)
