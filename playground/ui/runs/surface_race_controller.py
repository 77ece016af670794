"""The race that the window shows: computed ahead in a thread, and played at any speed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from playground.app.document import Changed, Document
from playground.catalog.kinds import OPTIMIZERS, Minimum, Place, UnknownEntry
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
from playground.ui.plots.race.surface.paths import DrawnLane
from playground.ui.runs.feed import Feed
from playground.ui.style.lane_colors import lane_color
from playground.ui.style.theme import ThemeHub

FRAME_MS = 16
TAKE_MS = 40
"""Rests between two looks at what was computed: seldom enough that drawing it does not keep the race from going on."""
RESTART_MS = 40
"""A race is computed again this long after an edit; further edits until then are part of it."""
GROW_MS = 120
"""While the start is dragged, a race may grow this long before it restarts, and in any case until it is shown."""
HOLD_MS = 600
"""The race before is shown so long at most while nothing is known of the new one, unless it was on another surface."""


class RaceController(QObject):
    """Owns the thread of the race and the clock that plays it.

    Attributes:
        record: What the race that is shown has left so far.
        paths: Lanes in their order, as they are drawn; they grow while the race is computed.
        results: By lane, once all are at the end; none from an edit on until the race that it asks for is over.
        computed: Steps that all lanes have done.
        position: The step that is shown.
        playing: Whether the position moves by itself.
        loop: Whether it begins again at the end.
    """

    begun = Signal()
    """Another race stands at its start; the old paths are void."""
    grown = Signal()
    """Paths became longer, or results came."""
    moved = Signal(int)
    """The new position."""
    playing_changed = Signal(bool)
    refused = Signal(str)
    """Why the race cannot be run; empty when it can."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._hub = document, hub
        self._feed = Feed(self, TAKE_MS, self._on_events, self._on_over)
        self._active = self._show_end = False
        self._stale = True
        self._held: list[Event] | None = None  # of a race that is not shown yet
        self._shown: RaceSpec | None = None
        self._next = document.project.race
        self._clear()
        self.position = 0
        self.playing = self.loop = False
        self.speed: float | None = 200.0
        self._exact, self._before, self._began = 0.0, 0.0, 0.0
        self._show_soon = _timer(self, HOLD_MS, self._show_held)
        self._show_soon.setSingleShot(True)
        self._clock = _timer(self, FRAME_MS, self._tick)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._restart_soon = _timer(self, RESTART_MS, self._restart_in_time)
        self._restart_soon.setSingleShot(True)
        self._unsubscribe = document.subscribe(self._on_document_changed)
        hub.changed.connect(self._update_lanes)

    def _clear(self) -> None:
        self.record = RaceRecord()
        self.paths: list[DrawnLane] = []
        self.results: Mapping[str, SurfaceResult] = {}
        self.computed = 0

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

    # --- the clock -------------------------------------------------------------------------------

    def set_active(self, *, active: bool) -> None:
        """Whether anybody looks: a race that nobody sees is neither computed nor played."""
        self._active = active
        if active and self._stale:
            self.restart()
        if not active:
            self._restart_soon.stop()
            self.pause()

    @Slot()
    def toggle(self) -> None:
        """Play, from the start when the end is shown, or pause."""
        if self.playing:
            self.pause()
        elif self.spec.lanes:
            if self.position >= self.spec.steps:
                self.seek(0)
            self._exact, self._before = float(self.position), perf_counter()
            self._set_playing(playing=True)

    @Slot()
    def pause(self) -> None:
        """Stand still."""
        self._set_playing(playing=False)

    def step(self, by: int = 1) -> None:
        """Pause, and show a later or an earlier step."""
        self.pause()
        self.seek(self.position + by)

    def reset(self) -> None:
        """Pause, and show the start."""
        self.pause()
        self.seek(0)

    @Slot(int)
    def seek(self, position: int) -> None:
        """Show another step, as far as they are computed."""
        position = max(0, min(position, self.computed))
        self._exact = float(position)
        if position != self.position:
            self.position = position
            self.moved.emit(position)

    def _set_playing(self, *, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self._clock.start() if playing else self._clock.stop()
            self.playing_changed.emit(playing)

    @Slot()
    def _tick(self) -> None:
        now = perf_counter()
        passed, self._before = now - self._before, now
        exact = self._exact + passed * self.speed if self.speed else float(self.computed)
        self.seek(int(exact))
        self._exact = min(exact, float(self.computed))
        if self.position >= self.spec.steps:
            if self.loop:
                self.seek(0)
            else:
                self.pause()

    # --- the race --------------------------------------------------------------------------------

    def _on_document_changed(self, changed: Changed) -> None:
        before, after = changed.before.race, changed.after.race
        if changed.opened:
            self.pause()
        if changed.opened or before.basis != after.basis or before.target != after.target:
            self._stale, self.results = True, {}
            if self._active and not self._restart_soon.isActive():
                self._restart_soon.start()
        elif before != after:
            self._update_lanes()

    def _update_lanes(self) -> None:
        """Take over names, colours, order and what is hidden."""
        paths = {path.lane: path for path in self.paths}
        lanes = self._document.project.race.lanes
        self.paths = [self._named(lane, paths[lane.id]) for lane in lanes if lane.id in paths]
        self.grown.emit()

    def _named(self, lane: LaneSpec, path: DrawnLane | None = None) -> DrawnLane:
        try:
            title = OPTIMIZERS.entry(lane.optimizer.kind).title
        except UnknownEntry:
            title = lane.optimizer.kind
        name, color = lane.name or title, lane_color(self._hub.theme, lane)
        if path is None:
            return DrawnLane(self.record.lane(lane.id), name, lane.optimizer.kind, color, lane.hidden)
        path.name, path.color, path.hidden = name, color, lane.hidden
        return path

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
            self.seek(0)
            self.refused.emit("")
            return
        self._feed.start(lambda control, run: SurfaceRaceJob(spec, run, control))
        if self._held is not None:
            self._show_soon.start()

    def _show(self) -> None:
        """Replace the previous race by what there is of the one being computed."""
        self._show_soon.stop()
        self._show_end = self.position >= self.computed and not self.playing
        self._clear()
        held, self._held, self._shown = self._held or (), None, self._next
        now = {lane.id: lane for lane in self._document.project.race.lanes}
        self.paths = [self._named(now.get(lane.id, lane)) for lane in self._next.lanes]
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
            self.computed = max(0, min((len(path) for path in self.paths), default=1) - 1)
            self.grown.emit()
            if self._show_end:
                self.seek(self.computed)

    # --- the end ---------------------------------------------------------------------------------

    def _stop(self) -> None:
        self._show_soon.stop()
        self._feed.stop()

    def close(self) -> None:
        """End the thread and the timers; may be called again."""
        self._unsubscribe()
        for timer in (self._show_soon, self._clock, self._restart_soon):
            timer.stop()
        self._feed.close()


def _timer(owner: RaceController, milliseconds: int, slot: object) -> QTimer:
    timer = QTimer(owner)
    timer.setInterval(milliseconds)
    timer.timeout.connect(slot)
    return timer
