"""Formulas in x and y that a user types: read by a small grammar of their own, computed by torch, never run as code.

The grammar, with the usual precedence, powers binding from the right and tighter than a sign before them::

    sum     = product { ("+" | "-") product }
    product = sign { ("*" | "/") sign  |  power }      a power right after a factor multiplies it: 2x, 3(x + 1)
    sign    = { "+" | "-" } power
    power   = atom [ ("^" | "**") sign ]
    atom    = number | "x" | "y" | "pi" | "e" | function "(" sum { "," sum } ")" | "(" sum ")"
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

import torch
from torch import Tensor

from playground.catalog.formula_words import CONSTANTS, FUNCTIONS, NAMES, VARIABLES, Function

LONGEST = 500
"""Greatest number of characters of a formula."""
DEEPEST = 40
"""Greatest depth of nested brackets, signs and powers."""

Computed = Callable[[Tensor, Tensor], Tensor]

_ONE_FOR_ONE = str.maketrans({"−": "-", "·": "*", "×": "*", "÷": "/"})
"""Signs in pasted formulas, each replaced by one character."""
_TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([^\W\d_]+)|(\*\*|[-+*/^(),]))"
)


class FormulaProblem(ValueError):
    """A formula that cannot be read; the message is one sentence, which counts characters from 1.

    Attributes:
        place: Number of the character where the trouble is, from 0; the length of the text at its end.
        end: Number of the first character after it; never before the one at ``place``.
    """

    def __init__(self, message: str, place: int, length: int = 1) -> None:
        super().__init__(message)
        self.place, self.end = place, place + max(1, length)


@dataclass(frozen=True)
class _Token:
    kind: str
    """``number``, ``name``, ``sign`` or ``end``."""
    text: str
    place: int

    def trouble(self, message: str) -> FormulaProblem:
        """What is wrong with it."""
        return FormulaProblem(message, self.place, len(self.text))

    def __str__(self) -> str:
        return f"“{self.text}” at character {self.place + 1}" if self.text else "the end"


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
    return _Reader(_tokens(text)).whole()


def problem_of(text: str) -> FormulaProblem | None:
    """Why a formula cannot be read, with the place; None when it can."""
    try:
        parse(text)
    except FormulaProblem as problem:
        return problem
    return None


def _tokens(text: str) -> list[_Token]:
    tokens, at, plain = list[_Token](), 0, text.translate(_ONE_FOR_ONE)
    while text[at:].strip():
        found = _TOKEN.match(plain, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise FormulaProblem(f"“{text[at]}” at character {at + 1} does not belong in a formula.", at)
        group = found.lastindex or 1
        tokens.append(_Token(("number", "name", "sign")[group - 1], found.group(group), found.start(group)))
        at = found.end()
    return [*tokens, _Token("end", "", len(text))]


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens, self._next, self._depth = tokens, 0, 0

    def whole(self) -> Computed:
        """The whole formula."""
        if self._peek.kind == "end":
            raise FormulaProblem("The formula is empty.", 0)
        computed = self._sum()
        if self._peek.kind != "end":
            raise self._peek.trouble(f"{self._peek} is not expected there.")
        return lambda x, y: computed(x, y).expand_as(x)

    @property
    def _peek(self) -> _Token:
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
            elif self._peek.kind in {"number", "name"} or self._peek.text == "(":
                value = _joined(torch.mul, value, self._power())
            else:
                return value

    def _sign(self) -> Computed:
        sign = self._take("+", "-")
        if not sign:
            return self._power()
        value = self._deeper(self._sign)
        return value if sign == "+" else lambda x, y: -value(x, y)

    def _power(self) -> Computed:
        base = self._atom()
        if not self._take("^", "**"):
            return base
        exponent = self._deeper(self._sign)
        return _joined(torch.pow, base, exponent)

    def _atom(self) -> Computed:
        token = self._peek
        self._next += token.kind != "end"
        if token.kind == "number":
            return self._number(token)
        if token.kind == "name":
            return self._name(token)
        if token.text == "(":
            value = self._deeper(self._sum)
            self._close(token)
            return value
        if not token.text:
            raise token.trouble("Something is missing at the end: a number, x, y or a bracket.")
        raise token.trouble(f"{token} stands where a number, x, y or a bracket should be.")

    @staticmethod
    def _number(token: _Token) -> Computed:
        number = float(token.text)
        if math.isinf(number):
            raise token.trouble(f"The number at character {token.place + 1} is too large to compute with.")
        return _constant(number)

    def _name(self, token: _Token) -> Computed:
        name = "pi" if token.text == "π" else token.text
        if name == "x":
            return lambda x, _: x
        if name == "y":
            return lambda _, y: y
        if name in CONSTANTS:
            return _constant(CONSTANTS[name])
        if name not in FUNCTIONS:
            raise token.trouble(f"{token} is not known; {_advice(name)}.")
        return self._call(token, FUNCTIONS[name])

    def _call(self, token: _Token, function: Function) -> Computed:
        name, wanted, opened = token.text, len(function.parameters), self._peek
        usage = f"{name}({', '.join(function.parameters)})"
        if not self._take("("):
            raise opened.trouble(f"{name} at character {token.place + 1} needs a bracket: {usage}.")
        if self._peek.text == ")":
            raise self._peek.trouble(f"The bracket at character {opened.place + 1} is empty: {usage}.")
        given = [self._deeper(self._sum)]
        while self._take(","):
            given.append(self._deeper(self._sum))
        self._close(opened)
        if len(given) != wanted:
            are = "argument" if wanted == 1 else "arguments"
            raise token.trouble(
                f"{name} at character {token.place + 1} takes {wanted} {are}, not {len(given)}."
            )
        return lambda x, y: function.compute(*(value(x, y) for value in given))

    def _close(self, opened: _Token) -> None:
        if self._take(")"):
            return
        still = f"the bracket at character {opened.place + 1} is not closed"
        if self._peek.kind == "end":
            raise self._peek.trouble(f"T{still[1:]}.")
        raise self._peek.trouble(f"{self._peek} is not expected there: {still}.")


def _advice(name: str) -> str:
    if set(name) <= set(VARIABLES):
        return f"a product is {' '.join(name)} or {'*'.join(name)}"
    near = get_close_matches(name.lower(), NAMES, n=1, cutoff=0.7)
    return f"perhaps {near[0]} is meant" if near else "the variables are x and y"


def _constant(number: float) -> Computed:
    return lambda x, _: torch.full((), number, dtype=x.dtype, device=x.device)


def _joined(operation: Callable[[Tensor, Tensor], Tensor], left: Computed, right: Computed) -> Computed:
    return lambda x, y: operation(left(x, y), right(x, y))
