"""Maxout."""

from collections.abc import Mapping
from typing import ClassVar

from torch import Tensor, nn

from playground.catalog.kinds import ACTIVATIONS, Activation, SetParams, Shape, ShapeProblem, param


class _Largest(nn.Module):
    """Largest of each group of neighbouring features or channels."""

    def __init__(self, pieces: int) -> None:
        super().__init__()
        self.pieces = pieces

    def forward(self, x: Tensor) -> Tensor:
        groups = x.reshape(len(x), -1, self.pieces, *x.shape[2:])
        return groups.amax(2)


@ACTIVATIONS.register("maxout", title="Maxout", group="Activations")
class Maxout(Activation):
    """Keeps the largest of each group of neighbouring features: a learned, piecewise linear function."""

    formula: ClassVar[str] = "max(x₁, …, x_k) of each group of k features"
    when: ClassVar[str] = (
        "Learns its own shape from k linear pieces (Goodfellow et al. 2013); the width shrinks k-fold."
    )
    elementwise: ClassVar[bool] = False

    pieces: int = param(2, "Features in a group, k.", ge=2, le=64)

    def out_shape(self, x: Shape) -> Shape:
        """As the input, with the first size divided by ``pieces``."""
        if x[0] % self.pieces:
            divisor = next((k for k in range(2, 65) if x[0] % k == 0), None)
            fixes = () if divisor is None else (SetParams(f"Use groups of {divisor}", {"pieces": divisor}),)
            raise ShapeProblem(f"Maxout cannot split {x[0]} features into groups of {self.pieces}.", *fixes)
        return (x[0] // self.pieces, *x[1:])

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """Largest of each group along the features or channels."""
        return _Largest(self.pieces)

    def stacked(self, module: nn.Module, params: Mapping[str, Tensor], x: Tensor) -> Tensor | None:  # noqa: ARG002
        """Stacked values have their features in the second dimension as well."""
        return module(x)  # type: ignore[no-any-return]
