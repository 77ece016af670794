"""From tokens to vectors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import (
    LAYERS,
    AnyShapeLayer,
    ModuleCode,
    Remove,
    SetParams,
    Shape,
    ShapeProblem,
    Spread,
    Tokens,
    Weight,
    call,
    describe,
    param,
)
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor

_DEFINED = """
class TokenEmbedding(nn.Embedding):  # tokens are stored as float32
    def forward(self, x):
        return super().forward(x.long())
"""


class _LookUp(nn.Embedding):
    """Looks up tokens that are stored as float32, as all data are."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.to(torch.int64))


@LAYERS.register("embedding", title="Embedding", group="Sequence")
class Embedding(AnyShapeLayer):
    """Gives every token of the vocabulary a learned vector."""

    formula: ClassVar[str] = "y[t] = E[xₜ], the row of E for the token at step t"
    when: ClassVar[str] = (
        "Directly after data made of tokens: tokens with similar meaning get similar vectors."
    )
    takes_initializer: ClassVar[bool] = True
    takes_tokens: ClassVar[bool] = True

    size: int = param(8, "Features of each vector.", ge=1, le=1024)
    vocabulary: int = param(16, "Size of the vocabulary, at least that of the data.", ge=1, le=65_536)

    def caption(self) -> str:
        """Vocabulary and size."""
        return f"{self.vocabulary} × {self.size}"

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(steps, size)``; the input must be tokens that it knows."""
        (x,) = inputs
        if not isinstance(x, Tokens):
            raise ShapeProblem(f"Embedding takes tokens, but gets {describe(x)} with numbers.", Remove())
        if x.vocabulary > self.vocabulary:
            raise ShapeProblem(
                f"Embedding has vectors for {self.vocabulary} tokens, but the data set has {x.vocabulary}.",
                SetParams(f"Set its vocabulary to {x.vocabulary}", {"vocabulary": x.vocabulary}),
            )
        return (x[0], self.size)

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.Embedding`` of tokens that are stored as float32, as all data are."""
        del inputs
        return ModuleCode((call("TokenEmbedding", self.vocabulary, self.size),), define=_DEFINED)

    def module(self) -> nn.Module:
        """``nn.Embedding`` of the numbers of tokens."""
        # torch would fill the weights, for which it imports for seconds where they have no memory yet.
        return _LookUp(self.vocabulary, self.size, _weight=torch.empty(self.vocabulary, self.size))

    def parameter_count(self, *inputs: Shape) -> int:
        """A vector for each token of the vocabulary."""
        del inputs
        return self.vocabulary * self.size

    def weights(self, module: nn.Module) -> Iterable[Weight]:
        """Its vectors as columns: a token is a one among zeros. Normal, of size 1, as in torch."""
        assert isinstance(module, nn.Embedding)
        yield Weight(module.weight.t(), Spread(1.0, "normal"))
