"""One step of an optimizer, told: what is computed from what, by which formula, with which numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import Explanation, Optimizer, Term
from playground.engine.race.surface import formula_text as formula
from playground.engine.race.surface.formula_text import Piece
from playground.engine.race.surface.step_trace import TraceChunk

Floats = NDArray[np.float64]

GIVEN = Term("grad", "g", "∇f(x, y)", "gradient here", "gradient")
NOISY = Term("grad", "g", "∇f(x, y) + noise", "gradient here, with noise", "gradient")
MOVED = Term("move", "Δθ", "what the optimizer makes of it", "step", "step")
"""Quantities that are given: their formulas are words."""
ARRIVED = Term("theta", "θ", "theta + move", "the next place")
ALWAYS = ("theta", "grad", "shown")
"""Columns of a trace that the optimizer does not keep."""


@dataclass(frozen=True)
class Line:
    """One quantity of the step.

    Attributes:
        term: What it is.
        value: ``()`` or, along x and y, ``(2,)``.
        symbols: Its formula in symbols.
        numbers: Its formula in numbers, once or for x and for y; empty for what is given.
        parts: What the formula adds up, each like ``value``.
    """

    term: Term
    value: Floats
    symbols: tuple[Piece, ...]
    numbers: tuple[tuple[Piece, ...], ...]
    parts: tuple[Floats, ...]


@dataclass(frozen=True)
class Kept:
    """Something that the optimizer keeps between steps.

    Attributes:
        name: Its own name, in words.
        before: The step, ``(1,)`` or, along x and y, ``(2,)``.
        after: The step.
    """

    name: str
    before: Floats
    after: Floats


@dataclass(frozen=True)
class ExplainedStep:
    """A step from one place to the next.

    Attributes:
        step: Number of the step, from 0.
        rate: The learning rate.
        place: Where the lane is drawn before, ``(2,)``.
        move: How it is moved, ``(2,)``.
        gradient: That the step began with, ``(2,)``.
        lines: The computation, first the gradient, last the place; where it is not told, gradient and step alone.
        told: Whether the lines tell all of the computation.
        kept: What the optimizer keeps.
    """

    step: int
    rate: float
    place: Floats
    move: Floats
    gradient: Floats
    lines: tuple[Line, ...]
    told: bool
    kept: tuple[Kept, ...]


class ExplainedLane:
    """Explains the steps of a lane as far as they are traced."""

    def __init__(self, entry: Optimizer, *, noisy: bool = False) -> None:
        """Know nothing yet.

        Args:
            entry: The lane's optimizer.
            noisy: Whether noise is added to its gradients.
        """
        self._entry, self._given = entry, NOISY if noisy else GIVEN
        self._stretches: list[TraceChunk] = []
        self._begins: list[int] = []

    def __len__(self) -> int:
        return self._begins[-1] + len(self._stretches[-1].rates) if self._begins else 0

    def append(self, stretch: TraceChunk) -> None:
        """Know more steps; they follow those that are known."""
        assert stretch.begin == len(self)
        self._begins.append(stretch.begin)
        self._stretches.append(stretch)

    def explain(self, step: int) -> ExplainedStep:
        """Tell a step, 0 <= step < len(self)."""
        stretch = self._stretches[bisect_right(self._begins, step) - 1]
        at = step - stretch.begin
        before = {name: column[at] for name, column in stretch.columns.items()}
        after = {name: column[at + 1] for name, column in stretch.columns.items()}
        rate, told = float(stretch.rates[at]), self._entry.explained(step + 1)
        place, move = before["shown"], _less(after["shown"], before["shown"])
        lines: tuple[Line, ...] = (_given(self._given, before["grad"]),)
        if told:
            lines += self._derived(told, self._values(before, rate, step + 1))
        else:
            lines += (_given(MOVED, move),)
        kept = tuple(_kept(before, after))
        return ExplainedStep(step, rate, place, move, before["grad"], lines, told is not None, kept)

    def _values(self, before: Mapping[str, Floats], rate: float, k: int) -> dict[str, Floats]:
        """What the first formula may use: vectors ``(2,)``, numbers ``()``."""
        settings = {**self._entry.script_numbers(), "lr": rate, "k": float(k)}
        found = {name: np.asarray(value) for name, value in settings.items()}
        return found | {name: value if len(value) > 1 else value[0] for name, value in before.items()}

    def _derived(self, told: Explanation, values: dict[str, Floats]) -> tuple[Line, ...]:
        lines = []
        for term in (*told.terms, ARRIVED):
            value = np.asarray(formula.computed(term.formula, values))
            axes = range(value.size)
            numbers = tuple(formula.in_numbers(term.formula, values, axis) for axis in axes)
            symbols = formula.in_symbols(term.formula, told.symbol)
            lines.append(Line(term, value, symbols, numbers, formula.summands(term.formula, values)))
            values = {**values, term.name: value}
        return tuple(lines)


def _given(term: Term, value: Floats) -> Line:
    return Line(term, value, (Piece(term.formula),), (), (value,))


def _less(value: Floats, other: Floats) -> Floats:
    """The difference; not a number between infinities."""
    with np.errstate(invalid="ignore"):
        return value - other


def _kept(before: Mapping[str, Floats], after: Mapping[str, Floats]) -> list[Kept]:
    names = [name for name in before if name not in ALWAYS]
    return [Kept(name.replace("_", " "), before[name], after[name]) for name in names]
