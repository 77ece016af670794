"""What an operation of a graph can do: its value, its local derivative, and the product with a gradient."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from playground.arrays import Doubles

Values = Sequence[Doubles]
"""The values of an operation's operands."""


class Operation(ABC):
    """An elementary operation; operands are counted from 0."""

    @abstractmethod
    def text(self, names: Sequence[str]) -> str:
        """Write it with the names of its operands, e.g. ``x · y``."""

    @abstractmethod
    def forward(self, values: Values) -> Doubles:
        """Return its value; raises ValueError where the shapes do not fit."""

    def local(self, operand: int, values: Values, out: Doubles) -> Doubles | None:
        """Return the derivative of each number by the number at the same place of an operand.

        None where a number depends on others too; then ``rule`` says what replaces it.
        """
        del operand, values, out
        return None

    @abstractmethod
    def derivative(self, operand: int, names: Sequence[str], out: str) -> str:
        """Write the local derivative, e.g. ``y``; where ``local`` is None, in a few words what it is."""

    @abstractmethod
    def rule(self, operand: int, names: Sequence[str], gradient: str) -> str:
        """Write the product of the local derivative with the gradient of the result, e.g. ``∂L/∂a ⊙ y``."""

    @abstractmethod
    def product(self, operand: int, values: Values, out: Doubles, gradient: Doubles) -> Doubles:
        """Return that product, which has the shape of the operand.

        Args:
            operand: Which one.
            values: Of all operands.
            out: The operation's value.
            gradient: Derivative of the last result by each number of ``out``.
        """

    def factors(
        self, operand: int, values: Values, out: Doubles, gradient: Doubles
    ) -> tuple[Doubles | str, ...]:
        """Return the numbers that are multiplied, with signs between them; the gradient alone where that is more.

        Args:
            operand: As for ``product``.
            values: Likewise.
            out: Likewise.
            gradient: Likewise.
        """
        local = self.local(operand, values, out)
        if local is None:
            return (gradient,)
        return (gradient, "⊙" if gradient.ndim else "·", local)


def reduced(product: Doubles, shape: tuple[int, ...]) -> Doubles:
    """Sum over the axes along which numpy has repeated an operand of this shape."""
    spare = product.ndim - len(shape)
    summed = product.sum(axis=tuple(range(spare))) if spare else product
    stretched = tuple(k for k, size in enumerate(shape) if size == 1 and summed.shape[k] != 1)
    return np.asarray(summed.sum(axis=stretched, keepdims=True) if stretched else summed)
