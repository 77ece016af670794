"""Reads the data of a run in a thread beside its worker, which reports progress and can stop at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event as Flag
from threading import Thread
from time import perf_counter

from playground.build.analysis.shapes import analyze
from playground.build.data.facts import name_of
from playground.build.data.loading import load_data
from playground.catalog.kinds import NotWanted, while_wanted
from playground.catalog.kinds.progress import watching
from playground.engine.events.run import DataLoading, Preparing
from playground.spec.project import Project

CHECK_EVERY = 0.03
"""Seconds between two checks of the reading thread."""
REPORT_EVERY = 0.15
"""Seconds between two progress events; a shorter read has none. A longer one ends with one that says so."""
LEAVE_AFTER = 0.05
"""Seconds to wait for a read that is no longer wanted. It may be in the middle of a long computation; it then ends by
itself the next time it checks whether it is wanted."""


def load_in_background(
    project: Project, run: int, stopped: Callable[[], bool]
) -> Iterator[DataLoading | Preparing]:
    """Read the data of a project, so that a session finds them in memory.

    Args:
        project: Nothing is read for one that cannot be trained.
        run: Id that the events carry.
        stopped: Whether to stop reading.

    Raises:
        NotWanted: When ``stopped`` became true.
        DataProblem: When the data cannot be read.
    """
    reader = _Reader(project, stopped)
    reader.start()
    try:
        reported, before = perf_counter(), -1.0
        while not reader.over.wait(CHECK_EVERY):
            if stopped():
                raise NotWanted
            if perf_counter() - reported >= REPORT_EVERY and reader.share is not None:
                reported, share = perf_counter(), reader.share
                name = name_of(project.data.dataset)
                if share < 1:
                    yield DataLoading(run, 0, name, share, reader.seconds_left)
                elif before < 1:
                    yield Preparing(run, 0, f"preparing the samples of {name}")
                before = share
    finally:
        reader.leave()
    if stopped():
        raise NotWanted
    if reader.error is not None:
        raise reader.error
    if before >= 0 or (reader.share is not None and perf_counter() - reported >= REPORT_EVERY):
        yield DataLoading(run, 0, name_of(project.data.dataset), 1.0, 0.0)


class _Reader(Thread):
    """Reads once.

    Attributes:
        over: It has ended.
        error: Why it has failed, None when it has not.
        share: Part that is done, None before anything is known.
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
            with while_wanted(self._unwanted), watching(self._on_progress), suppress(NotWanted):
                if not analyze(self._project).problems:
                    load_data(self._project.data)
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            self.error = error
        finally:
            self.over.set()

    def leave(self) -> None:
        """Stop waiting for it, whether it has ended or not."""
        self._left.set()
        self.join(LEAVE_AFTER)

    @property
    def seconds_left(self) -> float | None:
        """Estimated from the time so far; None while there is nothing to estimate from."""
        time, first = self._began
        done = (self.share or 0.0) - first
        return (perf_counter() - time) * (1.0 - first - done) / done if done > 0 else None

    def _unwanted(self) -> bool:
        return self._left.is_set() or self._stopped()

    def _on_progress(self, share: float) -> None:
        if self.share is None or share < self.share:  # another pass
            self._began = perf_counter(), share
        self.share = share
