"""The run that the window shows: starts and ends it, passes commands on, hands out its events frame by frame."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from playground.app.changes import Change, classify
from playground.app.document import Changed, Document
from playground.build.training_fixes import TrainingFix
from playground.engine.events.control import Control
from playground.engine.events.run import Event, Message, RunState, StateChanged
from playground.records.current_run import CurrentRun
from playground.records.run import RunRecord
from playground.ui.runs.analysis import Analysis
from playground.ui.runs.deferred_job import training
from playground.ui.runs.feed import Feed
from playground.ui.runs.rounds import Rounds
from playground.ui.runs.timers import single_shot

FRAME_MS = 16
"""Between two frames at 60 Hz: all work of a frame begins at one beat, so frames come evenly; see ``rounds``."""
REBUILD_MS = 150
"""A run that has not begun is rebuilt this long after the last edit."""
OVER = frozenset({RunState.DIVERGED, RunState.FAILED})


class RunController(QObject):
    """Has one run at a time. A project without problems always has one that stands ready.

    Attributes:
        state: What the run does; READY when there is none.
        stale: Whether the project was edited since the run began in a way that the run cannot follow.
        message: What went wrong, for DIVERGED and FAILED, or a remark on the run; else empty.
        fix: An edit that would help, None when there is none.
        play_waits: Whether play was pressed on a run that is still being prepared.
        speed: Most steps per second; None for as many as possible.
        keep: Where runs keep their weights every so often, None for nowhere.
        event_folder: Where runs write event files for TensorBoard from now on, None for nowhere.
    """

    frame = Signal(list)
    """The events since the last frame, all of the current run."""
    state_changed = Signal(object)
    """The RunState."""
    stale_changed = Signal(bool)
    """The new ``stale``."""
    refused = Signal(str)
    """Why the project cannot be trained, in one sentence."""
    restarted = Signal()
    """The run restarted with an edited project: play was pressed on a run that could not follow the edits."""
    building = Signal()
    """Another run is being built."""
    cleared = Signal()
    """What is shown of the last run belongs to nothing any more."""

    def __init__(self, document: Document, analysis: Analysis, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._analysis = document, analysis
        self._wanted: frozenset[type[Event]] = frozenset()
        self.speed: float | None = None
        self._trained = document.project
        self._begun = self._training_on = self.play_waits = False
        self._feed = Feed(self, FRAME_MS, self._on_events, dealer=Rounds())
        self._current = CurrentRun()
        self.state, self.stale, self.message = RunState.READY, False, ""
        self.fix: TrainingFix | None = None
        self._remark: tuple[str, TrainingFix | None] = "", None
        self.keep: Path | None = None
        self.event_folder: Path | None = None
        self._rebuild = single_shot(self, REBUILD_MS, self.restart)
        self._unsubscribe = document.subscribe(self._on_document_changed)

    @Slot()
    def toggle(self) -> None:
        """Play, or pause while it runs or is to run."""
        if self.state is RunState.RUNNING or self.play_waits:
            self.pause()
        else:
            self.play()

    @Slot()
    def play(self) -> None:
        """Continue training. A run that is stale, diverged or failed restarts with the same seed."""
        control = self._ready_to_train()
        if control is not None:
            control.play()
            self._let_play_wait(waits=self.state is RunState.READY)

    @Slot()
    def step(self) -> None:
        """One optimizer step."""
        control = self._ready_to_train()
        if control is not None:
            control.step()

    @Slot()
    def epoch(self) -> None:
        """To the end of the epoch."""
        control = self._ready_to_train()
        if control is not None:
            control.epoch()

    @Slot()
    def pause(self) -> None:
        """Stand still."""
        if self._feed.control is not None:
            self._feed.control.pause()
            self._let_play_wait(waits=False)

    @Slot()
    def cancel(self) -> None:
        """Stop preparing a run; a command that trains prepares it again."""
        self._rebuild.stop()
        self._feed.stop()
        self._begun = self.play_waits = False
        self._become(RunState.READY)

    @Slot()
    def reset(self, *, training_on: bool = False) -> bool:
        """Back to the same initial weights, with the project as it is now; whether it can be trained."""
        if problems := self._analysis.report.problems:
            self.refused.emit(problems[0].message)
            return False
        self.restart(training_on=training_on)
        return True

    def save_weights(self, path: Path) -> None:
        """Write a file from which the run can be resumed; an event reports the result."""
        if self._feed.control is not None:
            self._feed.control.save_weights(path)

    def load_weights(self, path: Path, record: RunRecord | None = None) -> None:
        """Resume from such a file; one that does not fit changes nothing, and an event says why.

        Args:
            path: The file.
            record: Curves of the run up to there, which are shown again; None for none.
        """
        control = self._ready_to_train()
        if control is not None:
            self._current.resume(record)
            control.load_weights(path)

    def find_rate(self) -> str:
        """Search a learning rate on a copy of the run; why that cannot be done, empty when it is begun."""
        if self._analysis.report.problems:
            return self._analysis.report.problems[0].message
        if self.stale:
            return "This run continues with the network as it was; restart it with your changes first."
        if self._feed.control is None or self.state in OVER or self._rebuild.isActive():
            self.restart()
        assert self._feed.control is not None, "a project without problems has a run"
        self._feed.control.find_rate()
        return ""

    @Slot()
    def leave_rates(self) -> None:
        """End the search for a learning rate."""
        if self._feed.control is not None:
            self._feed.control.leave_rates()

    def set_speed(self, steps_per_second: float | None) -> None:
        """Limit the speed, for watching; None for as fast as possible."""
        self.speed = steps_per_second
        if self._feed.control is not None:
            self._feed.control.set_speed(steps_per_second)

    def want(self, types: Iterable[type[Event]]) -> None:
        """Ask for these heavy events only: those that somebody shows."""
        before, self._wanted = self._wanted, frozenset(types)
        if self._wanted != before and self._feed.control is not None:
            self._feed.control.want(self._wanted)

    @Slot()
    def restart(self, *, training_on: bool = False) -> None:
        """Build a new run of the project as it is, if it can be trained; the old one ends.

        Args:
            training_on: It is to train at once: no state between the old and the new training is shown.
        """
        self._rebuild.stop()
        self._feed.stop()
        self._begun = self.play_waits = False
        self._training_on = training_on and self.state is RunState.RUNNING
        self._current.resume(None)
        self.message, self.fix = self._remark = "", None
        self._set_stale(stale=False)
        if not self._training_on:
            self._become(RunState.READY)
        if self._analysis.report.problems:
            self._clear()
            return
        project, wanted = self._document.project, self._wanted
        self._trained = project
        control = self._feed.start(
            lambda control, run: training(project, run, control, wanted, lambda: self.event_folder),
            in_turn=True,
        )
        if self.speed is not None:
            control.set_speed(self.speed)
        control.keep_weights(self.keep)
        self.building.emit()

    def close(self) -> None:
        """End the thread and the timers, and deliver the last events; may be called again."""
        self._rebuild.stop()
        self._unsubscribe()
        self._feed.finish()
        self._feed.close()

    @property
    def control(self) -> Control | None:
        """Commands to the present run, another object for each; None without one."""
        return self._feed.control

    @property
    def record(self) -> RunRecord:
        """What the run has left so far; another object for each run."""
        return self._current.record

    @property
    def running(self) -> bool:
        """Whether a thread is at work."""
        return self._feed.running

    @property
    def resting(self) -> bool:
        """Whether everything of the run was shown, and nothing more comes without a command."""
        return self._feed.resting

    def _ready_to_train(self) -> Control | None:
        """Return the control of the run that a command is for: a new run when the old one cannot continue."""
        if self._feed.control is None or self._rebuild.isActive() or self.stale or self.state in OVER:
            edited = self.stale
            if not self.reset():
                return None
            if edited:
                self.restarted.emit()
        self._begun = True
        return self._feed.control

    def _on_document_changed(self, changed: Changed) -> None:
        if changed.opened:
            self._clear()
            self.restart()
            return
        self._trained = changed.moved(self._trained)
        reach = classify(changed.moved(changed.before), changed.after)
        if reach is Change.COSMETIC:
            return
        if self._feed.control is None or not self._begun:
            self._change_before_start(changed, reach)
            return
        if reach is Change.LIVE:
            self._feed.control.change(changed.after)
        self._set_stale(stale=classify(self._trained, changed.after) is Change.REBUILD)

    def _change_before_start(self, changed: Changed, reach: Change) -> None:
        """Rebuild the run, as nothing is lost; pass an edit that changes no picture on to the run that stands ready."""
        batches = changed.before.training.batch_size != changed.after.training.batch_size
        if self._feed.control is None or reach is Change.REBUILD or batches or self.state is RunState.FAILED:
            self._rebuild.start()
        else:
            self._feed.control.change(changed.after)

    def _set_stale(self, *, stale: bool) -> None:
        if stale != self.stale:
            self.stale = stale
            self.stale_changed.emit(stale)

    def _become(self, state: RunState) -> None:
        self.state = state
        self.play_waits = self.play_waits and state is RunState.READY
        self.state_changed.emit(state)

    def _let_play_wait(self, *, waits: bool) -> None:
        if waits != self.play_waits:
            self.play_waits = waits
            self.state_changed.emit(self.state)

    def _clear(self) -> None:
        self._current.clear()
        self.cleared.emit()

    def _on_events(self, events: list[Event]) -> None:
        taken = self._current.extend(events)
        for event in taken:
            if isinstance(event, Message) and event.fix is not None:
                self.message, self.fix = self._remark = event.text, event.fix
                self._become(self.state)
            elif isinstance(event, StateChanged):
                if self._training_on and event.state is RunState.READY:
                    continue
                self._training_on = False
                self.message, self.fix = (event.message, event.fix) if event.message else self._remark
                self._become(event.state)
        self.frame.emit(taken)
