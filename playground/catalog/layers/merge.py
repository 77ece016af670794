"""What layers with several inputs have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import (
    LAYERS,
    FixHint,
    InsertBefore,
    Layer,
    ParameterSets,
    Shape,
    ShapeProblem,
    UnknownEntry,
    describe,
    features_axis,
)
from playground.lazy import nn
from playground.spec.base import Value

if TYPE_CHECKING:
    from torch import Tensor

    Rule = Callable[[Sequence[Tensor]], Tensor]


class Joined(nn.Module):
    """A module that joins several inputs by a rule.

    Attributes:
        rule: Joins batches of the inputs.
        dimension: The dimension of their features or channels.
    """

    def __init__(self, rule: Rule, dimension: int) -> None:
        super().__init__()
        self.rule, self.dimension = rule, dimension

    def forward(self, *inputs: Tensor) -> Tensor:
        """Join batches of the inputs."""
        return self.rule(inputs)


class Merge(Layer):
    """Several wires become one."""

    inputs: ClassVar[tuple[int, int | None]] = (2, None)

    @staticmethod
    def dimension(x: Shape) -> int:
        """The dimension of the features or channels in a batch of samples of this shape."""
        return 1 + features_axis(x)

    def stacked(self, sets: ParameterSets, *inputs: Tensor) -> Tensor | None:
        """The same rule; stacked values of lists and images have what is joined in the second dimension as well."""
        module = sets.module
        assert isinstance(module, Joined)
        if module.dimension != 1:
            return None
        count = max(len(x) for x in inputs)
        return module.rule([x.expand(count, -1, -1) for x in inputs])

    def _same(self, inputs: Iterable[tuple[int, Shape]]) -> Shape:
        """The one shape of these inputs, each with its place."""
        (at, first), *others = inputs
        for place, other in others:
            if other != first:
                raise self._misfit(first, other, *fitting(first, at, other, place))
        return first

    def _misfit(self, first: Shape, other: Shape, *fixes: FixHint) -> ShapeProblem:
        return ShapeProblem(
            f"{self.title} takes inputs of one shape, but gets {describe(first)} and {describe(other)}.",
            *fixes,
        )


def fitting(first: Shape, at: int, other: Shape, place: int) -> tuple[FixHint, ...]:
    """A layer in front of one of two inputs that brings its shape nearer to that of the other one.

    Args:
        first: The shape to reach.
        at: Its place among the inputs.
        other: The shape that differs.
        place: Its place among the inputs.
    """
    if len(first) < len(other):
        return _insert("Flatten", "flatten", {}, place)
    if len(first) > len(other):
        return _insert("Flatten", "flatten", {}, at)
    if len(first) == 3 and first[1:] != other[1:]:
        size = {"height": first[1], "width": first[2]}
        return _insert(f"Adaptive pool to {describe(first[1:])}", "adaptive_pool", size, place)
    if len(first) == 3:
        params = {"channels": first[0], "kernel": 1, "padding": 0}
        return _insert(f"Conv 2D with {first[0]} channels", "conv2d", params, place)
    if first[:-1] != other[:-1]:
        return _insert("Flatten", "flatten", {}, place)
    return _insert(f"Linear with {first[-1]} units", "linear", {"units": first[-1]}, place)


def _insert(words: str, kind: str, params: Mapping[str, Value], place: int) -> tuple[FixHint, ...]:
    try:
        LAYERS.create(kind, params)
    except UnknownEntry:  # a size beyond what the layer offers
        return ()
    return (InsertBefore(f"Insert {words} on input {place + 1}", kind, params, place),)
