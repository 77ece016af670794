"""The race on the project's network that the window shows: its thread, its record, and what edits do to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from playground.app.document import Changed, Document
from playground.engine.events.network_race import (
    LaneSaved,
    NetworkRaceStarted,
    NetworkRaceState,
    NetworkResult,
    NetworkResults,
)
from playground.engine.events.run import Event, Message, RunState, StateChanged
from playground.engine.race.network.checkpoint import RaceCheckpoint
from playground.headless.kept_race import race_job
from playground.records.race import RaceRecord
from playground.records.race_remarks import remark
from playground.spec.project import Project
from playground.spec.race import LaneSpec
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.runs.feed import Feed
from playground.ui.runs.race.race_edits import LaneEdits, lane_edits, needs_restart
from playground.ui.runs.race.shown_race import GROWTH, PICTURES, ShownRace
from playground.ui.runs.race.training_clock import TrainingClock
from playground.ui.runs.timers import single_shot
from playground.ui.style.theme import ThemeHub

FRAME_MS = 16
RESTART_MS = 250
"""A race that cannot continue after an edit returns to its start this long after the last edit."""
WORTH_ASKING = 20.0
"""Seconds of training after which a race is not ended without a question."""


class NetworkRaceController(QObject):
    """Owns the thread of the race.

    Attributes:
        state: None while there is no race.
        message: Why there is none; else empty.
        progress: Part of all steps that is done.
        seconds_left: Estimated; None while there is nothing to estimate it from.
        wanted: Heavy events that somebody looks at.
        keep: File in which races are kept; None for none.
    """

    begun = Signal()
    """Another race stands at its start."""
    grown = Signal()
    """Curves became longer."""
    pictured = Signal(object)
    """A heavy event came."""
    ranked = Signal()
    """Results came."""
    named = Signal()
    """Lanes have other names, colours or another order."""
    changed = Signal()
    """State or progress."""
    saved = Signal(object, object)
    """Weights of a lane were written: path and the lane's project."""
    notified = Signal(str)
    """Something happened, in a sentence."""
    prepared = Signal(str)
    """What is prepared before the race is ready, with how much of it is done, or the first loss of a lane."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._race = document, ShownRace(hub)
        self._feed = Feed(self, FRAME_MS, self._on_events)
        self._active, self._stale = False, True
        self.wanted: frozenset[type[Event]] = frozenset()
        self.keep: Path | None = None
        self._failing = False
        self._clear()
        self._restart_soon = single_shot(self, RESTART_MS, self.restart)
        self._unsubscribe = document.subscribe(self._on_document_changed)
        hub.changed.connect(self._update_lanes)

    def _clear(self, lanes: Iterable[LaneSpec] = (), past: RaceRecord | None = None) -> None:
        self._race.begin(lanes, past)
        self.state: RunState | None = None
        self.message, self.progress, self._clock = "", 0.0, TrainingClock()
        self.seconds_left: float | None = None

    @property
    def _project(self) -> Project:
        return self._document.project

    @property
    def record(self) -> RaceRecord:
        """What the race has left so far."""
        return self._race.record

    @property
    def lanes(self) -> list[DrawnLane]:
        """Lanes in their order, as they are drawn."""
        return self._race.lanes

    @property
    def facts(self) -> NetworkRaceStarted | None:
        """Facts about the race that is ready or runs; None while there is none."""
        started = self.record.started
        return started if isinstance(started, NetworkRaceStarted) else None

    @property
    def results(self) -> Mapping[str, NetworkResult]:
        """By lane."""
        return {lane: each for lane, each in self.record.results.items() if isinstance(each, NetworkResult)}

    @property
    def playing(self) -> bool:
        """Whether the lanes train."""
        return self.state is RunState.RUNNING

    @property
    def would_be_lost(self) -> str:
        """What would be lost with the race, in a sentence; empty when it is kept, or not worth a question."""
        if self.keep is not None and not self._failing:
            return ""
        if self.state not in {RunState.RUNNING, RunState.PAUSED} or self._clock.seconds < WORTH_ASKING:
            return ""
        return f"The race has run for {self._clock.words} and has done {self.progress:.0%} of its steps."

    # --- commands --------------------------------------------------------------------------------

    def set_active(self, *, active: bool) -> None:
        """Whether anybody looks: a race that nobody sees does not run."""
        self._active = active
        if not active:
            self.pause()
        elif self._stale and self._project.race.on == "network":
            self.restart()

    @Slot()
    def toggle(self) -> None:
        """Run, or pause; at the end, from the start again."""
        if self._feed.control is None:
            return
        if self.playing:
            self.pause()
        elif self.state is RunState.FINISHED:
            self.restart()
            self._control("play")
        else:
            self._control("play")

    @Slot()
    def pause(self) -> None:
        """Stand still."""
        if self.playing:
            self._control("pause")

    @Slot()
    def step(self) -> None:
        """One step of every lane."""
        self._control("step")

    @Slot()
    def reset(self) -> None:
        """Return to the start of the race as it is now."""
        if self._project.race.on == "network":
            self.restart()

    def _control(self, name: str) -> None:
        if self._feed.control is not None:
            getattr(self._feed.control, name)()

    def want(self, types: frozenset[type[Event]]) -> None:
        """Make only these pictures."""
        self.wanted = types
        if self._feed.control is not None:
            self._feed.control.want(types)

    def save_lane(self, lane: str, path: Path) -> None:
        """Write the weights of a lane; ``saved`` is emitted when that is done."""
        if self._feed.control is not None:
            self._feed.control.save_lane(lane, path)

    @Slot()
    def restart(self) -> None:
        """Stand at the start of the race as it is now."""
        self.resume(None, None)

    @property
    def under_way(self) -> bool:
        """Whether lanes of the race have done steps."""
        return not self._stale and any(lane.steps for lane in self.lanes)

    def end(self) -> None:
        """End the race, and wait until it is kept."""
        self._feed.close()
        self._stale = True

    def resume(self, found: RaceCheckpoint | None, past: RaceRecord | None) -> None:
        """Continue the race of a file, with the record of its past; the document holds its project."""
        self._restart_soon.stop()
        self._feed.stop()
        project, keep = self._project, self.keep
        self._clear(project.race.lanes, past)
        self._stale = self._failing = False
        control = self._feed.start(
            lambda control, run: race_job(project, run, control, keep, found), in_turn=True
        )
        control.want(self.wanted)
        control.choose_race_plane(project.race.plane)
        self.begun.emit()
        self.changed.emit()

    # --- edits -----------------------------------------------------------------------------------

    def _on_document_changed(self, changed: Changed) -> None:
        before, after = changed.moved(changed.before), changed.after
        if after.race.on != "network":
            self._feed.stop()
            self._stale = True
            return
        if changed.opened or before.race.on != "network" or needs_restart(before, after):
            self._restart_after_edit()
            return
        if before.race.plane != after.race.plane and self._feed.control is not None:
            self._feed.control.choose_race_plane(after.race.plane)
        self._change_lanes(lane_edits(before.race.lanes, after.race.lanes))

    def _change_lanes(self, edits: LaneEdits) -> None:
        control = self._feed.control
        if edits and (control is None or not edits.live or not any(lane.steps for lane in self.lanes)):
            self._restart_after_edit()
            return
        if control is not None:
            for lane_id in edits.removed:
                control.drop_lane(lane_id)
            for lane in edits.changed:
                control.change_lane(lane)
        self._update_lanes()

    def _update_lanes(self) -> None:
        """Take over names, colours, order and what is hidden."""
        self._race.update(self._project.race.lanes)
        self.named.emit()
        self.grown.emit()
        self.ranked.emit()

    def _restart_after_edit(self) -> None:
        self._stale = True
        if self._active:
            self.pause()
            self._restart_soon.start()

    # --- events ----------------------------------------------------------------------------------

    def _on_events(self, events: Iterable[Event]) -> None:
        grown = changed = False
        for event in events:
            self.record.take(event)
            if isinstance(event, PICTURES):
                self.pictured.emit(event)
            elif isinstance(event, NetworkResults):
                self.ranked.emit()
            elif isinstance(event, NetworkRaceState):
                self.state, self.message, self.seconds_left = event.state, event.message, event.seconds_left
                self.progress = event.progress
                self._clock.measure(running=self.playing)
                changed = True
            elif isinstance(event, StateChanged):
                self.state, self.message, changed = event.state, event.message, True
            elif isinstance(event, LaneSaved):
                self.saved.emit(event.path, event.project)
            else:
                grown = isinstance(event, GROWTH) or grown
                changed = isinstance(event, NetworkRaceStarted) or changed
                self._failing = self._failing or isinstance(event, Message)
                if words := remark(event, {lane.lane: lane.name for lane in self.lanes}):
                    (self.prepared if self.state is None else self.notified).emit(words)
        if grown:
            self.grown.emit()
        if changed:
            self.changed.emit()

    # --- the end ---------------------------------------------------------------------------------

    def close(self) -> None:
        """End the thread and the timers; may be called again."""
        self._unsubscribe()
        self._restart_soon.stop()
        self._feed.close()
