"""Keeps the curves of the run beside its weights, so that it can be resumed with both."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QObject, QTimer, Slot

from playground.engine.events.run import RunState
from playground.records.run import RunRecord
from playground.spec.files import FileProblem
from playground.ui.runs.run_controller import RunController

EVERY_MS = 500
"""Between two looks for new weights; the curves are written one interval after them, to reach as far."""
ENDS = {RunState.PAUSED, RunState.FINISHED, RunState.DIVERGED}


class RunKeeper(QObject):
    """Writes the record of the run whenever the weights were saved, when the run halts, and at the end.

    Attributes:
        file: Where it is written; None for nowhere.
        weights: The file in which the weights are kept; None for nowhere.
    """

    def __init__(self, runs: RunController, parent: QObject) -> None:
        super().__init__(parent)
        self._runs = runs
        self._run: int | None = None
        self._begun = False
        self.file: Path | None = None
        self.weights: Path | None = None
        self._written = self._followed = self._seen = 0
        self._thread: Thread | None = None
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._follow_weights)
        runs.frame.connect(self._on_frame)
        runs.state_changed.connect(self._on_state)

    @property
    def record(self) -> RunRecord:
        """The record of the run shown."""
        return self._runs.record

    @Slot()
    def _on_frame(self) -> None:
        record = self.record
        if record.run != self._run:
            self._run, self._begun, self._written = record.run, False, 0
        if not self._begun and len(record.steps):
            self._begun = True
            self._begin()

    def _begin(self) -> None:
        """Drop the curves of the run before: its weights are replaced now."""
        if self.file is not None:
            with suppress(OSError):
                self.file.unlink(missing_ok=True)

    @Slot(object)
    def _on_state(self, state: RunState) -> None:
        if state is RunState.RUNNING:
            self._timer.start()
            return
        self._timer.stop()
        if state in ENDS:
            QTimer.singleShot(0, self, self._write_soon)  # once the events of this frame are recorded

    @Slot()
    def _follow_weights(self) -> None:
        """Write once the weights were saved again."""
        try:
            saved = 0 if self.weights is None else self.weights.stat().st_mtime_ns
        except OSError:
            return
        if saved == self._seen and saved != self._followed:
            self._followed = saved
            self._write_soon()
        self._seen = saved

    @Slot()
    def _write_soon(self) -> None:
        """Write in another thread, unless it is busy or nothing is new."""
        if self._thread is not None and self._thread.is_alive():
            return
        write = self._writer()
        if write is not None:
            self._thread = Thread(target=write, daemon=True)
            self._thread.start()

    def _writer(self) -> Callable[[], None] | None:
        """What writes the record as it is now."""
        file, step = self.file, self.record.step
        if file is None or not len(self.record.steps) or step == self._written:
            return None
        self._written = step
        save = self.record.snapshot()

        def write() -> None:
            with suppress(FileProblem):
                save(file)

        return write

    def close(self) -> None:
        """Write what is new and end; may be called again."""
        self._timer.stop()
        if self._thread is not None:
            self._thread.join()
        write = self._writer()
        if write is not None:
            write()
        self.file = None
