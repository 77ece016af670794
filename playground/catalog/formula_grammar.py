"""The grammar of typed formulas, whatever their parts stand for; formulas are never run as code.

The grammar, with the usual precedence, powers binding from the right and tighter than a sign before them::

    sum     = product { ("+" | "-") product }
    product = sign { ("*" | "/" | "@") sign  |  power }      a power right after a factor multiplies it: 2x, 3(x + 1)
    sign    = { "+" | "-" } power
    power   = atom [ ("^" | "**") sign  |  raised ]    raised: digits above the line, as in x²
    atom    = number | name | "(" sum ")" | "[" sum "]" | "|" sum "|" | "√" atom
            | function [ exponent ] "(" sum { "," sum } ")"      sin^2(x) and sin²(x) are sin(x)^2

A bar closes the innermost open one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from playground.catalog.formula_tokens import FRACTIONS, RAISED, FormulaProblem, Token

DEEPEST = 40
"""Greatest depth of nested brackets, signs and powers."""
T = TypeVar("T")


class Meaning(Protocol[T]):
    """What the parts of a formula stand for."""

    @property
    def operands(self) -> str:
        """What a formula is made of, for messages, e.g. ``a number, x, y or a bracket``."""

    def number(self, value: float) -> T:
        """Return a constant."""

    def named(self, token: Token, *, bracket: bool) -> T:
        """Return what a name that is no function stands for; raises FormulaProblem for an unknown one.

        Args:
            token: The name.
            bracket: Whether an opening bracket follows, as after the name of a function.
        """

    def parameters(self, name: str) -> Sequence[str] | None:
        """Return the names of a function's arguments; None where the name is no function."""

    def negated(self, value: T) -> T:
        """Return −value."""

    def joined(self, sign: str, left: T, right: T, at: Token) -> T:
        """Return what two operands make with one of the signs ``+ - * / ^ @``, which stands at a token."""

    def called(self, name: str, values: Sequence[T], at: Token) -> T:
        """Return the value of a function; ``abs`` and ``sqrt`` stand for bars and √ as well."""


class Reader(Generic[T]):
    """Reads tokens from left to right.

    Args:
        tokens: Of the formula, with its end.
        meaning: What its parts stand for.
    """

    def __init__(self, tokens: list[Token], meaning: Meaning[T]) -> None:
        self._tokens, self._next, self._depth = tokens, 0, 0
        self._meaning = meaning
        self._open: list[str] = []
        """Brackets and bars that are not closed yet."""

    def whole(self) -> T:
        """Return what the whole formula stands for.

        Raises:
            FormulaProblem: When it cannot be read; the message names the character.
        """
        if self._peek.kind == "end":
            raise FormulaProblem("The formula is empty.", 0)
        value = self._sum()
        if self._peek.kind != "end":
            raise self._peek.trouble(f"{self._peek} is not expected there.")
        return value

    @property
    def _peek(self) -> Token:
        return self._tokens[self._next]

    @property
    def _last(self) -> Token:
        """The token that was taken last."""
        return self._tokens[self._next - 1]

    def _take(self, *texts: str) -> str:
        """The next sign if it is one of these, otherwise None."""
        token = self._peek
        if token.kind == "sign" and token.text in texts:
            self._next += 1
            return token.text
        return ""

    def _deeper(self, read: Callable[[], T]) -> T:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._peek.trouble(
                f"Too many nested brackets, signs or powers from character {self._peek.place + 1} on."
            )
        try:
            return read()
        finally:
            self._depth -= 1

    def _sum(self) -> T:
        value = self._product()
        while sign := self._take("+", "-"):
            at = self._last
            value = self._meaning.joined(sign, value, self._product(), at)
        return value

    def _product(self) -> T:
        value = self._sign()
        while True:
            if sign := self._take("*", "/", "@"):
                at = self._last
                value = self._meaning.joined(sign, value, self._sign(), at)
            elif self._begins_a_factor():
                if self._peek.text in FRACTIONS and self._tokens[self._next - 1].kind == "number":
                    raise self._peek.trouble(f"{self._peek} follows a number; put a sign between them.")
                at = self._peek
                value = self._meaning.joined("*", value, self._power(), at)
            else:
                return value

    def _begins_a_factor(self) -> bool:
        token = self._peek
        if token.text == "|":
            return not self._open or self._open[-1] != "|"
        return token.kind in {"number", "name"} or token.text in {"(", "√"}

    def _sign(self) -> T:
        sign = self._take("+", "-")
        if not sign:
            return self._power()
        value = self._deeper(self._sign)
        return value if sign == "+" else self._meaning.negated(value)

    def _power(self) -> T:
        base = self._atom()
        if self._peek.kind == "raised":
            at = self._peek
            return self._meaning.joined("^", base, self._raised(), at)
        if not self._take("^", "**"):
            return base
        at = self._last
        exponent = self._deeper(self._sign)
        return self._meaning.joined("^", base, exponent, at)

    def _raised(self) -> T:
        """An exponent above the line."""
        token = self._peek
        self._next += 1
        digits = "".join(RAISED[sign] for sign in token.text)
        if not digits.lstrip("+-").isdecimal() or len(digits.lstrip("+-")) < len(digits) - 1:
            raise token.trouble(f"{token} is not a number.")
        if self._peek.text in {"^", "**"}:
            raise self._peek.trouble(f"{self._peek} follows another power; set brackets.")
        return self._meaning.number(float(digits))

    def _atom(self) -> T:
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
            return self._meaning.called("abs", [value], token)
        if token.text == "√":
            value = self._deeper(self._atom)
            return self._meaning.called("sqrt", [value], token)
        if not token.text:
            raise token.trouble(f"Something is missing at the end: {self._meaning.operands}.")
        raise token.trouble(f"{token} stands where {self._meaning.operands} should be.")

    def _inside(self, opening: str) -> T:
        """A sum inside a bracket or bars."""
        self._open.append(opening)
        try:
            return self._deeper(self._sum)
        finally:
            self._open.pop()

    def _number(self, token: Token) -> T:
        number = FRACTIONS.get(token.text) or float(token.text)
        if math.isinf(number):
            raise token.trouble(f"The number at character {token.place + 1} is too large to compute with.")
        return self._meaning.number(number)

    def _name(self, token: Token) -> T:
        parameters = self._meaning.parameters(token.text)
        if parameters is None:
            return self._meaning.named(token, bracket=self._peek.text == "(")
        return self._call(token, parameters)

    def _call(self, token: Token, parameters: Sequence[str]) -> T:
        name, wanted = token.text, len(parameters)
        usage = f"{name}({', '.join(parameters)})"
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

        value = self._meaning.called(name, given, token)
        return value if exponent is None else self._meaning.joined("^", value, exponent, token)

    def _exponent_of(self, token: Token) -> T | None:
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
