"""The order of a leaderboard."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, isfinite
from typing import Protocol, TypeVar


class RankedResult(Protocol):
    """What the result of a lane is ranked by."""

    @property
    def steps_to_target(self) -> float | None:
        """Steps until the target was first reached, None for a miss."""

    @property
    def final(self) -> float:
        """Height or loss at the end, NaN when the lane diverged."""


Result = TypeVar("Result", bound=RankedResult)


def ranked(results: Iterable[Result]) -> list[Result]:
    """Sort results: first by the steps to the target, then by the height or loss at the end."""
    return sorted(results, key=rank)


def rank(result: RankedResult) -> tuple[float, float]:
    """Return what a result is sorted by, best first."""
    return rank_at(result.steps_to_target, result.final)


def rank_at(steps_to_target: float | None, value: float) -> tuple[float, float]:
    """Return what a lane is sorted by at some step, best first.

    Args:
        steps_to_target: Steps until the target was reached, None while it is not.
        value: Height or loss there.
    """
    return inf if steps_to_target is None else steps_to_target, value if isfinite(value) else inf
