"""The run that the window shows: starts and ends its thread, passes commands on, hands out events by the frame."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from playground.app.changes import Change, classify
from playground.app.document import Changed, Document
from playground.build.training_fixes import TrainingFix
from playground.engine.events.run import Event, RunState, StateChanged
from playground.engine.jobs.training_job import TrainingJob
from playground.spec.project import Project
from playground.ui.runs.analysis import Analysis
from playground.ui.runs.rounds import Rounds
from playground.ui.runs.runner import Runner, Runners

FRAME_MS = 12
"""Between two looks into the mailbox; see ``rounds`` for what is shown when."""
QUIET_FRAMES = 30
"""After so many looks in vain at a run that stands still, nobody looks until it wakes us."""
REBUILD_MS = 150
"""A run that has not begun is built anew so long after the last edit."""


class RunController(QObject):
    """Owns the thread. A project without problems always has a run that stands ready.

    Attributes:
        state: What the run does; READY when there is none.
        stale: Whether the project was edited since the run began in a way that the run cannot follow.
        message: What went wrong, for DIVERGED and FAILED; else empty.
        fix: An edit that would help, None when there is none.
        keep: Where runs keep their weights every so often, None for nowhere.
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
    """An edited project began anew, because play was pressed on a run that could not follow the edits."""
    cleared = Signal()
    """What is shown of the last run belongs to nothing any more."""

    def __init__(self, document: Document, analysis: Analysis, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._analysis = document, analysis
        self._threads = Runners(self)
        self._runs = 0
        self._wanted: frozenset[type[Event]] = frozenset()
        self._speed: float | None = None
        self._trained = document.project
        self._begun = False
        self._quiet = 0
        self._rounds = Rounds()
        self.state = RunState.READY
        self.stale = False
        self.message = ""
        self.fix: TrainingFix | None = None
        self.keep: Path | None = None
        self._frames = QTimer(self)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.setInterval(FRAME_MS)
        self._frames.timeout.connect(self._drain)
        self._rebuild = QTimer(self)
        self._rebuild.setSingleShot(True)
        self._rebuild.setInterval(REBUILD_MS)
        self._rebuild.timeout.connect(self.restart)
        self._unsubscribe = document.subscribe(self._follow)

    # --- commands --------------------------------------------------------------------------------

    @Slot()
    def toggle(self) -> None:
        """Play, or pause while it runs."""
        if self.state is RunState.RUNNING:
            self.pause()
        else:
            self.play()

    @Slot()
    def play(self) -> None:
        """Train on. A run that is stale, diverged or failed begins anew with the same seed."""
        runner = self._ready_to_train()
        if runner is not None:
            runner.control.play()

    @Slot()
    def step(self) -> None:
        """One optimizer step."""
        runner = self._ready_to_train()
        if runner is not None:
            runner.control.step()

    @Slot()
    def epoch(self) -> None:
        """To the end of the epoch."""
        runner = self._ready_to_train()
        if runner is not None:
            runner.control.epoch()

    @Slot()
    def pause(self) -> None:
        """Stand still."""
        if self._threads.current is not None:
            self._threads.current.control.pause()

    @Slot()
    def reset(self) -> bool:
        """Back to the same initial weights, with the project as it is now; whether it can be trained."""
        problems = self._analysis.report.problems
        if problems:
            self.refused.emit(problems[0].message)
            return False
        self.restart()
        return True

    @Slot()
    def new_seed(self) -> None:
        """Other initial weights and another order of batches; an edit that can be undone."""

        def change(project: Project) -> Project:
            seed = (project.training.seed + 1) % 2**31
            return project.with_(training=project.training.with_(seed=seed))

        self._document.edit("New seed", change)
        self.reset()

    @Slot()
    def apply_fix(self) -> None:
        """Do what the message suggests, an edit that can be undone, and begin anew."""
        if self.fix is not None:
            fix = self.fix
            self._document.edit(fix.label, fix.apply)
            self.reset()

    def save_weights(self, path: Path) -> None:
        """Write a file from which the run can go on; how that went comes as an event."""
        if self._threads.current is not None:
            self._threads.current.control.save_weights(path)
            self._look_again()

    def load_weights(self, path: Path) -> None:
        """Go on from such a file; one that does not fit changes nothing, and an event says why."""
        runner = self._ready_to_train()
        if runner is not None:
            runner.control.load_weights(path)

    def find_rate(self) -> str:
        """Search a learning rate on a copy of the run; why that cannot be done, empty when it is begun."""
        if self._analysis.report.problems:
            return self._analysis.report.problems[0].message
        if self.stale:
            return "This run goes on with the network as it was; restart it with your changes first."
        over = self.state in {RunState.DIVERGED, RunState.FAILED}
        if self._threads.current is None or over or self._rebuild.isActive():
            self.restart()
        assert self._threads.current is not None, "a project without problems has a run"
        self._threads.current.control.find_rate()
        self._look_again()
        return ""

    @Slot()
    def leave_rates(self) -> None:
        """End the search for a learning rate."""
        if self._threads.current is not None:
            self._threads.current.control.leave_rates()

    def set_speed(self, steps_per_second: float | None) -> None:
        """Limit the speed, for watching; None for as fast as possible."""
        self._speed = steps_per_second
        if self._threads.current is not None:
            self._threads.current.control.set_speed(steps_per_second)

    def want(self, types: Iterable[type[Event]]) -> None:
        """Ask for these heavy events only: those that somebody shows."""
        wanted = frozenset(types)
        if wanted != self._wanted:
            self._wanted = wanted
            if self._threads.current is not None:
                self._threads.current.control.want(wanted)

    @Slot()
    def restart(self) -> None:
        """Build a new run of the project as it is, if it can be trained; the old one ends."""
        self._rebuild.stop()
        self._let_go()
        self._begun = False
        self.message, self.fix = "", None
        self._set_stale(stale=False)
        self._become(RunState.READY)
        if self._analysis.report.problems:
            self.cleared.emit()
            return
        self._runs += 1
        project, run, wanted = self._document.project, self._runs, self._wanted
        self._trained = project
        runner = self._threads.start_in_turn(lambda control: TrainingJob(project, run, control, wanted), run)
        runner.woke.connect(self._look_again)
        if self._speed is not None:
            runner.control.set_speed(self._speed)
        runner.control.keep_weights(self.keep)
        self._look_again()

    def close(self) -> None:
        """End the thread and the timers; may be called again."""
        self._rebuild.stop()
        self._unsubscribe()
        self._let_go()
        self._threads.close()

    @property
    def running(self) -> bool:
        """Whether a thread is at work."""
        return self._threads.running

    # --- the thread ------------------------------------------------------------------------------

    def _ready_to_train(self) -> Runner | None:
        """The run that a command is for: a new one when the old one cannot go on."""
        over = self.state in {RunState.DIVERGED, RunState.FAILED}
        if self._threads.current is None or self._rebuild.isActive() or self.stale or over:
            edited = self.stale
            if not self.reset():
                return None
            if edited:
                self.restarted.emit()
        self._begun = True
        self._look_again()
        return self._threads.current

    def _let_go(self) -> None:
        """Tell the current thread to end, without waiting for it."""
        self._frames.stop()
        self._rounds.clear()
        self._threads.stop()

    # --- following -------------------------------------------------------------------------------

    def _follow(self, changed: Changed) -> None:
        if changed.opened:
            self.cleared.emit()
            self.restart()
            return
        reach = classify(changed.before, changed.after)
        if reach is Change.COSMETIC:
            return
        if self._threads.current is None or not self._begun:
            self._follow_at_start(changed, reach)
            return
        if reach is Change.LIVE:
            self._threads.current.control.change(changed.after)
        self._set_stale(stale=classify(self._trained, changed.after) is Change.REBUILD)

    def _follow_at_start(self, changed: Changed, reach: Change) -> None:
        """Nothing is lost by building anew; what changes no picture is told to the run that stands ready."""
        batches = changed.before.training.batch_size != changed.after.training.batch_size
        if (
            self._threads.current is None
            or reach is Change.REBUILD
            or batches
            or self.state is RunState.FAILED
        ):
            self._rebuild.start()
        else:
            self._threads.current.control.change(changed.after)

    def _set_stale(self, *, stale: bool) -> None:
        if stale != self.stale:
            self.stale = stale
            self.stale_changed.emit(stale)

    def _become(self, state: RunState) -> None:
        self.state = state
        self.state_changed.emit(state)

    # --- events ----------------------------------------------------------------------------------

    @Slot()
    def _look_again(self) -> None:
        self._quiet = 0
        if self._threads.current is not None and not self._frames.isActive():
            self._frames.start()

    @Slot()
    def _drain(self) -> None:
        runner = self._threads.current
        if runner is None:
            return
        self._rounds.take_in(runner.mailbox.take())
        if self._rounds.empty and self._may_sleep():
            runner.wake_me()
            self._rounds.take_in(runner.mailbox.take())  # what came between the look and the wish to be woken
            if self._rounds.empty:
                self._frames.stop()
        events = self._rounds.deal()
        if events:
            self._quiet = 0
            self._hand_out(events)

    def _may_sleep(self) -> bool:
        self._quiet += 1
        return self._quiet > QUIET_FRAMES and self.state is not RunState.RUNNING

    def _hand_out(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, StateChanged):
                self.message, self.fix = event.message, event.fix
                self._become(event.state)
        self.frame.emit(events)
