"""The parts of a typed formula: numbers, names and signs, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
"""Signs of exponents, and what they stand for."""
FRACTIONS = {"½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4}
_ONE_FOR_ONE = str.maketrans(
    {**dict.fromkeys("−–‐‑", "-"), **dict.fromkeys("·×⋅∙∗", "*"), **dict.fromkeys("÷∕⁄", "/"), "∣": "|"}
    | dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
)
"""Signs in pasted formulas, each replaced by one character."""
_LETTER = rf"[^\W\d_π{''.join(RAISED)}{''.join(FRACTIONS)}]"
_TOKEN = re.compile(
    rf"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[{''.join(FRACTIONS)}])|(π|{_LETTER}(?:{_LETTER}|\d)*)"
    rf"|([{''.join(RAISED)}]+)|(\*\*|[-+*/^(),|√\[\]]))"
)
KINDS = ("number", "name", "raised", "sign")


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
class Token:
    """A part of a formula.

    Attributes:
        kind: ``number``, ``name``, ``sign``, ``raised`` (an exponent written above the line) or ``end``.
        text: As it stands in the formula, pasted signs replaced.
        place: Number of its first character, from 0.
    """

    kind: str
    text: str
    place: int

    def trouble(self, message: str) -> FormulaProblem:
        """What is wrong with it."""
        return FormulaProblem(message, self.place, len(self.text))

    def __str__(self) -> str:
        return f"“{self.text}” at character {self.place + 1}" if self.text else "the end"


def tokens_of(text: str, *, products: bool = True, matrices: bool = False) -> list[Token]:
    """Return all parts of a formula, and its end.

    Args:
        text: The formula.
        products: Whether a name such as ``xy`` is the product of x and y.
        matrices: Whether ``@`` belongs in a formula.

    Raises:
        FormulaProblem: At a sign that belongs in no formula.
    """
    tokens, at, plain = list[Token](), 0, text.translate(_ONE_FOR_ONE)
    while text[at:].strip():
        found = _TOKEN.match(plain, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            if matrices and text[at] == "@":
                tokens.append(Token("sign", "@", at))
                at += 1
                continue
            sign = text[at] if text[at].isprintable() else "�"
            raise FormulaProblem(f"“{sign}” at character {at + 1} does not belong in a formula.", at)
        group = found.lastindex or 1
        token = Token(KINDS[group - 1], found.group(group), found.start(group))
        tokens += _split(token) if products else [token]
        at = found.end()
    return [*tokens, Token("end", "", len(text))]


def _split(token: Token) -> list[Token]:
    """A product of variables such as ``xy`` as its factors."""
    if token.kind != "name" or not set(token.text) <= {"x", "y"}:
        return [token]
    return [Token("name", sign, token.place + number) for number, sign in enumerate(token.text)]
