"""The sum of branches."""

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import ClassVar

from torch import Tensor

from playground.catalog.kinds import LAYERS, Shape
from playground.catalog.layers.merge import Merge


@LAYERS.register("add", title="Add", group="Merge")
class Add(Merge):
    """The sum of its inputs, number by number."""

    formula: ClassVar[str] = "y = x₁ + x₂ + …"
    when: ClassVar[str] = "For residual connections: gradients pass the sum unchanged."

    def out_shape(self, *inputs: Shape) -> Shape:
        """As each input."""
        return self._same(enumerate(inputs))

    def join(self, values: Sequence[Tensor], dimension: int) -> Tensor:  # noqa: ARG002
        """The sum."""
        return reduce(add, values)
