"""How fast a lane trains alone: lanes that step together cannot be timed one by one."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.engine.training.session import Session

SECONDS, STEPS, TRIES = 0.03, 32, 3
"""The best of some tries that take about this long together, each of at most this many steps."""
LONG = 0.3
"""Seconds of a step beside which what is done only in the first one does not count."""


@dataclass(frozen=True)
class Pace:
    """What the first steps of a lane tell.

    Attributes:
        seconds: Of one step.
        loss: Of the first batch.
    """

    seconds: float
    loss: float


def measure(member: Session) -> Pace:
    """Time the next steps of a lane; it is unchanged afterwards."""
    if member.finished:
        return Pace(nan, nan)
    with member.unmoved():
        member.prepare()
        begin = perf_counter()
        loss = float(member.advance(1).loss[0])  # allocates memory and may compile
        seconds = perf_counter() - begin
        if seconds > LONG or member.finished:
            return Pace(seconds, loss)
        seconds = min(seconds, _seconds(member, 1))
        if seconds >= SECONDS:
            return Pace(seconds, loss)
        count = int(max(1, min(STEPS, SECONDS / TRIES // max(1e-6, seconds))))
        return Pace(min(_seconds(member, count) / count for _ in range(TRIES)), loss)


def _seconds(member: Session, count: int) -> float:
    begin, goal = perf_counter(), member.steps_done + count
    while member.steps_done < goal and not member.finished:
        member.advance(goal - member.steps_done)
    return perf_counter() - begin
