"""Formulas in x and y that a user types, computed by torch, never run as code; see ``formula_grammar``.

``x1`` and ``x2`` are x and y, ``xy`` is their product.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from playground.catalog.formula_grammar import DEEPEST, Reader
from playground.catalog.formula_tokens import FormulaProblem, Token, tokens_of
from playground.catalog.formula_words import CONSTANTS, FUNCTIONS, NAMES
from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor

    Computed = Callable[[Tensor, Tensor], Tensor]

__all__ = ["DEEPEST", "LONGEST", "Computed", "FormulaProblem", "parse", "problem_of"]

LONGEST = 500
"""Greatest number of characters of a formula."""
SAME_AS = {"π": "pi", "x1": "x", "x2": "y"}
"""Other ways to write a name."""
OPERATIONS = {"+": "add", "-": "sub", "*": "mul", "/": "div", "^": "pow"}
"""Functions of torch by sign."""


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
    computed = Reader(tokens_of(text), _Functions()).whole()
    return lambda x, y: computed(x, y).expand_as(x)


def problem_of(text: str) -> FormulaProblem | None:
    """Why a formula cannot be read, with the place; None when it can."""
    try:
        parse(text)
    except FormulaProblem as problem:
        return problem
    return None


class _Functions:
    """The parts of a formula as functions of x and y."""

    operands = "a number, x, y or a bracket"

    def number(self, value: float) -> Computed:
        """Return a constant, on the device and of the type of x."""
        return lambda x, _: torch.full((), value, dtype=x.dtype, device=x.device)

    def named(self, token: Token, *, bracket: bool) -> Computed:
        """Return a variable or a constant."""
        del bracket
        name = SAME_AS.get(token.text, token.text)
        if name == "x":
            return lambda x, _: x
        if name == "y":
            return lambda _, y: y
        if name in CONSTANTS:
            return self.number(CONSTANTS[name])
        raise token.trouble(f"{token} is not known; {_advice(name)}.")

    def parameters(self, name: str) -> Sequence[str] | None:
        """Return the names of a function's arguments."""
        return FUNCTIONS[name].parameters if name in FUNCTIONS else None

    def negated(self, value: Computed) -> Computed:
        """Return −value."""
        return lambda x, y: -value(x, y)

    def joined(self, sign: str, left: Computed, right: Computed, at: Token) -> Computed:
        """Return what two operands make."""
        del at
        operation: Callable[[Tensor, Tensor], Tensor] = getattr(torch, OPERATIONS[sign])
        return lambda x, y: operation(left(x, y), right(x, y))

    def called(self, name: str, values: Sequence[Computed], at: Token) -> Computed:
        """Return the value of a function."""
        del at
        compute = FUNCTIONS[name].compute
        return lambda x, y: compute(*(value(x, y) for value in values))


def _advice(name: str) -> str:
    near = get_close_matches(name.lower(), NAMES, n=1, cutoff=0.7)
    return f"perhaps {near[0]} is meant" if near else "the variables are x and y"
