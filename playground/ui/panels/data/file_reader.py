"""Reading a file in the background, with progress and immediate cancellation."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event as Flag
from threading import Thread

from PySide6.QtCore import QObject, Signal

from playground.catalog.kinds import NotWanted, while_wanted
from playground.catalog.kinds.progress import watching
from playground.ui.runs.lookup import answered

Work = Callable[[], object]
"""Reads the file and returns the result."""


class _Signals(QObject):
    """Carries signals from the thread to the window."""

    progressed = Signal(int, float)
    ended = Signal(int, object, str)


class Reading(QObject):
    """One reading at a time; a new one cancels the previous one."""

    progressed = Signal(float)
    """The share that is done, 0 to 1."""
    done = Signal(object)
    """What was read."""
    failed = Signal(str)
    """Why the file cannot be read."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._signals = _Signals(self)
        self._signals.progressed.connect(self._on_progress)
        self._signals.ended.connect(self._on_ended)
        self._number = 0
        self._running: list[tuple[Flag, Thread]] = []
        running = self._running
        parent.destroyed.connect(lambda: _stop(running))

    @property
    def busy(self) -> bool:
        """Whether a file is being read."""
        return bool(self._running)

    def start(self, work: Work) -> None:
        """Begin to read in a thread."""
        self.stop()
        self._number += 1
        stop = Flag()
        thread = Thread(target=_read, args=(work, self._number, stop, self._signals), daemon=True)
        self._running.append((stop, thread))
        thread.start()

    def stop(self) -> None:
        """Cancel, and wait until the file is closed, which takes milliseconds."""
        _stop(self._running)

    def _on_progress(self, number: int, part: float) -> None:
        if number == self._number and self.busy:
            self.progressed.emit(part)

    def _on_ended(self, number: int, result: object, problem: str) -> None:
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


def _read(work: Work, number: int, stop: Flag, signals: _Signals) -> None:
    try:
        with while_wanted(stop.is_set), watching(lambda share: signals.progressed.emit(number, share)):
            result, problem = answered(work)
    except NotWanted:
        return
    if not stop.is_set():
        signals.ended.emit(number, result, problem)
