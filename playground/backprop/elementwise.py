"""Operations on single numbers, and with arrays place by place: sums, products, powers and functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.arrays import Doubles
from playground.backprop.operation import Operation, Values, reduced

Local = Callable[..., Any]
"""The derivative from the values of all operands and of the result, which comes last."""


@dataclass(frozen=True)
class Elementwise(Operation):
    """An operation place by place.

    Attributes:
        written: With ``{0}``, ``{1}`` for its operands.
        compute: Its value.
        derivatives: By operand, how the local derivative is written (``{o}`` is the result), and its value.
    """

    written: str
    compute: Callable[..., Any]
    derivatives: tuple[tuple[str, Local], ...]

    def text(self, names: Sequence[str]) -> str:
        """Fill in the names."""
        return self.written.format(*names)

    def forward(self, values: Values) -> Doubles:
        """Compute place by place."""
        return np.asarray(self.compute(*values), np.float64)

    def local(self, operand: int, values: Values, out: Doubles) -> Doubles:
        """Return the derivatives, one for each number of the result."""
        found = self.derivatives[operand][1](*values, out)
        return np.broadcast_to(np.asarray(found, np.float64), out.shape)

    def derivative(self, operand: int, names: Sequence[str], out: str) -> str:
        """Fill in the names."""
        return self.derivatives[operand][0].format(*names, o=out)

    def rule(self, operand: int, names: Sequence[str], gradient: str) -> str:
        """Write the product place by place."""
        found = self.derivative(operand, names, "o")
        return f"{gradient} ⊙ ({found})" if " " in found else f"{gradient} ⊙ {found}"

    def product(self, operand: int, values: Values, out: Doubles, gradient: Doubles) -> Doubles:
        """Multiply place by place; sum where the operand was repeated."""
        return reduced(gradient * self.local(operand, values, out), values[operand].shape)


@dataclass(frozen=True)
class Power(Elementwise):
    """A power; a plain number as exponent is written the way people do, e.g. ``2 · x``."""

    def derivative(self, operand: int, names: Sequence[str], out: str) -> str:
        """Write e.g. ``2 · x`` for a square."""
        base, exponent = names
        if operand == 0 and exponent == "2":
            return f"2 · {base}"
        if operand == 0 and exponent.isdecimal():
            return f"{exponent} · {base}^{int(exponent) - 1}"
        return super().derivative(operand, names, out)


@dataclass(frozen=True)
class Total(Operation):
    """The sum of several operands of one shape."""

    def text(self, names: Sequence[str]) -> str:
        """Write the sum."""
        return " + ".join(names)

    def forward(self, values: Values) -> Doubles:
        """Add all operands."""
        return np.asarray(sum(values), np.float64)

    def local(self, operand: int, values: Values, out: Doubles) -> Doubles:
        """Return ones."""
        del operand, values
        return np.ones_like(out)

    def derivative(self, operand: int, names: Sequence[str], out: str) -> str:
        """Write 1."""
        del operand, names, out
        return "1"

    def rule(self, operand: int, names: Sequence[str], gradient: str) -> str:
        """Write that the gradient is handed on."""
        del operand, names
        return f"{gradient} ⊙ 1"

    def product(self, operand: int, values: Values, out: Doubles, gradient: Doubles) -> Doubles:
        """Hand the gradient on."""
        del out
        return reduced(gradient, values[operand].shape)


def _sigmoid(x: Doubles) -> Doubles:
    return np.asarray(np.where(x >= 0, 1, np.exp(-np.abs(x))) / (1 + np.exp(-np.abs(x))))


def _by_base(x: Doubles, y: Doubles, _: Doubles) -> Doubles:
    return np.asarray(np.where(y == 0, 0.0, y * np.power(x, y - 1)))


def _by_exponent(x: Doubles, y: Doubles, o: Doubles) -> Doubles:
    return np.asarray(np.where((x == 0) & (y >= 0), 0.0, o * np.log(x)))


def _larger(x: Doubles, y: Doubles) -> Doubles:
    """1 where x is larger, a half where both are equal, as in torch."""
    return np.asarray((x > y) + 0.5 * (x == y))


def _unary(name: str, compute: Local, written: str, local: Local) -> Elementwise:
    return Elementwise(f"{name}({{0}})", compute, ((written, local),))


def _flat(name: str, compute: Local) -> Elementwise:
    return _unary(name, compute, "0", lambda x, _: np.zeros_like(x))


ADD = Elementwise("{0} + {1}", np.add, (("1", lambda *_: 1.0), ("1", lambda *_: 1.0)))
SUBTRACT = Elementwise("{0} − {1}", np.subtract, (("1", lambda *_: 1.0), ("−1", lambda *_: -1.0)))
MULTIPLY = Elementwise("{0} · {1}", np.multiply, (("{1}", lambda _x, y, _o: y), ("{0}", lambda x, _y, _o: x)))
DIVIDE = Elementwise(
    "{0} / {1}",
    np.divide,
    (("1 / {1}", lambda _x, y, _o: 1 / y), ("−{0} / {1}²", lambda x, y, _o: -x / (y * y))),
)
POWER = Power("{0}^{1}", np.power, (("{1} · {0}^({1} − 1)", _by_base), ("{o} · ln {0}", _by_exponent)))
NEGATE = Elementwise("−{0}", np.negative, (("−1", lambda *_: -1.0),))
SIGMOID = _unary("σ", _sigmoid, "{o} · (1 − {o})", lambda _, o: o * (1 - o))
RELU = _unary("relu", lambda x: np.maximum(x, 0), "1 where {0} > 0, else 0", lambda x, _: x > 0)
TANH = _unary("tanh", np.tanh, "1 − {o}²", lambda _, o: 1 - o * o)
SOFTPLUS = _unary("softplus", lambda x: np.logaddexp(x, 0), "σ({0})", lambda x, _: _sigmoid(x))
FUNCTIONS: Mapping[str, Elementwise] = {
    "abs": Elementwise("|{0}|", np.abs, (("sign {0}", lambda x, _: np.sign(x)),)),
    "acos": _unary("acos", np.arccos, "−1 / √(1 − {0}²)", lambda x, _: -1 / np.sqrt(1 - x * x)),
    "asin": _unary("asin", np.arcsin, "1 / √(1 − {0}²)", lambda x, _: 1 / np.sqrt(1 - x * x)),
    "atan": _unary("atan", np.arctan, "1 / (1 + {0}²)", lambda x, _: 1 / (1 + x * x)),
    "atan2": Elementwise(
        "atan2({0}, {1})",
        np.arctan2,
        (
            ("{1} / ({0}² + {1}²)", lambda x, y, _: y / (x * x + y * y)),
            ("−{0} / ({0}² + {1}²)", lambda x, y, _: -x / (x * x + y * y)),
        ),
    ),
    "ceil": _flat("ceil", np.ceil),
    "cos": _unary("cos", np.cos, "−sin {0}", lambda x, _: -np.sin(x)),
    "cosh": _unary("cosh", np.cosh, "sinh {0}", lambda x, _: np.sinh(x)),
    "exp": _unary("exp", np.exp, "{o}", lambda _, o: o),
    "floor": _flat("floor", np.floor),
    "hypot": Elementwise(
        "hypot({0}, {1})",
        np.hypot,
        (("{0} / {o}", lambda x, _, o: x / o), ("{1} / {o}", lambda _, y, o: y / o)),
    ),
    "ln": _unary("ln", np.log, "1 / {0}", lambda x, _: 1 / x),
    "log": _unary("ln", np.log, "1 / {0}", lambda x, _: 1 / x),
    "log10": _unary("log10", np.log10, "1 / ({0} · ln 10)", lambda x, _: 1 / (x * np.log(10))),
    "log2": _unary("log2", np.log2, "1 / ({0} · ln 2)", lambda x, _: 1 / (x * np.log(2))),
    "max": Elementwise(
        "max({0}, {1})",
        np.maximum,
        (
            ("1 where {0} > {1}, else 0", lambda x, y, _: _larger(x, y)),
            ("1 where {1} > {0}, else 0", lambda x, y, _: _larger(y, x)),
        ),
    ),
    "min": Elementwise(
        "min({0}, {1})",
        np.minimum,
        (
            ("1 where {0} < {1}, else 0", lambda x, y, _: _larger(y, x)),
            ("1 where {1} < {0}, else 0", lambda x, y, _: _larger(x, y)),
        ),
    ),
    "relu": RELU,
    "sigmoid": SIGMOID,
    "sign": _flat("sign", np.sign),
    "sin": _unary("sin", np.sin, "cos {0}", lambda x, _: np.cos(x)),
    "sinh": _unary("sinh", np.sinh, "cosh {0}", lambda x, _: np.cosh(x)),
    "softplus": SOFTPLUS,
    "sqrt": Elementwise("√{0}", np.sqrt, (("1 / (2 · {o})", lambda _, o: 0.5 / o),)),
    "tan": _unary("tan", np.tan, "1 + {o}²", lambda _, o: 1 + o * o),
    "tanh": TANH,
}
"""Functions of an expression that work place by place."""
JOINING: Mapping[str, Elementwise] = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "^": POWER}
"""Operations by sign."""
