"""Work on several items at once, with results in the order of the items."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

THREADS = max(1, min(16, os.cpu_count() or 1))
"""Items that are worked on at once; one more is taken ahead."""


def in_order(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Call a function with each item, in threads; worth it where it leaves the interpreter.

    Args:
        work: Called in other threads. What it raises is raised here, when it is the turn of its item.
        items: Taken in this thread.
    """
    pool = ThreadPoolExecutor(THREADS)
    coming: deque[Future[Result]] = deque()
    try:
        for item in items:
            coming.append(pool.submit(work, item))
            if len(coming) > THREADS:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
