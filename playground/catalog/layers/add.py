"""The sum of branches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LAYERS, ModuleCode, Shape
from playground.catalog.layers.merge import Joined, Merge
from playground.lazy import nn

if TYPE_CHECKING:
    from torch import Tensor


@LAYERS.register("add", title="Add", group="Merge")
class Add(Merge):
    """The sum of its inputs, number by number."""

    formula: ClassVar[str] = "y = x₁ + x₂ + …"
    when: ClassVar[str] = "For residual connections: gradients pass the sum unchanged."

    def caption(self) -> str:
        """What it does."""
        return "sum of its inputs"

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as each input."""
        return self._same(enumerate(inputs))

    def code(self, *inputs: Shape) -> ModuleCode:
        """A sum."""
        return ModuleCode(inline=" + ".join(f"{{{place}}}" for place in range(len(inputs))))

    def build(self, *inputs: Shape) -> nn.Module:
        """A module of as many inputs as there are wires."""
        return Joined(_sum, self.dimension(inputs[0]))


def _sum(values: Sequence[Tensor]) -> Tensor:
    return reduce(add, values)
