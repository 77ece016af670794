"""Progress of long reads.

A caller that wants to know puts ``watching`` around the call. Code that reads calls ``progress`` after every ten
milliseconds or so of work, whether or not anybody is listening.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from playground.catalog.kinds.reading import still_wanted

Watch = Callable[[float], None]
"""Receives the share that is done, 0 to 1."""

_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


def progress(share: float) -> None:
    """Report the progress of a read.

    Args:
        share: Share that is done, 0 to 1.

    Raises:
        NotWanted: When the result is no longer wanted.
    """
    still_wanted()
    watch = _watch.get()
    if watch is not None:
        watch(share)


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Report the progress of reads inside this context, in this thread, to ``watch``."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


@contextmanager
def part(begin: float, end: float) -> Iterator[None]:
    """Count reads inside this context as the part from ``begin`` to ``end`` of the whole."""
    watch = _watch.get()
    if watch is None:
        yield
        return
    with watching(lambda share: watch(begin + (end - begin) * share)):
        yield
