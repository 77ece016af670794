"""The race on a surface that the window shows: computed ahead in a thread, and played at any speed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from time import perf_counter

from PySide6.QtCore import QObject, Signal, Slot

from playground.app.document import Changed, Document
from playground.catalog.kinds import Minimum, Place
from playground.engine.events.run import Event, RunState, StateChanged
from playground.engine.events.surface_race import (
    SurfaceRaceChunk,
    SurfaceRaceFinished,
    SurfaceRaceRefused,
    SurfaceRaceStarted,
    SurfaceResult,
)
from playground.engine.jobs.surface_race_job import SurfaceRaceJob
from playground.records.race import RaceRecord
from playground.spec.race import LaneSpec, RaceSpec
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.runs.feed import Feed
from playground.ui.runs.race.playback import Playback
from playground.ui.runs.race.shown_race import ShownRace
from playground.ui.runs.timers import single_shot
from playground.ui.style.theme import ThemeHub

TAKE_MS = 40
"""Rests between two looks at what was computed: seldom enough that drawing it does not keep the race from going on."""
RESTART_MS = 40
"""A race is computed again this long after an edit; further edits until then are part of it."""
GROW_MS = 120
"""While the start is dragged, a race may grow this long before it restarts, and in any case until it is shown."""
HOLD_MS = 600
"""The race before is shown so long at most while nothing is known of the new one, unless it was on another surface."""


class SurfaceRaceController(QObject):
    """Owns the thread of the race and the clock that plays it.

    Attributes:
        results: By lane, once all are at the end; none from an edit on until the race that it asks for is over.
        playback: Which step is shown, and how the race is played.
    """

    begun = Signal()
    """Another race stands at its start; the old paths are void."""
    grown = Signal()
    """Paths became longer, or results came."""
    refused = Signal(str)
    """Why the race cannot be run; empty when it can."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._race = document, ShownRace(hub)
        self._feed = Feed(self, TAKE_MS, self._on_events, self._on_over)
        self._active = self._show_end = False
        self._stale = True
        self._held: list[Event] | None = None  # of a race that is not shown yet
        self._shown: RaceSpec | None = None
        self._next = document.project.race
        self.playback = Playback(self)
        self._clear()
        self._began = 0.0
        self._show_soon = single_shot(self, HOLD_MS, self._show_held)
        self._restart_soon = single_shot(self, RESTART_MS, self._restart_in_time)
        self._unsubscribe = document.subscribe(self._on_document_changed)
        hub.changed.connect(self._update_lanes)

    def _clear(self, lanes: Iterable[LaneSpec] = ()) -> None:
        self._race.begin(lanes)
        self.results: Mapping[str, SurfaceResult] = {}
        self.playback.computed, self.playback.steps = 0, self.spec.steps

    @property
    def record(self) -> RaceRecord:
        """What the race that is shown has left so far."""
        return self._race.record

    @property
    def lanes(self) -> list[DrawnLane]:
        """Lanes in their order, as they are drawn; they grow while the race is computed."""
        return self._race.lanes

    @property
    def facts(self) -> SurfaceRaceStarted | None:
        """Facts about the race shown; None before it is built."""
        started = self.record.started
        return started if isinstance(started, SurfaceRaceStarted) else None

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """Known minima of the surface."""
        return self.facts.minima if self.facts else ()

    @property
    def saddles(self) -> tuple[Place, ...]:
        """Known saddles of the surface."""
        return self.facts.saddles if self.facts else ()

    @property
    def target(self) -> float | None:
        """Height to reach; None when there is none."""
        return self.facts.target if self.facts else None

    @property
    def spec(self) -> RaceSpec:
        """What the race that is shown was made from; before the first one, what the document says."""
        return self._shown or self._document.project.race

    # --- commands --------------------------------------------------------------------------------

    def set_active(self, *, active: bool) -> None:
        """Whether anybody looks: a race that nobody sees is neither computed nor played."""
        self._active = active
        if active and self._stale:
            self.restart()
        if not active:
            self._restart_soon.stop()
            self.playback.pause()

    @property
    def playing(self) -> bool:
        """Whether the race is played."""
        return self.playback.playing

    @Slot()
    def toggle(self) -> None:
        """Play, from the start when the end is shown, or pause."""
        if self.playing:
            self.playback.pause()
        elif self.spec.lanes:
            self.playback.play()

    def step(self, by: int = 1) -> None:
        """Pause, and show a later or an earlier step."""
        self.playback.pause()
        self.playback.seek(self.playback.position + by)

    def reset(self) -> None:
        """Pause, and show the start."""
        self.playback.pause()
        self.playback.seek(0)

    # --- the race --------------------------------------------------------------------------------

    def _on_document_changed(self, changed: Changed) -> None:
        before, after = changed.before.race, changed.after.race
        if changed.opened:
            self.playback.pause()
        if changed.opened or before.basis != after.basis or before.target != after.target:
            self._stale, self.results = True, {}
            if self._active and not self._restart_soon.isActive():
                self._restart_soon.start()
        elif before != after:
            self._update_lanes()

    def _update_lanes(self) -> None:
        """Take over names, colours, order and what is hidden."""
        shown = {lane.lane for lane in self.lanes}
        self._race.update(lane for lane in self._document.project.race.lanes if lane.id in shown)
        self.grown.emit()

    @Slot()
    def _restart_in_time(self) -> None:
        young = self._held is not None or self._passed < GROW_MS
        if young and self._feed.busy:
            self._restart_soon.start()
        else:
            self.restart()

    @property
    def _passed(self) -> float:
        """Milliseconds since the race began."""
        return 1000 * (perf_counter() - self._began)

    @Slot()
    def restart(self) -> None:
        """Compute the race as it is now, from its start."""
        self._stop()
        self._stale, self._held, self._began = False, [], perf_counter()
        spec, shown = self._document.project.race, self._shown
        self._next = spec
        if not spec.lanes or shown is None or shown.surface != spec.surface:
            self._show()
        if not spec.lanes:
            self.playback.seek(0)
            self.refused.emit("")
            return
        self._feed.start(lambda control, run: SurfaceRaceJob(spec, run, control))
        if self._held is not None:
            self._show_soon.start()

    def _show(self) -> None:
        """Replace the previous race by what there is of the one being computed."""
        self._show_soon.stop()
        self._show_end = self.playback.at_end and not self.playing
        held, self._held, self._shown = self._held or (), None, self._next
        now = {lane.id: lane for lane in self._document.project.race.lanes}
        self._clear(now.get(lane.id, lane) for lane in self._next.lanes)
        self.begun.emit()
        self._record(held)

    @Slot()
    def _show_held(self) -> None:
        if self._held is not None:
            self._show()

    def _on_events(self, events: list[Event]) -> None:
        if self._held is None:
            self._record(events)
            return
        self._held.extend(events)
        chunks = sum(isinstance(event, SurfaceRaceChunk) for event in self._held)
        if chunks >= 2 * len(self._next.lanes):
            self._show()

    def _on_over(self) -> None:
        self._show_held()

    def _record(self, events: Iterable[Event]) -> None:
        grown = False
        for event in events:
            self.record.take(event)
            if isinstance(event, SurfaceRaceStarted):
                self.refused.emit("")
            elif isinstance(event, SurfaceRaceFinished):
                self.results = {} if self._stale else event.results
            elif isinstance(event, SurfaceRaceRefused) or (
                isinstance(event, StateChanged) and event.state is RunState.FAILED
            ):
                self.refused.emit(event.message)
            grown = True
        if grown:
            self.playback.computed = max(0, min((len(lane) for lane in self.lanes), default=1) - 1)
            self.grown.emit()
            if self._show_end:
                self.playback.seek(self.playback.computed)

    # --- the end ---------------------------------------------------------------------------------

    def _stop(self) -> None:
        self._show_soon.stop()
        self._feed.stop()

    def close(self) -> None:
        """End the thread and the timers; may be called again."""
        self._unsubscribe()
        for timer in (self._show_soon, self._restart_soon):
            timer.stop()
        self.playback.pause()
        self._feed.close()
