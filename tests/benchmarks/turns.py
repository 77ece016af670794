"""Ours and the rivals by turns, so that all of them meet the same moments of the machine."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

import torch

Work = Callable[[], int]
"""Does a piece of work and says how much it was."""

THREADS = (1, 2)
ROUNDS = 5


def speed(work: Work, threads: int, seconds: float) -> float:
    """How much a second does."""
    torch.set_num_threads(threads)
    done, begin = 0, perf_counter()
    while (passed := perf_counter() - begin) < seconds or not done:
        done += work()
    return done / passed


def by_turns(
    ours: Work, rival: Work, threads: int | None = None, seconds: float = 1.0
) -> tuple[float, float]:
    """Medians of what a second does.

    Args:
        ours: What is measured.
        rival: What it is held against, at its best number of threads.
        threads: That ours chooses by itself; None where the caller has the choice, then the best as well.
        seconds: Of each turn.
    """
    mine = THREADS if threads is None else (threads,)
    everyone = [*((ours, each) for each in mine), *((rival, each) for each in THREADS)]
    for work, each in everyone:
        speed(work, each, 0.1)
    speeds = [[speed(work, each, seconds) for work, each in everyone] for _ in range(ROUNDS)]
    medians = [median(column) for column in zip(*speeds, strict=True)]
    return max(medians[: len(mine)]), max(medians[len(mine) :])
