"""How an optimizer's step is explained: a list of quantities, each with its formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["number", "gradient", "velocity", "squares", "direction", "step"]
"""What a quantity is: a plain number; a gradient, or a mean or sum of gradients over steps; squared sizes of gradients
along each axis; the direction that the rate multiplies; the step that is added to the parameters."""

USUAL: Mapping[str, str] = {
    "theta": "θ",
    "grad": "g",
    "lr": "η",
    "k": "k",
    "beta1": "β₁",
    "beta2": "β₂",
    "epsilon": "ε",
    "rho": "ρ",
    "weight_decay": "λ",
}
"""Signs of what most formulas use."""


@dataclass(frozen=True)
class Term:
    """One quantity of a step.

    Attributes:
        name: Name of the quantity; state of the optimizer with this name takes its value.
        symbol: Its sign in formulas.
        formula: How it is computed: a Python expression of ``theta``, ``grad``, the rate ``lr``, the number of the
            step ``k`` from 1, settings, the state of the optimizer, and quantities before this one. It may use
            ``+ - * / **`` and the functions ``sqrt``, ``abs``, ``sign`` and ``max``.
        words: A short description.
        role: How it is drawn.
        of: Name of the quantity whose squares it holds; only for the role ``squares``.
    """

    name: str
    symbol: str
    formula: str
    words: str
    role: Role = "number"
    of: str = ""


@dataclass(frozen=True)
class Explanation:
    """How one step is computed.

    Attributes:
        terms: Quantities in the order in which they are computed; the last one has the role ``step``.
        symbols: Signs of names that are not quantities and differ from ``USUAL`` or are missing there.
    """

    terms: tuple[Term, ...]
    symbols: Mapping[str, str] = field(default_factory=dict)

    def symbol(self, name: str) -> str:
        """The sign of a name in formulas."""
        own = {term.name: term.symbol for term in self.terms}
        return {**USUAL, **own, **self.symbols}.get(name, name)


def against(name: str, weight_decay: float = 0.0) -> Term:
    """The step against a quantity, and against the weights under decoupled weight decay."""
    if weight_decay:
        return Term("move", "Δθ", f"-lr * ({name} + weight_decay * theta)", "step, with weight decay", "step")
    return Term("move", "Δθ", f"-lr * {name}", "step", "step")


def decayed(weight_decay: float) -> tuple[Term, ...]:
    """The gradient with coupled weight decay; nothing for a decay of 0."""
    if not weight_decay:
        return ()
    return (Term("grad", "g", "grad + weight_decay * theta", "gradient with weight decay", "gradient"),)
