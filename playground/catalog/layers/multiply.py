"""The product of branches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import mul
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LAYERS, ModuleCode, ParameterSets, Shape
from playground.catalog.layers.merge import Joined, Merge, fitting
from playground.lazy import nn

if TYPE_CHECKING:
    from torch import Tensor


@LAYERS.register("multiply", title="Multiply", group="Merge")
class Multiply(Merge):
    """The product of its inputs, number by number; a number per channel scales the whole channel of an image."""

    formula: ClassVar[str] = "y = x₁ · x₂ · …"
    when: ClassVar[str] = "For gates: one branch decides how much of another passes."

    def caption(self) -> str:
        """What it does."""
        return "product of its inputs"

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as the inputs; lists of one number per channel may stand beside images."""
        images = [(place, x) for place, x in enumerate(inputs) if len(x) == 3]
        if not images:
            return self._same(enumerate(inputs))
        (at, first), per_channel = images[0], (images[0][1][0],)
        others = [(place, x) for place, x in enumerate(inputs) if place != at and x != per_channel]
        for place, x in others:
            if len(x) == 1:
                raise self._misfit(first, x, *fitting(per_channel, at, x, place))
        return self._same([(at, first), *others])

    def code(self, *inputs: Shape) -> ModuleCode:
        """A product; numbers per channel become images of one pixel."""
        most = max(map(len, inputs))
        factors = (
            f"{{{place}}}" if len(x) == most else f"{{{place}}}[..., None, None]"
            for place, x in enumerate(inputs)
        )
        return ModuleCode(inline=" * ".join(factors))

    def build(self, *inputs: Shape) -> nn.Module:
        """A module of as many inputs as there are wires."""
        return Joined(_product, self.dimension(inputs[0]))

    def stacked(self, sets: ParameterSets, *inputs: Tensor) -> Tensor | None:
        """The same rule for inputs of one shape."""
        if len({x.shape[1] for x in inputs}) > 1:
            return None
        return super().stacked(sets, *inputs)


def _product(values: Sequence[Tensor]) -> Tensor:
    most = max(value.dim() for value in values)
    return reduce(mul, (value if value.dim() == most else value[..., None, None] for value in values))
