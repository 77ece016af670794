"""Time of work on a device that can be given up between two repetitions."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import torch

from playground.catalog.kinds import still_wanted
from playground.engine.training.threads import cores

BUDGET = 0.12
"""Seconds of repetitions."""
LEAST, MOST = 3, 200
"""Repetitions."""


def wait_for(device: torch.device) -> None:
    """Wait until a device has done what it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def seconds_at_best(work: Callable[[], object], device: torch.device, budget: float = BUDGET) -> float:
    """Return the shorter time of work on one thread and on all, as ``seconds_of``; on a GPU there is no choice."""
    if device.type != "cpu":
        return seconds_of(work, device, budget)
    found = []
    for threads in {1, cores()}:
        torch.set_num_threads(threads)
        found.append(seconds_of(work, device, budget / 2))
    return min(found)


def seconds_of(work: Callable[[], object], device: torch.device, budget: float = BUDGET) -> float:
    """Return the shortest time of some repetitions, after one that does not count: other load only lengthens it.

    Args:
        work: What is timed.
        device: Where it runs.
        budget: Seconds after which no further repetition begins.

    Raises:
        NotWanted: When the measurement was given up.
    """
    work()
    wait_for(device)
    times: list[float] = []
    begin = perf_counter()
    while len(times) < LEAST or (len(times) < MOST and perf_counter() - begin < budget):
        still_wanted()
        since = perf_counter()
        work()
        wait_for(device)
        times.append(perf_counter() - since)
        if times[0] > budget:
            break
    return min(times)
