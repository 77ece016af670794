"""The rule of an optimizer in a few lines, from the explanation that its entry gives."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playground.catalog.kinds import Explanation, Optimizer, literal
from playground.code.arrays import Library, written
from playground.code.own_optimizer import has_class, without_code
from playground.code.script import AboveRung
from playground.code.subject import Subject

_NAME = re.compile(r"[A-Za-z_]\w*")
_TAKEN = {"p", "g", "x", "t", "i", "e", "z", "h"}
"""Short names that scripts use for other things."""


class Update:
    """The rule of an optimizer, for parameters ``p`` with gradients ``g``.

    Attributes:
        setup: Lines before the loop: settings and state, for a list ``params``.
        needs_step: Whether it reads the number of the step, counted from 1.
        is_plain: Whether it is the gradient times the rate.
    """

    def __init__(self, subject: Subject, library: Library, rate: str) -> None:
        """Prepare.

        Args:
            subject: The project.
            library: Whose functions to use.
            rate: Name of the learning rate.

        Raises:
            AboveRung: When the rule takes more than a few lines.
        """
        entry = subject.optimizer
        self._terms = _explained(entry).terms
        formulas = " ".join(term.formula for term in self._terms)
        used = set(_NAME.findall(formulas))
        settings = [name for name in type(entry).model_fields if name in used]
        kept = [term for term in self._terms if term.name in entry.state]
        symbols = {term.name: _short(term.symbol, term.name) for term in kept}
        self._names = {"theta": "p", "grad": "g", "lr": rate, "k": "step", "max": "maximum"}
        self._names |= {name: f"{symbol}[i]" for name, symbol in symbols.items()}
        self._library = library
        self.needs_step = "k" in used
        self.is_plain = len(self._terms) == 1 and self._terms[0].formula == "-lr * grad"
        zeros = f"[{library}.zeros_like(p) for p in params]"
        self.setup = [f"{symbols[term.name]} = {zeros}  # {term.words}" for term in kept]
        if settings:
            values = ", ".join(literal(getattr(entry, name)) for name in settings)
            self.setup.insert(0, f"{', '.join(settings)} = {values}")
        if any(entry.state[term.name] != "zeros" for term in kept):
            raise AboveRung(_above(entry))
        self.has_state = bool(kept)

    def lines(self) -> Sequence[str]:
        """The update of one parameter."""
        return [self._line(term.name, term.formula) for term in self._terms]

    def _line(self, name: str, formula: str) -> str:
        if name == "move":
            along = formula.removeprefix("-lr * ")
            return written(f"p -= {self._names['lr']} * {self._renamed(along)}", self._library)
        return written(f"{self._names.get(name, name)} = {self._renamed(formula)}", self._library)

    def _renamed(self, formula: str) -> str:
        return _NAME.sub(lambda found: self._names.get(found[0], found[0]), formula)


def _explained(entry: Optimizer) -> Explanation:
    """The explanation of every step.

    Raises:
        AboveRung: When there is none, or when it is not the same at all steps.
    """
    first, later = entry.explained(1), entry.explained(10_000)
    if first is None or later is None or first != later or entry.needs.closure:
        raise AboveRung(_above(entry))
    return first


def _above(entry: Optimizer) -> str:
    if not entry.code(steady=True) and not has_class(entry):
        return without_code(entry)
    return f"{entry.title} takes more than a few lines by hand; the rung torch.optim has it."


def _short(symbol: str, name: str) -> str:
    return symbol if symbol.isascii() and symbol.isidentifier() and symbol not in _TAKEN else name
