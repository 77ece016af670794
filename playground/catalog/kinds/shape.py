"""Shapes of samples, problems with them, and fixes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from playground.spec.base import Value

Shape = tuple[int, ...]
"""Shape of one sample, without the batch: ``(features,)``, ``(steps, features)`` or ``(channels, height, width)``."""


class Tokens(tuple[int, ...]):
    """The shape ``(steps,)`` of samples that are numbers of tokens instead of quantities, ``0 ... vocabulary - 1``.

    Attributes:
        vocabulary: Number of different tokens.
    """

    vocabulary: int

    def __new__(cls, steps: int, vocabulary: int) -> Self:
        """A sequence of ``steps`` tokens."""
        shape = super().__new__(cls, (steps,))
        shape.vocabulary = vocabulary
        return shape

    def __getnewargs__(self) -> tuple[int, int]:
        """Copy and pickle with the vocabulary."""
        return (self[0], self.vocabulary)

    def __eq__(self, other: object) -> bool:
        """Tokens are not equal to as many numbers."""
        return isinstance(other, Tokens) and (*self, self.vocabulary) == (*other, other.vocabulary)

    def __ne__(self, other: object) -> bool:
        """The opposite of equal; a tuple has its own."""
        return not self == other

    def __hash__(self) -> int:
        """Hash steps and vocabulary."""
        return hash((Tokens, *self, self.vocabulary))


def describe(shape: Shape) -> str:
    """A shape as shown to users: ``16``, ``12 tokens`` or ``3 x 28 x 28``, with the multiplication sign."""
    if isinstance(shape, Tokens):
        return f"{shape[0]} tokens"
    return " × ".join(str(n) for n in shape)


def features_axis(shape: Shape) -> int:
    """The axis that counts features or channels: the last one of a sequence, else the first."""
    return 1 if len(shape) == 2 else 0


@dataclass(frozen=True)
class InsertBefore:
    """A fix: put a new layer on the wire into input ``place`` of the node that has the problem."""

    label: str
    kind: str
    params: Mapping[str, Value] = field(default_factory=dict)
    place: int = 0


@dataclass(frozen=True)
class SetParams:
    """A fix: change parameters of the node that has the problem."""

    label: str
    params: Mapping[str, Value]


@dataclass(frozen=True)
class Remove:
    """A fix: remove the node that has the problem and connect its input to what it fed."""

    label: str = "Remove this layer"


FixHint = InsertBefore | SetParams | Remove


class ShapeProblem(ValueError):
    """A layer cannot take this input. The message is one sentence for the user."""

    def __init__(self, message: str, *fixes: FixHint) -> None:
        super().__init__(message)
        self.fixes = fixes
