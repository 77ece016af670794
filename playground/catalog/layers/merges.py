"""Layers with several inputs."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add, mul
from typing import ClassVar

import torch
from torch import Tensor, nn

from playground.catalog.kinds import LAYERS, Layer, Shape, ShapeProblem, describe


class _Joined(nn.Module):
    """A module of several inputs around a merge layer's rule."""

    def __init__(self, layer: "_Merge", dimension: int) -> None:
        super().__init__()
        self.layer = layer
        self.dimension = dimension

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.layer.join(inputs, self.dimension)


class _Merge(Layer):
    """Several wires become one."""

    inputs: ClassVar[tuple[int, int | None]] = (2, None)

    @abstractmethod
    def join(self, values: Sequence[Tensor], dimension: int) -> Tensor:
        """The merged value; ``dimension`` is that of the features or channels."""

    def build(self, *inputs: Shape) -> nn.Module:  # noqa: ARG002
        """A module of as many inputs as there are wires."""
        return _Joined(self, 1)

    def stacked(self, module: nn.Module, params: Mapping[str, Tensor], *inputs: Tensor) -> Tensor | None:  # noqa: ARG002
        """The same rule; stacked values have their features in the second dimension as well."""
        count = max(len(x) for x in inputs)
        return self.join([x.expand(count, -1, -1) for x in inputs], 1)

    def _same(self, inputs: Sequence[Shape]) -> Shape:
        first = inputs[0]
        for other in inputs[1:]:
            if other != first:
                raise ShapeProblem(
                    f"{self.title} takes inputs of one shape, but gets {describe(first)} and {describe(other)}."
                )
        return first


@LAYERS.register("add", title="Add", group="Merge")
class Add(_Merge):
    """The sum of its inputs, number by number."""

    formula: ClassVar[str] = "y = x₁ + x₂ + …"
    when: ClassVar[str] = "For residual connections: gradients pass the sum unchanged."

    def out_shape(self, *inputs: Shape) -> Shape:
        """As each input."""
        return self._same(inputs)

    def join(self, values: Sequence[Tensor], dimension: int) -> Tensor:  # noqa: ARG002
        """The sum."""
        return reduce(add, values)


@LAYERS.register("multiply", title="Multiply", group="Merge")
class Multiply(_Merge):
    """The product of its inputs, number by number."""

    formula: ClassVar[str] = "y = x₁ · x₂ · …"
    when: ClassVar[str] = "For gates: one branch decides how much of another passes."

    def out_shape(self, *inputs: Shape) -> Shape:
        """As each input."""
        return self._same(inputs)

    def join(self, values: Sequence[Tensor], dimension: int) -> Tensor:  # noqa: ARG002
        """The product."""
        return reduce(mul, values)


@LAYERS.register("concat", title="Concat", group="Merge")
class Concat(_Merge):
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
