"""The product of branches."""

from collections.abc import Sequence
from functools import reduce
from operator import mul
from typing import ClassVar

from torch import Tensor

from playground.catalog.kinds import LAYERS, Shape
from playground.catalog.layers.merge import Merge


@LAYERS.register("multiply", title="Multiply", group="Merge")
class Multiply(Merge):
    """The product of its inputs, number by number."""

    formula: ClassVar[str] = "y = x₁ · x₂ · …"
    when: ClassVar[str] = "For gates: one branch decides how much of another passes."

    def out_shape(self, *inputs: Shape) -> Shape:
        """As each input."""
        return self._same(inputs)

    def join(self, values: Sequence[Tensor], dimension: int) -> Tensor:  # noqa: ARG002
        """The product."""
        return reduce(mul, values)
