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
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

LONGEST = 500
"""Characters of a formula."""
DEEPEST = 40
"""Brackets, signs and powers inside each other."""

Computed = Callable[[Tensor, Tensor], Tensor]

FUNCTIONS: Mapping[str, tuple[int, Callable[..., Tensor]]] = {
    "abs": (1, torch.abs),
    "acos": (1, torch.acos),
    "asin": (1, torch.asin),
    "atan": (1, torch.atan),
    "cos": (1, torch.cos),
    "cosh": (1, torch.cosh),
    "exp": (1, torch.exp),
    "log": (1, torch.log),
    "max": (2, torch.maximum),
    "min": (2, torch.minimum),
    "sigmoid": (1, torch.sigmoid),
    "sign": (1, torch.sign),
    "sin": (1, torch.sin),
    "sinh": (1, torch.sinh),
    "sqrt": (1, torch.sqrt),
    "tan": (1, torch.tan),
    "tanh": (1, torch.tanh),
}
"""Names that can be called, with the number of their arguments."""
CONSTANTS = {"pi": math.pi, "e": math.e}
VARIABLES = ("x", "y")
NAMES = (*VARIABLES, *CONSTANTS, *FUNCTIONS)
"""All names that a formula may use."""

_ONE_FOR_ONE = str.maketrans({"−": "-", "·": "*", "×": "*", "÷": "/"})
"""What people paste from formulas; each stands at the place of one character."""
_TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([^\W\d_]+)|(\*\*|[-+*/^(),]))"
)


class FormulaProblem(ValueError):
    """A formula that cannot be read; the message is one sentence.

    Attributes:
        place: Number of the character where the trouble is, from 0; the length of the text at its end.
    """

    def __init__(self, message: str, place: int) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True)
class _Token:
    kind: str
    """``number``, ``name``, ``sign`` or ``end``."""
    text: str
    place: int


def parse(text: str) -> Computed:
    """The function that a formula stands for.

    Args:
        text: The formula, e.g. ``(1 - x)^2 + 100 (y - x^2)^2``.

    Returns:
        A function of two tensors of one shape; autograd can follow it.

    Raises:
        FormulaProblem: When it cannot be read; tells the character.
    """
    if len(text) > LONGEST:
        raise FormulaProblem(f"The formula has {len(text)} characters; {LONGEST} are the most.", LONGEST)
    return _Reader(_tokens(text)).whole()


def _tokens(text: str) -> list[_Token]:
    tokens, at, plain = list[_Token](), 0, text.translate(_ONE_FOR_ONE)
    while text[at:].strip():
        found = _TOKEN.match(plain, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise FormulaProblem(f"“{text[at]}” does not belong into a formula.", at)
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
            raise FormulaProblem(f"“{self._peek.text}” is not expected here.", self._peek.place)
        return lambda x, y: computed(x, y).expand_as(x)

    @property
    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, *texts: str) -> str:
        """The next sign if it is one of these, else nothing."""
        token = self._peek
        if token.kind == "sign" and token.text in texts:
            self._next += 1
            return token.text
        return ""

    def _deeper(self, read: Callable[[], Computed]) -> Computed:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaProblem("The formula has too many brackets inside each other.", self._peek.place)
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
            return _constant(float(token.text))
        if token.kind == "name":
            return self._name(token)
        if token.text == "(":
            value = self._deeper(self._sum)
            self._close(token)
            return value
        what = f"“{token.text}” is" if token.text else "the end is"
        raise FormulaProblem(f"A number, x, y or a bracket should stand here, but {what} there.", token.place)

    def _name(self, token: _Token) -> Computed:
        name = "pi" if token.text == "π" else token.text
        if name == "x":
            return lambda x, _: x
        if name == "y":
            return lambda _, y: y
        if name in CONSTANTS:
            return _constant(CONSTANTS[name])
        if name not in FUNCTIONS:
            raise FormulaProblem(f"“{name}” is not known here; the variables are x and y.", token.place)
        return self._call(token, *FUNCTIONS[name])

    def _call(self, token: _Token, wanted: int, function: Callable[..., Tensor]) -> Computed:
        if not self._take("("):
            raise FormulaProblem(f"{token.text} needs a bracket: {token.text}(…).", self._peek.place)
        given = [self._deeper(self._sum)]
        while self._take(","):
            given.append(self._deeper(self._sum))
        self._close(token)
        if len(given) != wanted:
            are = "argument" if wanted == 1 else "arguments"
            raise FormulaProblem(f"{token.text} takes {wanted} {are}, not {len(given)}.", token.place)
        return lambda x, y: function(*(value(x, y) for value in given))

    def _close(self, opened: _Token) -> None:
        if not self._take(")"):
            raise FormulaProblem(
                f"The bracket after character {opened.place + 1} is not closed.", self._peek.place
            )


def _constant(number: float) -> Computed:
    return lambda x, _: torch.full((), number, dtype=x.dtype, device=x.device)


def _joined(operation: Callable[[Tensor, Tensor], Tensor], left: Computed, right: Computed) -> Computed:
    return lambda x, y: operation(left(x, y), right(x, y))
