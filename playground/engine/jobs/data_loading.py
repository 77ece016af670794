"""The data of a run are read beside its worker, which tells how far that is and ends at once when it has to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event as Flag
from threading import Thread
from time import perf_counter

from playground.build.data import load_data
from playground.build.facts import name_of
from playground.build.shapes import analyze
from playground.catalog.kinds import NotWanted, while_wanted
from playground.catalog.kinds.progress import watching
from playground.engine.events.run import DataLoading
from playground.spec.project import Project

LOOK = 0.03
"""Seconds between two looks at the reading."""
TOLD = 0.15
"""Seconds between two events about it; one that is over sooner is not told of."""
LET_GO = 0.05
"""Seconds that a reading which is not wanted any more is waited for. It may reckon with all it has read, and is then
left to itself until it asks whether it is wanted."""


def data_at_hand(project: Project, run: int, stopped: Callable[[], bool]) -> Iterator[DataLoading]:
    """Have the data of a project read, so that a session finds them in memory.

    Args:
        project: Nothing is read for one that cannot be trained.
        run: Id that the events carry.
        stopped: Whether to give up.

    Raises:
        NotWanted: When ``stopped`` said so.
        DataProblem: When the data cannot be had.
    """
    reader = _Reader(project, stopped)
    reader.start()
    try:
        told = perf_counter()
        while not reader.over.wait(LOOK):
            if stopped():
                raise NotWanted
            if perf_counter() - told >= TOLD and reader.share is not None:
                told = perf_counter()
                name = name_of(project.data.dataset)
                yield DataLoading(run, 0, name, reader.share, reader.seconds_left)
    finally:
        reader.leave()
    if stopped():
        raise NotWanted
    if reader.error is not None:
        raise reader.error


class _Reader(Thread):
    """Reads once.

    Attributes:
        over: It has ended.
        error: Why it has failed, None when it has not.
        share: What is done, None before anything is known of it.
    """

    def __init__(self, project: Project, stopped: Callable[[], bool]) -> None:
        super().__init__(name="reading", daemon=True)
        self._project, self._stopped = project, stopped
        self._left = Flag()
        self._began: tuple[float, float] = (0.0, 0.0)
        self.over = Flag()
        self.error: Exception | None = None
        self.share: float | None = None

    def run(self) -> None:
        """In the thread."""
        try:
            with while_wanted(self._unwanted), watching(self._take), suppress(NotWanted):
                if not analyze(self._project).problems:
                    load_data(self._project.data)
        except Exception as error:  # noqa: BLE001 - raised again by whoever waits for it
            self.error = error
        finally:
            self.over.set()

    def leave(self) -> None:
        """Nobody waits for it any more, whether it has ended or not."""
        self._left.set()
        self.join(LET_GO)

    @property
    def seconds_left(self) -> float | None:
        """By what it has taken so far; None where that says nothing."""
        time, first = self._began
        done = (self.share or 0.0) - first
        return (perf_counter() - time) * (1.0 - first - done) / done if done > 0 else None

    def _unwanted(self) -> bool:
        return self._left.is_set() or self._stopped()

    def _take(self, share: float) -> None:
        if self.share is None or share < self.share:  # another pass
            self._began = perf_counter(), share
        self.share = share
