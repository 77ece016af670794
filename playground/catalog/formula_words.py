"""The names that a typed formula may use, and what they mean."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Function:
    """What can be called in a formula.

    Attributes:
        parameters: Names of its arguments.
        operation: Name of the function of torch that computes it, element by element.
        says: What it is, in a few words.
    """

    parameters: tuple[str, ...]
    operation: str
    says: str

    @property
    def compute(self) -> Callable[..., Tensor]:
        """The function, known to autograd."""
        operation: Callable[..., Tensor] = getattr(torch, self.operation)
        return operation


FUNCTIONS: Mapping[str, Function] = {
    "abs": Function(("a",), "abs", "a without its sign"),
    "acos": Function(("a",), "acos", "angle whose cosine is a"),
    "asin": Function(("a",), "asin", "angle whose sine is a"),
    "atan": Function(("a",), "atan", "angle whose tangent is a"),
    "atan2": Function(("a", "b"), "atan2", "angle of the point at b to the right, a up"),
    "ceil": Function(("a",), "ceil", "a rounded up"),
    "cos": Function(("a",), "cos", "cosine of an angle in radians"),
    "cosh": Function(("a",), "cosh", "hyperbolic cosine, a hanging chain"),
    "exp": Function(("a",), "exp", "e to the power a"),
    "floor": Function(("a",), "floor", "a rounded down"),
    "hypot": Function(("a", "b"), "hypot", "√(a² + b²), the length of an arrow"),
    "ln": Function(("a",), "log", "natural logarithm, for a > 0"),
    "log": Function(("a",), "log", "natural logarithm, like ln"),
    "log10": Function(("a",), "log10", "logarithm to base 10, for a > 0"),
    "log2": Function(("a",), "log2", "logarithm to base 2, for a > 0"),
    "max": Function(("a", "b"), "maximum", "the larger of two"),
    "min": Function(("a", "b"), "minimum", "the smaller of two"),
    "sigmoid": Function(("a",), "sigmoid", "smooth step from 0 to 1"),
    "sign": Function(("a",), "sign", "−1, 0 or 1"),
    "sin": Function(("a",), "sin", "sine of an angle in radians"),
    "sinh": Function(("a",), "sinh", "hyperbolic sine"),
    "sqrt": Function(("a",), "sqrt", "square root, for a ≥ 0"),
    "tan": Function(("a",), "tan", "tangent of an angle in radians"),
    "tanh": Function(("a",), "tanh", "smooth step from −1 to 1"),
}
"""Names that can be called."""
CONSTANTS = {"pi": math.pi, "e": math.e}
VARIABLES = ("x", "y")
NAMES = (*VARIABLES, *CONSTANTS, *FUNCTIONS)
"""All names that a formula may use."""


@dataclass(frozen=True)
class Word:
    """A name that a formula may use, as it is offered to somebody who types one.

    Attributes:
        name: As it is typed.
        signature: With its arguments when it is a function, e.g. ``max(a, b)``.
        says: What it is, in a few words.
        called: Whether it is a function.
    """

    name: str
    signature: str
    says: str
    called: bool


def vocabulary() -> tuple[Word, ...]:
    """All names with what they mean: variables, constants, functions."""
    plain = {
        "x": "first coordinate, to the right",
        "y": "second coordinate, upwards",
        "pi": "3.14159…, half a turn",
        "e": "2.71828…, base of exp and log",
    }
    functions = (
        Word(name, f"{name}({', '.join(each.parameters)})", each.says, called=True)
        for name, each in FUNCTIONS.items()
    )
    return (*(Word(name, name, says, called=False) for name, says in plain.items()), *functions)
