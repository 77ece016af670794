"""Whether a path that ends at a minimum swings around it without coming closer."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from playground.arrays import Doubles

LEAST_TAIL, TAIL_PART = 20, 10
"""A path is judged by its newest points: one in ``TAIL_PART`` of all, at least ``LEAST_TAIL``."""
FEWEST = 4
"""Shorter tails are not judged."""


def swings(away: Doubles, radius: float) -> bool:
    """Whether a path that ends at a minimum swings around it without coming closer.

    Judged by its tail: it leaves the minimum and returns, or the tail's second half is as far away as its first
    although the steps together lead several times as far.

    Args:
        away: Differences from the minimum, ``(steps + 1, 2)``.
        radius: Distance that counts as the minimum.
    """
    tail = away[_tail_begin(len(away)) :]
    if len(tail) < FEWEST:
        return False
    distance = np.hypot(*tail.T)
    inside = distance <= radius
    if not inside[inside.argmax() :].all():
        return True
    half = len(distance) // 2
    early, late = float(distance[:half].max()), float(distance[half:].max())
    travelled = float(np.hypot(*np.diff(tail[half:], axis=0).T).sum())
    return late > 1e-3 * radius and late > 0.8 * early and travelled > 4 * late


def _tail_begin(points: int) -> int:
    return max(0, points - max(LEAST_TAIL, points // TAIL_PART))


class SwingTracker:
    """Judges a population chunk by chunk as ``swings`` does, without keeping its paths.

    Args:
        known: Minima, ``(M, 2)``.
        radius: Distance that counts as a minimum.
        count: Size of the population.
        steps: Of the whole race.
    """

    def __init__(self, known: Tensor, radius: float, count: int, steps: int) -> None:
        self._known, self._radius = known, radius
        self._begin = _tail_begin(steps + 1)
        self._judged = steps + 1 - self._begin >= FEWEST
        self._half = self._begin + (steps + 1 - self._begin) // 2
        shape = count, len(known)
        self._seen, self._left = torch.zeros(shape, dtype=torch.bool), torch.zeros(shape, dtype=torch.bool)
        self._early, self._late = (torch.zeros(shape, dtype=torch.float64) for _ in range(2))
        self._travelled = torch.zeros(count, dtype=torch.float64)
        self._before: Tensor | None = None

    def update(self, path: Tensor, first: int) -> None:
        """Take further places ``(n, S, 2)``, the first of which is that of step ``first``."""
        skipped = max(0, self._begin - first)
        if skipped >= len(path) or not len(self._known):
            return
        path, first = path[skipped:], first + skipped
        distance = (path[:, :, None] - self._known).norm(dim=3)
        inside = distance <= self._radius
        seen = self._seen | (inside.cumsum(dim=0) > 0)
        self._left |= (seen & ~inside).any(dim=0)
        self._seen = seen[-1]
        split = max(0, self._half - first)
        if split:
            self._early = torch.maximum(self._early, distance[:split].amax(dim=0))
        if split < len(path):
            self._late = torch.maximum(self._late, distance[split:].amax(dim=0))
            joined = path[split:]
            if split == 0 and self._before is not None and first > self._half:
                joined = torch.cat([self._before[None], joined])
            self._travelled += joined.diff(dim=0).norm(dim=2).sum(dim=0)
        self._before = path[-1].clone()

    def swinging(self, nearest: Tensor) -> Tensor:
        """Return which members swing around their minimum, ``(S,)``.

        Args:
            nearest: Number of the minimum at which each is, -1 for none, ``(S,)``.
        """
        if not self._judged or not len(self._known):
            return torch.zeros(len(nearest), dtype=torch.bool)
        left, early, late = (
            each.gather(1, nearest.clamp(min=0)[:, None])[:, 0]
            for each in (self._left, self._early, self._late)
        )
        circling = (late > 1e-3 * self._radius) & (late > 0.8 * early) & (self._travelled > 4 * late)
        found: Tensor = (left | circling) & (nearest >= 0)
        return found
