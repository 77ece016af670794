"""How fast a lane trains alone: lanes that step together cannot be timed one by one."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.engine.training.session import Session

SECONDS, STEPS, TRIES = 0.03, 32, 3
"""The best of some tries that take about this long together, each of at most this many steps."""


def step_seconds(member: Session) -> float:
    """Measure the seconds of one step; the member is unchanged afterwards."""
    with member.unmoved():
        seconds = _seconds(member, 1)  # allocates memory and compiles
        seconds = min(seconds, _seconds(member, 1))
        if seconds >= SECONDS:
            return seconds
        count = int(max(1, min(STEPS, SECONDS / TRIES // max(1e-6, seconds))))
        return min(_seconds(member, count) / count for _ in range(TRIES))


def _seconds(member: Session, count: int) -> float:
    begin, goal = perf_counter(), member.steps_done + count
    while member.steps_done < goal and not member.finished:
        member.advance(goal - member.steps_done)
    return perf_counter() - begin
