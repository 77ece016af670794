"""Operations that mix the numbers of an array: sums, matrix products, softmax, entries, other shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.arrays import Doubles
from playground.backprop.operation import Operation, Values


@dataclass(frozen=True)
class Mixing(Operation):
    """An operation of one operand whose numbers depend on several numbers of it.

    Attributes:
        written: With ``{0}`` for the operand.
        compute: The value.
        words: What the local derivative is.
        ruled: The product, with ``{g}`` for the gradient and ``{0}`` for the operand.
        multiply: The product from operand, result and gradient.
    """

    written: str
    compute: Callable[[Doubles], Any]
    words: str
    ruled: str
    multiply: Callable[[Doubles, Doubles, Doubles], Any]

    def text(self, names: Sequence[str]) -> str:
        """Fill in the name."""
        return self.written.format(*names)

    def forward(self, values: Values) -> Doubles:
        """Compute the value."""
        return np.asarray(self.compute(values[0]), np.float64)

    def derivative(self, operand: int, names: Sequence[str], out: str) -> str:
        """Say what it is."""
        del operand
        return self.words.format(*names, o=out)

    def rule(self, operand: int, names: Sequence[str], gradient: str) -> str:
        """Fill in the names."""
        del operand
        return self.ruled.format(*names, g=gradient)

    def product(self, operand: int, values: Values, out: Doubles, gradient: Doubles) -> Doubles:
        """Compute the product."""
        del operand
        return np.asarray(self.multiply(values[0], out, gradient), np.float64)


@dataclass(frozen=True)
class MatrixProduct(Operation):
    """A matrix times a matrix or a vector."""

    def text(self, names: Sequence[str]) -> str:
        """Write it with ``@``."""
        return " @ ".join(names)

    def forward(self, values: Values) -> Doubles:
        """Return the product; ValueError for single numbers, or where the sizes differ."""
        left, right = values
        if not 1 <= left.ndim <= 2 or not 1 <= right.ndim <= 2:
            raise ValueError("@ takes matrices and vectors")
        return np.asarray(left @ right)

    def derivative(self, operand: int, names: Sequence[str], out: str) -> str:
        """Name the other operand."""
        del out
        return names[1 - operand]

    def rule(self, operand: int, names: Sequence[str], gradient: str) -> str:
        """Write the product with the transposed other operand."""
        left, right = names
        return f"{gradient} @ {right}ᵀ" if operand == 0 else f"{left}ᵀ @ {gradient}"

    def product(self, operand: int, values: Values, out: Doubles, gradient: Doubles) -> Doubles:
        """Multiply with the other operand, transposed; vectors count as a row on the left, a column on the right."""
        left, _, right = self.factors(operand, values, out, gradient)
        assert not isinstance(left, str)
        assert not isinstance(right, str)
        return np.asarray(left @ right).reshape(values[operand].shape)

    def factors(
        self, operand: int, values: Values, out: Doubles, gradient: Doubles
    ) -> tuple[Doubles | str, ...]:
        """Return the two matrices of the product."""
        del out
        left, right = values
        rows, columns = np.atleast_2d(left), right if right.ndim == 2 else right[:, None]
        spread = gradient.reshape(len(rows), columns.shape[1])
        return (spread, "@", columns.T) if operand == 0 else (rows.T, "@", spread)


@dataclass(frozen=True)
class Join(Operation):
    """Several numbers as one array.

    Attributes:
        shape: Of the array; one operand for each of its numbers.
    """

    shape: tuple[int, ...]

    def text(self, names: Sequence[str]) -> str:
        """Write the list."""
        shown = names if len(names) <= 3 else (names[0], names[1], "…", names[-1])
        return f"[{', '.join(shown)}]"

    def forward(self, values: Values) -> Doubles:
        """Put the numbers side by side."""
        return np.stack(values).reshape(self.shape)

    def derivative(self, operand: int, names: Sequence[str], out: str) -> str:
        """Say which number it concerns."""
        del names
        return f"1 for number {operand + 1} of {out}"

    def rule(self, operand: int, names: Sequence[str], gradient: str) -> str:
        """Name the entry of the gradient."""
        del names
        return f"number {operand + 1} of {gradient}"

    def product(self, operand: int, values: Values, out: Doubles, gradient: Doubles) -> Doubles:
        """Pick the operand's entry."""
        del values, out
        return np.asarray(gradient.reshape(-1)[operand])


@dataclass(frozen=True)
class SideBySide(Operation):
    """Arrays one after the other along an axis."""

    axis: int

    def text(self, names: Sequence[str]) -> str:
        """Write the list."""
        return f"[{', '.join(names)}]"

    def forward(self, values: Values) -> Doubles:
        """Concatenate."""
        return np.concatenate(values, self.axis)

    def derivative(self, operand: int, names: Sequence[str], out: str) -> str:
        """Say which part it concerns."""
        return f"1 for the part of {out} that is {names[operand]}"

    def rule(self, operand: int, names: Sequence[str], gradient: str) -> str:
        """Name the part of the gradient."""
        return f"the part of {gradient} at {names[operand]}"

    def product(self, operand: int, values: Values, out: Doubles, gradient: Doubles) -> Doubles:
        """Cut out the operand's part."""
        del out
        ends = np.cumsum([value.shape[self.axis] for value in values])
        return np.split(gradient, ends[:-1], self.axis)[operand]


def entry(place: int) -> Mixing:
    """Return the operation that takes one number out of an array, counted from 0."""

    def spread(x: Doubles, _: Doubles, gradient: Doubles) -> Doubles:
        found = np.zeros(x.size)
        found[place] = gradient
        return found.reshape(x.shape)

    return Mixing(
        f"{{0}}[{place + 1}]",
        lambda x: x.reshape(-1)[place],
        f"1 for number {place + 1} of {{0}}, 0 for the others",
        f"{{g}} at number {place + 1}, else 0",
        spread,
    )


def reshape(shape: tuple[int, ...]) -> Mixing:
    """Return the operation that gives an array another shape."""
    return Mixing(
        "reshape({0})",
        lambda x: x.reshape(shape),
        "1: each number stays as it is",
        "{g} in the shape of {0}",
        lambda x, _, gradient: gradient.reshape(x.shape),
    )


def _shares(x: Doubles) -> Doubles:
    powers = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True))


def _log_shares(x: Doubles) -> Doubles:
    z = x - x.max(-1, keepdims=True)
    return np.asarray(z - np.log(np.exp(z).sum(-1, keepdims=True)))


def _transposed(x: Doubles) -> Doubles:
    if x.ndim != 2:
        raise ValueError("only a matrix can be transposed")
    return x.T


def _listed(compute: Callable[[Doubles], Doubles]) -> Callable[[Doubles], Doubles]:
    def checked(x: Doubles) -> Doubles:
        if not x.ndim:
            raise ValueError("it takes several numbers")
        return compute(x)

    return checked


SUM = Mixing(
    "sum({0})",
    np.sum,
    "1 for each number of {0}",
    "{g} for each number of {0}",
    lambda x, _, gradient: np.broadcast_to(gradient, x.shape),
)
MEAN = Mixing(
    "mean({0})",
    np.mean,
    "1 / n for each of the n numbers of {0}",
    "{g} / n for each number of {0}",
    lambda x, _, gradient: np.broadcast_to(gradient / x.size, x.shape),
)
TRANSPOSE = Mixing("{0}ᵀ", _transposed, "1: each number moves", "({g})ᵀ", lambda _x, _o, gradient: gradient.T)
SOFTMAX = Mixing(
    "softmax({0})",
    _listed(_shares),
    "diag({o}) − {o} {o}ᵀ",
    "s ⊙ ({g} − Σ {g} ⊙ s), s = softmax({0})",
    lambda _, out, gradient: out * (gradient - (gradient * out).sum(-1, keepdims=True)),
)
LOG_SOFTMAX = Mixing(
    "ln softmax({0})",
    _listed(_log_shares),
    "I − 1 softmax({0})ᵀ",
    "{g} − softmax({0}) · Σ {g}",
    lambda _, out, gradient: gradient - np.exp(out) * gradient.sum(-1, keepdims=True),
)
MATRIX_PRODUCT = MatrixProduct()
ONE_OPERAND: Mapping[str, Mixing] = {
    "sum": SUM,
    "mean": MEAN,
    "transpose": TRANSPOSE,
    "softmax": SOFTMAX,
    "logsoftmax": LOG_SOFTMAX,
}
"""Functions of an expression that mix numbers."""
