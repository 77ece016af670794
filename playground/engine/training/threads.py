"""Number of torch's threads for a session, set from the training thread.

For small tensors one thread is the fastest, and several threads on busy cores can be many times slower; the gain of
larger networks depends on the machine, so it is measured on a few real steps of a copy.

The number of threads can affect the last bits of a sum. The choice for a network and batch size is remembered as long
as the program runs, so that two runs of one project are equal to the last bit; on another machine, or after a restart
of the program, another choice can give other last bits.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from time import perf_counter

import torch

from playground.engine.compiled.replay import ReplayFailed
from playground.engine.data.subsample import work_per_sample
from playground.engine.runtime.bounded import BoundedDict
from playground.engine.training.session import Session

LARGE = 3e6
"""Multiply-adds of a batch from which several threads may be faster."""
USUAL = 4
"""Threads for large networks before anything is measured."""
WORTH_IT = 0.9
"""More threads are used only if a step then takes less than this fraction of its time, which is noisy."""
TRIES, LEAST_TRIES, SECONDS = 4, 2, 0.4
"""Steps per number of threads in a comparison, in turn; at least, and the time in which further ones begin."""
SLOW, SLOW_STEP = 1.0, 0.3
"""Seconds from which on one step per number of threads is enough, as other load counts little; and seconds of a step
beside which what only the first step with a number of threads does counts little, too.
"""

_remembered: BoundedDict[tuple[str, int, int], int] = BoundedDict(256)
_most: list[int] = []


def rough_threads(session: Session) -> int:
    """Set a number of threads immediately, by the size of the network alone, and return it."""
    count = min(USUAL, cores()) if _is_large(session) else 1
    torch.set_num_threads(count)
    return count


def fit_threads(session: Session, stopped: Callable[[], bool] = lambda: False) -> int:
    """Set the number of torch's threads for a session and return it; the session is not changed.

    For a large network on the CPU this takes up to a second the first time.

    Args:
        session: The session whose steps are timed.
        stopped: Checked between steps; if it returns true, nothing is remembered.
    """
    if session.gradients.processes > 1:
        count = max(1, cores() // session.gradients.processes)
        torch.set_num_threads(count)
        return count
    if not _is_large(session) or session.data.stream is not None:
        return rough_threads(session)
    spec = session.training
    key = session.project.graph.model_dump_json(), spec.batch_size, cores()
    if key not in _remembered:
        count = _measured(session, stopped) if session.device.type == "cpu" else 1
        if stopped():
            return rough_threads(session)
        _remembered[key] = count
    torch.set_num_threads(_remembered[key])
    return _remembered[key]


def fastest(seconds: Callable[[int], float], most: int) -> int:
    """Find the number of threads with the shortest step: 1, 2, 4 and so on, as long as it improves.

    The shortest of some steps of each counts, taken in turn, so that other load affects both alike.

    Args:
        seconds: Returns the time of a step with a number of threads.
        most: Number of cores.
    """
    best, count = 1, 2
    while best * 2 >= count and count <= most:
        least, other = _compared(seconds, best, count)
        if other < WORTH_IT * least:
            best = count
        count = min(count * 2, most) if count < most else most + 1
    return best


def _compared(seconds: Callable[[int], float], one: int, other: int) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = [], []
    begin = perf_counter()
    for tries in range(TRIES):
        spent = perf_counter() - begin
        if (tries >= LEAST_TRIES and spent > SECONDS) or spent > SLOW:
            break
        for count, taken in zip((one, other), times, strict=True):
            taken.append(seconds(count))
    return min(times[0]), min(times[1])


@contextmanager
def use_at_most(threads: int) -> Iterator[None]:
    """Let sessions within use at most this many threads, e.g. one where a process on each core trains."""
    _most.append(threads)
    try:
        yield
    finally:
        _most.pop()


def limited() -> bool:
    """Whether sessions share the cores with others, see ``use_at_most``."""
    return bool(_most)


def cores() -> int:
    """Count the cores that this process may use."""
    if _most:
        return _most[-1]
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


def _is_large(session: Session) -> bool:
    batch = min(session.training.batch_size, len(session.data.x_train))
    return work_per_sample(session.network) * batch > LARGE


def _measured(session: Session, stopped: Callable[[], bool]) -> int:
    with closing(Session(session.project, device=str(session.device))) as copy:
        copy.restore(session.state())
        copy.apply(session.training.with_(epochs=1_000_000))
        return fastest(_timer(copy, stopped), cores())


def _timer(copy: Session, stopped: Callable[[], bool]) -> Callable[[int], float]:
    known: set[int] = set()
    slow = False

    def seconds(count: int) -> float:
        nonlocal slow
        torch.set_num_threads(count)
        if count not in known and not slow and not stopped():
            with suppress(ReplayFailed):  # later ones then use autograd
                copy.advance(1)  # the first one allocates memory and wakes the threads
        known.add(count)
        if stopped():
            return float("inf")
        since = perf_counter()
        copy.advance(1)
        taken = perf_counter() - since
        slow = taken > SLOW_STEP
        return taken

    return seconds
