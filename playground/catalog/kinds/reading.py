"""Readings that take long ask now and then whether anybody still waits for them.

Who reads in a thread of its own says once how to find out (``while_wanted``); whatever reads there, however deep
below, asks by ``still_wanted``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_stopped: ContextVar[Callable[[], bool] | None] = ContextVar("stopped", default=None)


class NotWanted(Exception):
    """Nobody waits for what is read any more. Not a problem of the data: nothing is told and nothing kept."""


@contextmanager
def while_wanted(stopped: Callable[[], bool]) -> Iterator[None]:
    """Let readings in this thread end soon after ``stopped()`` is true, by raising ``NotWanted``."""
    token = _stopped.set(stopped)
    try:
        yield
    finally:
        _stopped.reset(token)


def still_wanted() -> None:
    """To be called every few hundredths of a second of work.

    Raises:
        NotWanted: When the reading is to end.
    """
    stopped = _stopped.get()
    if stopped is not None and stopped():
        raise NotWanted
