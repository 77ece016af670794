"""Reading a file beside the window: with progress, and given up at once when nobody waits for it any more."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event as Flag
from threading import Thread

from PySide6.QtCore import QObject, Signal

from playground.catalog.kinds import DataProblem, NotWanted, while_wanted
from playground.catalog.kinds.progress import watching

Work = Callable[[], object]
"""Reads."""


class _Voice(QObject):
    """Speaks from the thread to the window."""

    progressed = Signal(int, float)
    ended = Signal(int, object, str)


class Reading(QObject):
    """One reading at a time; a new one gives the old one up."""

    progressed = Signal(float)
    """The part that is done."""
    done = Signal(object)
    """What was read."""
    failed = Signal(str)
    """Why it cannot be read."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._voice = _Voice(self)
        self._voice.progressed.connect(self._progress)
        self._voice.ended.connect(self._end)
        self._number = 0
        self._running: list[tuple[Flag, Thread]] = []
        running = self._running
        parent.destroyed.connect(lambda: _stop(running))

    @property
    def busy(self) -> bool:
        """Whether somebody reads."""
        return bool(self._running)

    def start(self, work: Work) -> None:
        """Begin to read."""
        self.stop()
        self._number += 1
        stop = Flag()
        thread = Thread(target=_read, args=(work, self._number, stop, self._voice), daemon=True)
        self._running.append((stop, thread))
        thread.start()

    def stop(self) -> None:
        """Give up; waits until the file is let go, which is a matter of milliseconds."""
        _stop(self._running)

    def _progress(self, number: int, part: float) -> None:
        if number == self._number and self.busy:
            self.progressed.emit(part)

    def _end(self, number: int, result: object, problem: str) -> None:
        if number != self._number or not self.busy:
            return
        self.stop()
        if problem:
            self.failed.emit(problem)
        else:
            self.done.emit(result)


def _stop(running: list[tuple[Flag, Thread]]) -> None:
    for stop, thread in running:
        stop.set()
        thread.join()
    running.clear()


def _read(work: Work, number: int, stop: Flag, voice: _Voice) -> None:
    result: object = None
    problem = ""
    try:
        with while_wanted(stop.is_set), watching(lambda share: voice.progressed.emit(number, share)):
            result = work()
    except NotWanted:
        return
    except DataProblem as error:
        problem = str(error)
    except (OSError, MemoryError, ValueError) as error:
        problem = f"The file cannot be read: {error}."
    if not stop.is_set():
        voice.ended.emit(number, result, problem)
