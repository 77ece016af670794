"""How far a reading is that takes its time.

Whoever wants to know puts ``watching`` around the call. Whoever reads calls ``progress`` after each bit of work of some
ten milliseconds, and need not know whether anybody listens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from playground.catalog.kinds.reading import still_wanted

Watch = Callable[[float], None]
"""Is told the share that is done, 0 to 1."""

_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


def progress(share: float) -> None:
    """Tell whoever watches how far the reading is.

    Args:
        share: What is done of it, 0 to 1.

    Raises:
        NotWanted: When nobody waits for it any more.
    """
    still_wanted()
    watch = _watch.get()
    if watch is not None:
        watch(share)


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Let ``watch`` hear of what is read inside, in this thread."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


@contextmanager
def part(begin: float, end: float) -> Iterator[None]:
    """What is read inside is from ``begin`` to ``end`` of the whole."""
    watch = _watch.get()
    if watch is None:
        yield
        return
    with watching(lambda share: watch(begin + (end - begin) * share)):
        yield
