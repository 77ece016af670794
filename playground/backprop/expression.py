"""Typed expressions as graphs: ``sum(x*y + z)``, or several lines such as ``a = x*y; c = sum(a + z)``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from playground.arrays import Doubles
from playground.backprop.array_operations import MATRIX_PRODUCT, ONE_OPERAND
from playground.backprop.elementwise import FUNCTIONS, JOINING, NEGATE
from playground.backprop.graph import Builder, PaperGraph, TooLarge
from playground.backprop.operation import Operation
from playground.catalog.formula_grammar import Reader
from playground.catalog.formula_tokens import FormulaProblem, Token, tokens_of
from playground.catalog.formula_words import CONSTANTS
from playground.catalog.formula_words import FUNCTIONS as COMMON

LONGEST = 1_000
"""Greatest number of characters."""
DEFAULTS = (2.0, -1.0, 3.0, 0.5, -2.0, 1.0)
"""Values of variables that nobody has given, in turn."""
PARAMETERS: Mapping[str, Sequence[str]] = {
    **{name: function.parameters for name, function in COMMON.items()},
    **dict.fromkeys((*ONE_OPERAND, "relu", "softplus"), ("a",)),
    "matmul": ("a", "b"),
}
"""Arguments of the functions by name."""
KNOWN = frozenset((*PARAMETERS, *CONSTANTS, "π"))
"""Names that are no variables."""
_SPLIT = re.compile(r"[;\n]")


@dataclass(frozen=True)
class _Statement:
    """A line ``name = formula``; the name may be empty."""

    name: str
    tokens: list[Token]
    place: int


def variables_of(text: str) -> tuple[str, ...]:
    """Return the names that an expression uses without setting them, in their order.

    Raises:
        FormulaProblem: When the expression cannot be read; one sentence, which names the character.
    """
    found: dict[str, None] = {}
    given: set[str] = set()
    for statement in _statements(text):
        for token in statement.tokens:
            if token.kind == "name" and token.text not in given and token.text not in KNOWN:
                found.setdefault(token.text)
        if statement.name:
            given.add(statement.name)
    return tuple(found)


def read_expression(
    text: str, values: Mapping[str, Doubles], wanted: Sequence[str] | None = None
) -> PaperGraph:
    """Return the graph of an expression.

    Args:
        text: Lines end at a semicolon or a new line; the last one is the result, a single number.
        values: Of the variables; those that are missing get simple numbers.
        wanted: Variables whose gradients are asked for; by default all.

    Raises:
        FormulaProblem: When it cannot be read or computed; one sentence, which names the character.
    """
    if len(text) > LONGEST:
        raise FormulaProblem(
            f"The expression has {len(text):,} characters; at most {LONGEST:,} are allowed.",
            LONGEST,
            len(text) - LONGEST,
        )
    statements, names = _statements(text), variables_of(text)
    builder = Builder()
    builder.reserve((*names, *(each.name for each in statements)))
    known = {
        name: builder.leaf(name, "input", values.get(name, np.array(DEFAULTS[place % len(DEFAULTS)])))
        for place, name in enumerate(names)
    }
    last = statements[-1]
    for statement in statements:
        number = Reader(statement.tokens, _Graph(builder, known)).whole()
        name = statement.name or ("L" if statement is last and "L" not in known else "")
        if name:
            builder.name(number, name)
            known[name] = number
    _check_result(builder, number, last)
    del builder.nodes[number + 1 :]
    chosen = names if wanted is None else wanted
    return builder.finish(known[name] for name in chosen if known.get(name, number + 1) <= number)


def _statements(text: str) -> list[_Statement]:
    found, begin = [], 0
    for part in _SPLIT.split(text):
        if part.strip():
            found.append(_statement(part, begin))
        begin += len(part) + 1
    if not found:
        raise FormulaProblem("The expression is empty.", 0)
    names = [statement.name for statement in found if statement.name]
    for statement in found:
        if names.count(statement.name) > 1:
            raise FormulaProblem(
                f"“{statement.name}” is set twice, first at character {statement.place + 1}.",
                statement.place,
                len(statement.name),
            )
    return found


def _statement(part: str, begin: int) -> _Statement:
    left, equals, right = part.partition("=")
    if not equals:
        return _Statement("", tokens_of(" " * begin + part, products=False, matrices=True), begin)
    place = begin + len(left) - len(left.lstrip())
    if "=" in right:
        at = begin + len(left) + 1 + right.index("=")
        raise FormulaProblem(f"“=” at character {at + 1} is one too many; put a semicolon between lines.", at)
    names = tokens_of(" " * begin + left, products=False)
    if len(names) != 2 or names[0].kind != "name":
        raise FormulaProblem(
            f"A name should stand before “=” at character {begin + len(left) + 1}, e.g. a = x*y.",
            begin + len(left),
        )
    if not right.strip():
        at = begin + len(left)
        raise FormulaProblem(f"Nothing stands after “=” at character {at + 1}.", at)
    name = names[0]
    if name.text in PARAMETERS:
        raise name.trouble(f"{name} is the name of a function; choose another one.")
    gap = " " * (begin + len(left) + 1)
    return _Statement(name.text, tokens_of(gap + right, products=False, matrices=True), place)


def _check_result(builder: Builder, number: int, last: _Statement) -> None:
    value = builder.nodes[number].value
    if value.size != 1:
        sizes = " × ".join(map(str, value.shape))
        place, end = last.tokens[0].place, last.tokens[-1].place
        raise FormulaProblem(
            f"The result from character {place + 1} on has {sizes} numbers; the way back begins at a single one, "
            "e.g. that of sum(…).",
            place,
            end - place,
        )


class _Graph:
    """The parts of an expression as numbers of nodes."""

    operands = "a number, a variable or a bracket"

    def __init__(self, builder: Builder, known: Mapping[str, int]) -> None:
        self._builder, self._known = builder, known

    def number(self, value: float) -> int:
        """Add a constant."""
        return self._builder.leaf(f"{value:.6g}".replace("-", "−"), "constant", np.array(value))

    def named(self, token: Token, *, bracket: bool) -> int:
        """Return a variable, an earlier line, or a constant."""
        name = token.text
        if bracket and len(name) > 1 and name not in CONSTANTS:
            near = get_close_matches(name.lower(), [*PARAMETERS], n=1, cutoff=0.6)
            advice = f"perhaps {near[0]} is meant" if near else f"write {name} * (…) for a product"
            raise token.trouble(f"{token} is no function; {advice}.")
        if name in self._known:
            return self._known[name]
        return self._builder.leaf(name, "constant", np.array(CONSTANTS["pi" if name == "π" else name]))

    def parameters(self, name: str) -> Sequence[str] | None:
        """Return the names of a function's arguments."""
        return PARAMETERS.get(name)

    def negated(self, value: int) -> int:
        """Return −value; of a plain number, the number."""
        node = self._builder.nodes[value]
        if node.role == "constant" and value == len(self._builder.nodes) - 1:
            self._builder.nodes.pop()
            return self.number(-float(node.value))
        return self._builder.apply(NEGATE, [value])

    def joined(self, sign: str, left: int, right: int, at: Token) -> int:
        """Add what two operands make."""
        operation = MATRIX_PRODUCT if sign == "@" else JOINING[sign]
        return self._apply(operation, [left, right], at)

    def called(self, name: str, values: Sequence[int], at: Token) -> int:
        """Add the value of a function."""
        if name == "matmul":
            return self._apply(MATRIX_PRODUCT, values, at)
        return self._apply(ONE_OPERAND.get(name) or FUNCTIONS[name], values, at)

    def _apply(self, operation: Operation, values: Sequence[int], at: Token) -> int:
        try:
            return self._builder.apply(operation, values)
        except TooLarge as problem:
            raise at.trouble(str(problem)) from None
        except ValueError:
            shapes = [_size(self._builder.nodes[value].value) for value in values]
            where = (
                f"{at}"
                if at.kind == "sign" or len(shapes) == 1
                else f"The product at character {at.place + 1}"
            )
            raise at.trouble(f"{where} does not fit {' and '.join(shapes)}.") from None


def _size(value: Doubles) -> str:
    if not value.ndim:
        return "a single number"
    if value.ndim == 1:
        return f"a vector of {len(value)}"
    return f"a {' × '.join(map(str, value.shape))} matrix"
