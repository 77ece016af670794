"""The same numbers in another shape."""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import (
    LAYERS,
    ByHand,
    Layer,
    ModuleCode,
    SetParams,
    Shape,
    ShapeProblem,
    describe,
    literal,
    param,
)
from playground.lazy import nn

if TYPE_CHECKING:
    from torch import Tensor

_SIZE = re.compile(r"\?|-1|\d{1,7}")
_BETWEEN = re.compile(r"[\s,;x×*]+")
_ONE_ROW = SetParams("Put all numbers in one row", {"shape": "?"})


class _LaidOut(nn.Module):
    """Samples laid out in a shape, row after row."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape

    def forward(self, x: Tensor) -> Tensor:
        return x.reshape(x.shape[0], *self.shape)


@LAYERS.register("reshape", title="Reshape", group="Shape")
class Reshape(Layer):
    """Arranges the numbers of a sample in another shape, in the same order."""

    formula: ClassVar[str] = "y = the numbers of x, row after row"
    when: ClassVar[str] = (
        "To turn a list into an image (1 × 28 × 28) or a sequence (steps × features), and back."
    )
    passes_on: ClassVar[bool] = True

    shape: str = param(
        "?", "Sizes such as 16, 8 × 16 or 1 × 28 × 28; ? stands for the size that follows from the others."
    )

    def out_shape(self, *inputs: Shape) -> Shape:
        """The chosen shape; its product must be that of the input's."""
        (x,) = inputs
        sizes = self._sizes()
        known = prod(size for size in sizes if size)
        rest, left = divmod(prod(x), known)
        if left or (rest > 1 and 0 not in sizes):
            *_, last = x
            raise ShapeProblem(
                f"Reshape cannot arrange {describe(x)} as {self._words()}: that is {prod(x)} numbers.",
                _ONE_ROW,
                SetParams(f"Make rows of {last}", {"shape": f"? × {last}"}),
            )
        return tuple(size or rest for size in sizes)

    def _sizes(self) -> Shape:
        """The sizes as written, 0 for the one that is left over."""
        words = [word for word in _BETWEEN.split(self.shape.strip()) if word]
        if not all(_SIZE.fullmatch(word) for word in words):
            raise ShapeProblem(
                f"Reshape does not understand “{self._words()}”; write sizes such as 8 × 16 or ? × 16.",
                _ONE_ROW,
            )
        sizes = tuple(0 if word in {"?", "-1"} else int(word) for word in words)
        if "0" in {word.lstrip("0") or "0" for word in words} or sizes.count(0) > 1:
            raise ShapeProblem(
                f"The sizes of Reshape are {self._words()}, but must be 1 or more, with at most one ?.",
                _ONE_ROW,
            )
        if not 1 <= len(sizes) <= 3:
            raise ShapeProblem(
                f"Reshape makes lists, sequences and images of 1 to 3 sizes, but is given {len(sizes)}.",
                _ONE_ROW,
            )
        return sizes

    def _words(self) -> str:
        return self.shape.strip()[:30]

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.Unflatten`` for lists; other shapes are lists first."""
        shape = self.out_shape(*inputs)
        sizes = ", ".join(map(str, shape))
        modules = *(("nn.Flatten()",) if len(inputs[0]) > 1 else ()), f"nn.Unflatten(1, {literal(shape)})"
        return ModuleCode(
            modules,
            f"{{x}}.reshape(len({{x}}), {sizes})",
            by_hand=ByHand(f"{{x}}.reshape(len({{x}}), {sizes})", "{d}.reshape({x}.shape)"),
        )

    def build(self, *inputs: Shape) -> nn.Module:
        """A view of each sample."""
        return _LaidOut(self.out_shape(*inputs))
