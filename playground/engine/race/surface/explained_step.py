"""One step of an optimizer explained: what is computed from what, by which formula, with which numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from playground.arrays import Doubles
from playground.catalog.kinds import Explanation, Optimizer, Term
from playground.engine.race.surface import formula_text as formula
from playground.engine.race.surface.formula_text import Piece
from playground.engine.race.surface.step_trace import TraceChunk

GIVEN = Term("grad", "g", "∇f(x, y)", "gradient here", "gradient")
NOISY = Term("grad", "g", "∇f(x, y) + noise", "gradient here, with noise", "gradient")
MOVED = Term("move", "Δθ", "computed by the optimizer", "step", "step")
"""Quantities without a computation: their formulas are words."""
NEXT_PLACE = Term("theta", "θ", "theta + move", "next position")
ALWAYS = ("theta", "grad", "shown")
"""Columns of a trace that are not part of the optimizer's state."""


@dataclass(frozen=True)
class Line:
    """One quantity of the step.

    Attributes:
        term: What it is.
        value: ``()`` or, along x and y, ``(2,)``.
        symbols: Its formula in symbols.
        numbers: Its formula in numbers, once or for x and for y; empty for given quantities.
        parts: The summands of the formula, each like ``value``.
    """

    term: Term
    value: Doubles
    symbols: tuple[Piece, ...]
    numbers: tuple[tuple[Piece, ...], ...]
    parts: tuple[Doubles, ...]


@dataclass(frozen=True)
class StateValue:
    """A part of the optimizer's state.

    Attributes:
        name: Its name in words.
        before: Its value before the step, ``(1,)`` or, along x and y, ``(2,)``.
        after: Its value after the step.
    """

    name: str
    before: Doubles
    after: Doubles


@dataclass(frozen=True)
class ExplainedStep:
    """A step from one place to the next.

    Attributes:
        step: Number of the step, from 0.
        rate: The learning rate.
        place: Where the lane is drawn before the step, ``(2,)``.
        move: By how much it moves, ``(2,)``.
        gradient: At the beginning of the step, ``(2,)``.
        lines: The computation from the gradient to the next place; only gradient and step where it is not complete.
        complete: Whether the lines hold the whole computation.
        state: The optimizer's state.
    """

    step: int
    rate: float
    place: Doubles
    move: Doubles
    gradient: Doubles
    lines: tuple[Line, ...]
    complete: bool
    state: tuple[StateValue, ...]


class ExplainedLane:
    """Explains the steps of a lane as far as they are traced."""

    def __init__(self, entry: Optimizer, *, noisy: bool = False) -> None:
        """Start without any step.

        Args:
            entry: The lane's optimizer.
            noisy: Whether noise is added to its gradients.
        """
        self._entry, self._given = entry, NOISY if noisy else GIVEN
        self._chunks: list[TraceChunk] = []
        self._begins: list[int] = []

    def __len__(self) -> int:
        return self._begins[-1] + len(self._chunks[-1].rates) if self._begins else 0

    def append(self, chunk: TraceChunk) -> None:
        """Add the steps that follow."""
        assert chunk.begin == len(self)
        self._begins.append(chunk.begin)
        self._chunks.append(chunk)

    def explain(self, step: int) -> ExplainedStep:
        """Explain a step, 0 <= step < len(self)."""
        chunk = self._chunks[bisect_right(self._begins, step) - 1]
        at = step - chunk.begin
        before = {name: column[at] for name, column in chunk.columns.items()}
        after = {name: column[at + 1] for name, column in chunk.columns.items()}
        rate, explanation = float(chunk.rates[at]), self._entry.explained(step + 1)
        place, move = before["shown"], _less(after["shown"], before["shown"])
        lines: tuple[Line, ...] = (_given(self._given, before["grad"]),)
        if explanation:
            lines += self._derived(explanation, self._values(before, rate, step + 1))
        else:
            lines += (_given(MOVED, move),)
        state = tuple(_state(before, after))
        return ExplainedStep(step, rate, place, move, before["grad"], lines, explanation is not None, state)

    def _values(self, before: Mapping[str, Doubles], rate: float, k: int) -> dict[str, Doubles]:
        """Return what the first formula may use: vectors ``(2,)``, numbers ``()``."""
        settings = {**self._entry.script_numbers(), "lr": rate, "k": float(k)}
        found = {name: np.asarray(value) for name, value in settings.items()}
        return found | {name: value if len(value) > 1 else value[0] for name, value in before.items()}

    def _derived(self, explanation: Explanation, values: dict[str, Doubles]) -> tuple[Line, ...]:
        lines = []
        for term in (*explanation.terms, NEXT_PLACE):
            value = np.asarray(formula.computed(term.formula, values))
            axes = range(value.size)
            numbers = tuple(formula.in_numbers(term.formula, values, axis) for axis in axes)
            symbols = formula.in_symbols(term.formula, explanation.symbol)
            lines.append(Line(term, value, symbols, numbers, formula.summands(term.formula, values)))
            values = {**values, term.name: value}
        return tuple(lines)


def _given(term: Term, value: Doubles) -> Line:
    return Line(term, value, (Piece(term.formula),), (), (value,))


def _less(value: Doubles, other: Doubles) -> Doubles:
    """Return the difference; NaN between infinities."""
    with np.errstate(invalid="ignore"):
        return value - other


def _state(before: Mapping[str, Doubles], after: Mapping[str, Doubles]) -> list[StateValue]:
    names = [name for name in before if name not in ALWAYS]
    return [StateValue(name.replace("_", " "), before[name], after[name]) for name in names]
