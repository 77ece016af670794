"""What decides which settings are tried next: a grid in order, or one of Optuna's samplers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from playground.spec.base import Value
from playground.sweep.space import Space


@dataclass(frozen=True)
class Proposal:
    """Settings to be tried.

    Attributes:
        number: By which a sampler knows them.
        settings: By their names.
    """

    number: int
    settings: Mapping[str, Value]


class Sampler(Protocol):
    """Proposes settings, and hears how good they were."""

    judges: bool
    """Whether it stops trials early."""
    total: int
    """Number of proposals that are left at the beginning."""

    def propose(self) -> Proposal | None:
        """Return settings that are to be tried next; None when there are no more."""

    def judge(self, number: int, epoch: float, value: float) -> bool:
        """Return whether a trial with this evaluation is to stop."""

    def conclude(self, number: int, value: float, *, pruned: bool) -> None:
        """Hear the result of a proposal: the median over its seeds, NaN when there is none."""


class GridSampler:
    """Proposes all points of a grid; the results do not matter."""

    judges = False

    def __init__(self, space: Space) -> None:
        """Begin.

        Raises:
            ValueError: When the grid has too many points.
        """
        points = list(space.grid())
        self.total = len(points)
        self._points: Iterator[Proposal] = (Proposal(*each) for each in enumerate(points))

    def propose(self) -> Proposal | None:
        """Return the next point."""
        return next(self._points, None)

    def judge(self, number: int, epoch: float, value: float) -> bool:
        """Let every trial continue."""
        del number, epoch, value
        return False

    def conclude(self, number: int, value: float, *, pruned: bool) -> None:
        """Results do not matter."""
