"""Formulas of quantities that are explained step by step: computed, and written in symbols or in numbers.

A formula is a Python expression, see ``Term.formula``; it is parsed to a tree and never run as code. One tree serves
all three, so that what is written is what is computed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from playground.arrays import Doubles

OPERATIONS: Mapping[type[ast.operator], tuple[Callable[[Doubles, Doubles], Doubles], int, str]] = {
    ast.Add: (np.add, 1, " + "),
    ast.Sub: (np.subtract, 1, " − "),
    ast.Mult: (np.multiply, 2, ""),
    ast.Div: (np.divide, 2, " / "),
    ast.Pow: (np.power, 4, ""),
}
"""What each operation computes, how tightly it binds, and its sign."""
SIGNED, ATOM = 3, 5
FUNCTIONS: Mapping[str, Callable[..., Doubles]] = {
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "max": np.maximum,
}


@dataclass(frozen=True)
class Piece:
    """A part of a written formula.

    Attributes:
        text: What to write; empty for a number.
        name: The quantity that it stands for, or empty.
        value: The number to write, or None.
        raised: Whether it is an exponent.
    """

    text: str
    name: str = ""
    value: float | None = None
    raised: bool = False


@lru_cache(maxsize=1024)
def parsed(formula: str) -> ast.expr:
    """Parse a formula; SyntaxError when it is not valid."""
    return ast.parse(formula, mode="eval").body


@lru_cache(maxsize=1024)
def names(formula: str) -> frozenset[str]:
    """Return the names of all quantities in a formula."""
    found = {node.id for node in ast.walk(parsed(formula)) if isinstance(node, ast.Name)}
    return frozenset(found - FUNCTIONS.keys())


def computed(formula: str, values: Mapping[str, Doubles]) -> Doubles:
    """Evaluate a formula by NumPy's rules for infinities and shapes."""
    with np.errstate(all="ignore"):
        return _value(parsed(formula), values)


def summands(formula: str, values: Mapping[str, Doubles]) -> tuple[Doubles, ...]:
    """Return the summands of a formula, each with its sign; the value alone when it is not a sum."""
    with np.errstate(all="ignore"):
        return tuple(_summands(parsed(formula), values))


def in_symbols(formula: str, symbol: Callable[[str], str]) -> tuple[Piece, ...]:
    """Write a formula with the symbols of its names, e.g. ``β₁ m + (1 − β₁) g``."""
    return tuple(
        _Writer(lambda name: Piece(symbol(name), name), " ", frozenset()).written(parsed(formula), 0)
    )


def in_numbers(formula: str, values: Mapping[str, Doubles], axis: int) -> tuple[Piece, ...]:
    """Write a formula with numbers in place of its names; of vectors those along one axis.

    It has the same pieces along each axis: where a number is negative only along another axis, blanks replace the
    brackets.
    """

    def number(name: str) -> Piece:
        value = values[name]
        return Piece("", name, float(value[axis] if value.ndim else value))

    negative = frozenset(name for name in names(formula) if np.any(values[name] < 0))
    pieces = _Writer(number, " · ", negative).written(parsed(formula), 0)
    bracketed = len(pieces) > 2 and pieces[0].text in {"(", " "} and pieces[2].text in {")", " "}
    if bracketed and not (len(pieces) > 3 and pieces[3].raised):  # a sign in front of all needs no bracket
        pieces = [pieces[1], *pieces[3:]]
    return tuple(pieces)


# --- computing -----------------------------------------------------------------------------------


def _value(node: ast.expr, values: Mapping[str, Doubles]) -> Doubles:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=int() | float() as number):
            return np.asarray(float(number))
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return np.negative(_value(inner, values))
        case ast.BinOp(left=left, op=operator, right=right):
            return OPERATIONS[type(operator)][0](_value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return FUNCTIONS[name](*(_value(each, values) for each in arguments))
    raise ValueError(f"{ast.unparse(node)} cannot stand in a formula")


def _summands(node: ast.expr, values: Mapping[str, Doubles]) -> list[Doubles]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        last = _value(node.right, values)
        return [*_summands(node.left, values), last if isinstance(node.op, ast.Add) else np.negative(last)]
    return [_value(node, values)]


# --- writing -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Writer:
    """Writes a tree.

    Attributes:
        name: Writes a name.
        times: Stands between factors.
        negative: Names that need brackets after a sign.
    """

    name: Callable[[str], Piece]
    times: str
    negative: frozenset[str]

    def written(self, node: ast.expr, around: int) -> list[Piece]:
        """Write a tree inside an operation whose binding strength is ``around``."""
        pieces, own = self._plain(node)
        if around and len(pieces) == 1 and pieces[0].name in self.negative:
            needed = pieces[0].value is not None and pieces[0].value < 0
            return [Piece("(" if needed else " "), *pieces, Piece(")" if needed else " ")]
        return pieces if own >= around else [Piece("("), *pieces, Piece(")")]

    def _plain(self, node: ast.expr) -> tuple[list[Piece], int]:
        match node:
            case ast.Name(id=name):
                return [self.name(name)], ATOM
            case ast.Constant(value=int() | float() as number):
                return [Piece(f"{number:g}")], ATOM
            case ast.UnaryOp(operand=inner):
                return [Piece("−"), *self.written(inner, SIGNED)], SIGNED - 1
            case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
                above = [replace(piece, raised=True) for piece in self.written(exponent, 0)]
                return [*self.written(base, ATOM), *above], ATOM - 1
            case ast.BinOp(left=left, op=operator, right=right):
                _, own, sign = OPERATIONS[type(operator)]
                tighter = own + isinstance(operator, ast.Sub | ast.Div)
                first, second = self.written(left, own if own > 1 else 0), self.written(right, tighter)
                digits = not sign and second[0].text[:1].isdigit()
                return [*first, Piece(" · " if digits else sign or self.times), *second], own
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(name, arguments), ATOM
        raise ValueError(f"{ast.unparse(node)} cannot be written")

    def _call(self, name: str, arguments: list[ast.expr]) -> list[Piece]:
        if name == "sqrt":
            return [Piece("√"), *self.written(arguments[0], ATOM)]
        if name == "abs":
            return [Piece("|"), *self.written(arguments[0], 0), Piece("|")]
        pieces = [Piece(f"{name}(")]
        for place, each in enumerate(arguments):
            pieces += [Piece(", ")] * (place > 0) + self.written(each, 0)
        return [*pieces, Piece(")")]
