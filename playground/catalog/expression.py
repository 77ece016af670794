"""Formulas in x and y that a user types: read by a small grammar of their own, computed by torch, never run as code.

The grammar, with the usual precedence, powers binding from the right and tighter than a sign before them::

    sum     = product { ("+" | "-") product }
    product = sign { ("*" | "/") sign  |  power }      a power right after a factor multiplies it: 2x, 3(x + 1)
    sign    = { "+" | "-" } power
    power   = atom [ ("^" | "**") sign  |  raised ]    raised: digits above the line, as in x²
    atom    = number | "x" | "y" | "pi" | "π" | "e" | "(" sum ")" | "[" sum "]" | "|" sum "|" | "√" atom
            | function [ exponent ] "(" sum { "," sum } ")"      sin^2(x) and sin²(x) are sin(x)^2

``x1`` and ``x2`` are x and y, ``xy`` is their product. A bar closes the innermost open one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from playground.catalog.formula_tokens import FRACTIONS, RAISED, FormulaProblem, Token, tokens_of
from playground.catalog.formula_words import CONSTANTS, FUNCTIONS, NAMES, Function
from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor

    Computed = Callable[[Tensor, Tensor], Tensor]

__all__ = ["DEEPEST", "LONGEST", "Computed", "FormulaProblem", "parse", "problem_of"]

LONGEST = 500
"""Greatest number of characters of a formula."""
DEEPEST = 40
"""Greatest depth of nested brackets, signs and powers."""
SAME_AS = {"π": "pi", "x1": "x", "x2": "y"}
"""Other ways to write a name."""


def parse(text: str) -> Computed:
    """The function that a formula stands for.

    Args:
        text: The formula, e.g. ``(1 - x)^2 + 100 (y - x^2)^2``.

    Returns:
        A function of two tensors of one shape; autograd can follow it.

    Raises:
        FormulaProblem: When it cannot be read; the message names the character.
    """
    if len(text) > LONGEST:
        raise FormulaProblem(
            f"The formula has {len(text):,} characters; at most {LONGEST} are allowed.",
            LONGEST,
            len(text) - LONGEST,
        )
    return _Reader(tokens_of(text)).whole()


def problem_of(text: str) -> FormulaProblem | None:
    """Why a formula cannot be read, with the place; None when it can."""
    try:
        parse(text)
    except FormulaProblem as problem:
        return problem
    return None


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._next, self._depth = tokens, 0, 0
        self._open: list[str] = []
        """Brackets and bars that are not closed yet."""

    def whole(self) -> Computed:
        """The whole formula."""
        if self._peek.kind == "end":
            raise FormulaProblem("The formula is empty.", 0)
        computed = self._sum()
        if self._peek.kind != "end":
            raise self._peek.trouble(f"{self._peek} is not expected there.")
        return lambda x, y: computed(x, y).expand_as(x)

    @property
    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self, *texts: str) -> str:
        """The next sign if it is one of these, otherwise None."""
        token = self._peek
        if token.kind == "sign" and token.text in texts:
            self._next += 1
            return token.text
        return ""

    def _deeper(self, read: Callable[[], Computed]) -> Computed:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._peek.trouble(
                f"Too many nested brackets, signs or powers from character {self._peek.place + 1} on."
            )
        try:
            return read()
        finally:
            self._depth -= 1

    def _sum(self) -> Computed:
        value = self._product()
        while sign := self._take("+", "-"):
            value = _joined(torch.add if sign == "+" else torch.sub, value, self._product())
        return value

    def _product(self) -> Computed:
        value = self._sign()
        while True:
            if sign := self._take("*", "/"):
                value = _joined(torch.mul if sign == "*" else torch.div, value, self._sign())
            elif self._begins_a_factor():
                if self._peek.text in FRACTIONS and self._tokens[self._next - 1].kind == "number":
                    raise self._peek.trouble(f"{self._peek} follows a number; put a sign between them.")
                value = _joined(torch.mul, value, self._power())
            else:
                return value

    def _begins_a_factor(self) -> bool:
        token = self._peek
        if token.text == "|":
            return not self._open or self._open[-1] != "|"
        return token.kind in {"number", "name"} or token.text in {"(", "√"}

    def _sign(self) -> Computed:
        sign = self._take("+", "-")
        if not sign:
            return self._power()
        value = self._deeper(self._sign)
        return value if sign == "+" else lambda x, y: -value(x, y)

    def _power(self) -> Computed:
        base = self._atom()
        if self._peek.kind == "raised":
            return _joined(torch.pow, base, self._raised())
        if not self._take("^", "**"):
            return base
        exponent = self._deeper(self._sign)
        return _joined(torch.pow, base, exponent)

    def _raised(self) -> Computed:
        """An exponent above the line."""
        token = self._peek
        self._next += 1
        digits = "".join(RAISED[sign] for sign in token.text)
        if not digits.lstrip("+-").isdecimal() or len(digits.lstrip("+-")) < len(digits) - 1:
            raise token.trouble(f"{token} is not a number.")
        if self._peek.text in {"^", "**"}:
            raise self._peek.trouble(f"{self._peek} follows another power; set brackets.")
        return _constant(float(digits))

    def _atom(self) -> Computed:
        token = self._peek
        self._next += token.kind != "end"
        if token.kind == "number":
            return self._number(token)
        if token.kind == "name":
            return self._name(token)
        if token.text in {"(", "["}:
            value = self._inside(token.text)
            self._close(token, ")" if token.text == "(" else "]")
            return value
        if token.text == "|":
            value = self._inside("|")
            self._close(token, "|")
            return lambda x, y: torch.abs(value(x, y))
        if token.text == "√":
            value = self._deeper(self._atom)
            return lambda x, y: torch.sqrt(value(x, y))
        if not token.text:
            raise token.trouble("Something is missing at the end: a number, x, y or a bracket.")
        raise token.trouble(f"{token} stands where a number, x, y or a bracket should be.")

    def _inside(self, opening: str) -> Computed:
        """A sum inside a bracket or bars."""
        self._open.append(opening)
        try:
            return self._deeper(self._sum)
        finally:
            self._open.pop()

    @staticmethod
    def _number(token: Token) -> Computed:
        number = FRACTIONS.get(token.text) or float(token.text)
        if math.isinf(number):
            raise token.trouble(f"The number at character {token.place + 1} is too large to compute with.")
        return _constant(number)

    def _name(self, token: Token) -> Computed:
        name = SAME_AS.get(token.text, token.text)
        if name == "x":
            return lambda x, _: x
        if name == "y":
            return lambda _, y: y
        if name in CONSTANTS:
            return _constant(CONSTANTS[name])
        if name not in FUNCTIONS:
            raise token.trouble(f"{token} is not known; {_advice(name)}.")
        return self._call(token, FUNCTIONS[name])

    def _call(self, token: Token, function: Function) -> Computed:
        name, wanted = token.text, len(function.parameters)
        usage = f"{name}({', '.join(function.parameters)})"
        exponent = self._exponent_of(token)
        opened = self._peek
        if not self._take("("):
            raise opened.trouble(f"{name} at character {token.place + 1} needs a bracket: {usage}.")
        if self._peek.text == ")":
            raise self._peek.trouble(f"The bracket at character {opened.place + 1} is empty: {usage}.")
        given = [self._inside("(")]
        while self._take(","):
            given.append(self._inside("("))
        self._close(opened)
        if len(given) != wanted:
            are = "argument" if wanted == 1 else "arguments"
            raise token.trouble(
                f"{name} at character {token.place + 1} takes {wanted} {are}, not {len(given)}."
            )

        def called(x: Tensor, y: Tensor) -> Tensor:
            return function.compute(*(value(x, y) for value in given))

        return called if exponent is None else _joined(torch.pow, called, exponent)

    def _exponent_of(self, token: Token) -> Computed | None:
        """The power between a function's name and its bracket, as in ``sin^2(x)``."""
        if self._peek.kind == "raised":
            raised = self._peek
            if raised.text.startswith("⁻"):
                raise raised.trouble(_ambiguous(token))
            return self._raised()
        if not self._take("^", "**"):
            return None
        number = self._peek
        if number.text == "-":
            raise number.trouble(_ambiguous(token))
        if number.kind != "number":
            raise number.trouble(f"{number} stands where the power of {token.text} should be: a number.")
        self._next += 1
        return self._number(number)

    def _close(self, opened: Token, closing: str = ")") -> None:
        if self._take(closing):
            return
        still = f"the {'bar' if closing == '|' else 'bracket'} at character {opened.place + 1} is not closed"
        if self._peek.kind == "end":
            raise self._peek.trouble(f"T{still[1:]}.")
        raise self._peek.trouble(f"{self._peek} is not expected there: {still}.")


def _ambiguous(token: Token) -> str:
    name = token.text
    return f"A negative power of {name} could be its inverse; write 1 / {name}(…), or the inverse function."


def _advice(name: str) -> str:
    near = get_close_matches(name.lower(), NAMES, n=1, cutoff=0.7)
    return f"perhaps {near[0]} is meant" if near else "the variables are x and y"


def _constant(number: float) -> Computed:
    return lambda x, _: torch.full((), number, dtype=x.dtype, device=x.device)


def _joined(operation: Callable[[Tensor, Tensor], Tensor], left: Computed, right: Computed) -> Computed:
    return lambda x, y: operation(left(x, y), right(x, y))
