"""What layers with several inputs have in common."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from torch import Tensor, nn

from playground.catalog.kinds import Layer, Shape, ShapeProblem, describe, features_axis


class _Joined(nn.Module):
    """A module of several inputs around a merge layer's rule."""

    def __init__(self, layer: "Merge", dimension: int) -> None:
        super().__init__()
        self.layer = layer
        self.dimension = dimension

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.layer.join(inputs, self.dimension)


class Merge(Layer):
    """Several wires become one."""

    inputs: ClassVar[tuple[int, int | None]] = (2, None)

    @abstractmethod
    def join(self, values: Sequence[Tensor], dimension: int) -> Tensor:
        """The merged value; ``dimension`` is that of the features or channels."""

    def build(self, *inputs: Shape) -> nn.Module:
        """A module of as many inputs as there are wires."""
        return _Joined(self, 1 + features_axis(inputs[0]))

    def stacked(self, module: nn.Module, params: Mapping[str, Tensor], *inputs: Tensor) -> Tensor | None:  # noqa: ARG002
        """The same rule; stacked values of lists and images have what is joined in the second dimension as well."""
        assert isinstance(module, _Joined)
        if module.dimension != 1:
            return None
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
