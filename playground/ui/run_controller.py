"""The run that the window shows: starts and ends its thread, passes commands on, hands out events by the frame."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from playground.app.changes import Change, classify
from playground.app.document import Changed, Document
from playground.engine.events import Event, RunState, Scalars, Started, StateChanged
from playground.engine.mailbox import Mailbox
from playground.ui.analysis import Analysis
from playground.ui.runner import Runner

FRAME_MS = 16
"""Between two looks into the mailbox."""
REBUILD_MS = 150
"""A run that has not begun is built anew so long after the last edit."""


class RunController(QObject):
    """Owns the thread. A project without problems always has a run that stands ready."""

    frame = Signal(list)
    """The events since the last frame, all of the current run."""
    state_changed = Signal(object)
    """The RunState."""
    stale_changed = Signal(bool)
    """Whether the project was edited since the run began, so that it needs a restart."""
    refused = Signal(str)
    """Why there is nothing to run, in one sentence."""

    def __init__(self, document: Document, analysis: Analysis, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._analysis = document, analysis
        self._runner: Runner | None = None
        self._ending: list[Runner] = []
        self._mailbox = Mailbox()
        self._runs = 0
        self._wanted: frozenset[type[Event]] = frozenset()
        self._speed: float | None = None
        self._steps = 0
        self.state = RunState.READY
        self.stale = False
        self.message = ""
        self._frames = QTimer(self)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.setInterval(FRAME_MS)
        self._frames.timeout.connect(self._drain)
        self._rebuild = QTimer(self)
        self._rebuild.setSingleShot(True)
        self._rebuild.setInterval(REBUILD_MS)
        self._rebuild.timeout.connect(self.restart)
        document.subscribe(self._follow)

    # --- commands --------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Play, or pause while it runs."""
        if self.state is RunState.RUNNING:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Train on; a run that diverged or failed starts again first."""
        if self._ready_to_train():
            assert self._runner is not None
            self._runner.control.play()

    def step(self) -> None:
        """One optimizer step."""
        if self._ready_to_train():
            assert self._runner is not None
            self._runner.control.step()

    def epoch(self) -> None:
        """To the end of the epoch."""
        if self._ready_to_train():
            assert self._runner is not None
            self._runner.control.epoch()

    def pause(self) -> None:
        """Stand still."""
        if self._runner is not None:
            self._runner.control.pause()

    def reset(self) -> None:
        """Back to the same initial weights, with the project as it is now."""
        self.restart()

    def restart(self) -> None:
        """Build a new run of the project as it is; the old one ends."""
        self._rebuild.stop()
        ending = self._let_go()
        self._set_stale(stale=False)
        self._steps = 0
        self._runs += 1
        self._mailbox = Mailbox()
        self.message = ""
        self._become(RunState.READY)
        if self._analysis.report.problems:
            self.frame.emit([])
            return
        self._runner = Runner(
            self._document.project, self._runs, self._mailbox, self._wanted, after=ending, parent=self
        )
        if self._speed is not None:
            self._runner.control.set_speed(self._speed)
        self._runner.start()
        self._frames.start()

    def new_seed(self) -> None:
        """Other initial weights and another order of batches; an edit that can be undone."""
        self._document.edit(
            "New seed",
            lambda project: project.with_(
                training=project.training.with_(seed=(project.training.seed + 1) % 2**31)
            ),
        )
        self.restart()

    def set_speed(self, steps_per_second: float | None) -> None:
        """Limit the speed, for watching."""
        self._speed = steps_per_second
        if self._runner is not None:
            self._runner.control.set_speed(steps_per_second)

    def want(self, types: Iterable[type[Event]]) -> None:
        """Ask for these heavy events only: those that somebody shows."""
        wanted = frozenset(types)
        if wanted != self._wanted:
            self._wanted = wanted
            if self._runner is not None:
                self._runner.control.want(wanted)

    def close(self) -> None:
        """End the thread and the timers; may be called again."""
        self._rebuild.stop()
        self._let_go()
        for runner in tuple(self._ending):
            runner.wait()
            self._gone(runner)

    @property
    def running(self) -> bool:
        """Whether a thread is alive."""
        return self._runner is not None

    # --- inside ----------------------------------------------------------------------------------

    def _ready_to_train(self) -> bool:
        problems = self._analysis.report.problems
        pending = self._rebuild.isActive()
        if self._runner is None or pending or self.state in {RunState.DIVERGED, RunState.FAILED}:
            if problems:
                self.refused.emit(problems[0].message)
                return False
            self.restart()
        return True

    def _let_go(self) -> Runner | None:
        """Tell the current thread to end, without waiting for it."""
        self._frames.stop()
        runner, self._runner = self._runner, None
        if runner is None:
            return self._ending[-1] if self._ending else None
        self._ending.append(runner)
        runner.finished.connect(self._clear_ended)
        runner.control.stop()
        return runner

    def _clear_ended(self) -> None:
        for runner in tuple(self._ending):
            if runner.isFinished():
                self._gone(runner)

    def _gone(self, runner: Runner) -> None:
        if runner in self._ending:
            self._ending.remove(runner)
            runner.deleteLater()

    def _follow(self, changed: Changed) -> None:
        if changed.opened:
            self.restart()
            return
        match classify(changed.before, changed.after):
            case Change.LIVE if self._runner is not None:
                self._runner.control.change(changed.after)
            case Change.REBUILD | Change.LIVE:
                self._edited()
            case _:
                pass

    def _edited(self) -> None:
        if self._steps or self.state is RunState.RUNNING:
            self._set_stale(stale=True)
        else:
            self._rebuild.start()

    def _set_stale(self, *, stale: bool) -> None:
        if stale != self.stale:
            self.stale = stale
            self.stale_changed.emit(stale)

    def _become(self, state: RunState) -> None:
        self.state = state
        self.state_changed.emit(state)

    def _drain(self) -> None:
        events = [event for event in self._mailbox.take() if event.run == self._runs]
        if not events:
            return
        for event in events:
            if isinstance(event, StateChanged):
                self.message = event.message
                self._become(event.state)
            elif isinstance(event, Scalars | Started):
                self._steps = event.step
        self.frame.emit(events)
