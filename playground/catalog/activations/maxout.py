"""Maxout."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import (
    ACTIVATIONS,
    Activation,
    ModuleCode,
    ParameterSets,
    SetParams,
    Shape,
    ShapeProblem,
    call,
    features_axis,
    param,
)
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor


class _Largest(nn.Module):
    """Largest of each group of neighbouring features or channels of samples of one shape."""

    def __init__(self, pieces: int, shape: Shape) -> None:
        super().__init__()
        self.pieces, self.shape = pieces, shape

    def forward(self, x: Tensor) -> Tensor:
        axis = 1 + features_axis(self.shape)
        return x.reshape(*x.shape[:axis], -1, self.pieces, *x.shape[axis + 1 :]).amax(axis + 1)


_DEFINED = """
class Maxout(nn.Module):
    def __init__(self, pieces, dim=1):
        super().__init__()
        self.pieces, self.dim = pieces, dim

    def forward(self, x):
        return x.unflatten(self.dim, (-1, self.pieces)).amax(self.dim + 1)
"""


@ACTIVATIONS.register("maxout", title="Maxout", group="Activations")
class Maxout(Activation):
    """Keeps the largest of each group of neighbouring features: a learned, piecewise linear function."""

    formula: ClassVar[str] = "max(x₁, …, x_k) of each group of k features"
    when: ClassVar[str] = (
        "Learns its own shape from k linear pieces (Goodfellow et al. 2013); the width shrinks k-fold."
    )

    pieces: int = param(2, "Features in a group, k.", ge=2, le=64)

    def out_shape(self, x: Shape) -> Shape:
        """Same as the input, with its features or channels divided by ``pieces``."""
        axis = features_axis(x)
        if x[axis] % self.pieces:
            divisor = next((k for k in range(2, 65) if x[axis] % k == 0), None)
            fixes = () if divisor is None else (SetParams(f"Use groups of {divisor}", {"pieces": divisor}),)
            raise ShapeProblem(
                f"Maxout cannot split {x[axis]} features into groups of {self.pieces}.", *fixes
            )
        return (*x[:axis], x[axis] // self.pieces, *x[axis + 1 :])

    def code(self, x: Shape) -> ModuleCode:
        """The largest of neighbouring numbers; torch has no module for it."""
        axis = 1 + features_axis(x)
        largest = f"{{x}}.unflatten({axis}, (-1, {self.pieces})).amax({axis + 1})"
        return ModuleCode((call("Maxout", self.pieces, dim=(axis, 1)),), largest, _DEFINED)

    def build(self, x: Shape) -> nn.Module:
        """Largest of each group along the features or channels."""
        return _Largest(self.pieces, x)

    def stacked(self, sets: ParameterSets, x: Tensor) -> Tensor | None:
        """The same rule on values that are laid out in the shape again."""
        module = sets.module
        assert isinstance(module, _Largest)
        largest: Tensor = module(x.reshape(len(x), *module.shape, -1))
        return largest.flatten(1, -2)

    def sketch(self, x: Tensor) -> Tensor:
        """One unit whose pieces are lines of different slopes."""
        return (x[:, None] * torch.linspace(-0.5, 1.0, self.pieces)).amax(1)
