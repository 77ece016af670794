"""Looking something up in files while the window stays alive."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from playground.catalog.kinds import DataProblem, NotWanted, UnknownEntry

LOOK_MS = 15
"""How often it is looked whether the answer has come."""
MOST_THREADS = 3
"""Threads at work at once for one owner; of further questions only the newest is kept."""

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Errand:
    work: Callable[[], Any]
    then: Callable[[Any], None]
    failed: Callable[[str], None]
    answer: SimpleQueue[tuple[Any, str]] = field(default_factory=SimpleQueue)
    thread: Thread | None = None

    def run(self) -> None:
        """In the thread."""
        self.answer.put(answered(self.work))


def answered(work: Callable[[], Any]) -> tuple[Any, str]:
    """Call the outermost function of a thread that reads a file; returns its result, or a sentence on why it has none.

    Raises:
        NotWanted: When nobody waits for the answer any more.
    """
    try:
        return work(), ""
    except NotWanted:
        raise
    except (DataProblem, UnknownEntry) as problem:
        return None, str(problem)
    except (OSError, MemoryError, ValueError) as error:
        return None, f"The file cannot be read: {error}."
    except Exception as error:  # the caller would wait forever
        log.exception("Reading a file failed")
        return None, f"An error in the program: {type(error).__name__}: {error}."


class Lookup(QObject):
    """One question at a time, answered in the window's thread; a new one makes the old one pointless.

    A file cannot be made to answer sooner, so a thread whose answer nobody wants any more is left to itself: its
    answer is dropped, and the program does not wait for it.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._asked: _Errand | None = None
        self._threads: list[Thread] = []
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._asked is not None

    def start(
        self, work: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[str], None]
    ) -> None:
        """Ask.

        Args:
            work: Finds the answer, in a thread.
            then: Takes it.
            failed: Takes one sentence on why there is none.
        """
        self._asked = _Errand(work, then, failed)
        self._timer.start()
        self._begin()

    def drop(self) -> None:
        """The answer is not wanted any more."""
        self._asked = None
        self._timer.stop()

    def _begin(self) -> None:
        errand = self._asked
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        if errand is None or errand.thread is not None or len(self._threads) >= MOST_THREADS:
            return
        errand.thread = Thread(target=errand.run, daemon=True)
        self._threads.append(errand.thread)
        errand.thread.start()

    @Slot()
    def _look(self) -> None:
        self._begin()
        errand = self._asked
        if errand is None:
            return
        try:
            result, problem = errand.answer.get_nowait()
        except Empty:
            return
        self.drop()
        if problem:
            errand.failed(problem)
        else:
            errand.then(result)
