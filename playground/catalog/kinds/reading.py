"""Long reads check from time to time whether their result is still wanted.

The owner of a reading thread says once how to find out (``while_wanted``); all code that reads in it, however deep in
the call stack, checks with ``still_wanted``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_stopped: ContextVar[Callable[[], bool] | None] = ContextVar("stopped", default=None)


class NotWanted(Exception):
    """The result of a read is no longer wanted. Not a problem of the data: nothing is shown or kept."""


@contextmanager
def while_wanted(stopped: Callable[[], bool]) -> Iterator[None]:
    """Make reads in this thread end soon after ``stopped()`` is true, by raising ``NotWanted``."""
    token = _stopped.set(stopped)
    try:
        yield
    finally:
        _stopped.reset(token)


def still_wanted() -> None:
    """Check whether the result is still wanted; call it every few hundredths of a second of work.

    Raises:
        NotWanted: When the read should end.
    """
    stopped = _stopped.get()
    if stopped is not None and stopped():
        raise NotWanted
