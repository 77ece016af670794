"""The race that the window shows: computed ahead in a thread, and played at any speed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from playground.app.document import Changed, Document
from playground.catalog.kinds import OPTIMIZERS, Minimum, Place, UnknownEntry
from playground.engine.events import Event, RunState, StateChanged
from playground.engine.race import LaneResult
from playground.engine.race_job import RaceBegun, RaceJob, RaceOver, RaceRefused, RaceStretch
from playground.spec.race import LaneSpec, RaceSpec
from playground.ui.plots.race_lines import LaneWay
from playground.ui.runner import Runners
from playground.ui.theme import ThemeHub, lane_color

FRAME_MS = 16
TAKE_MS = 40
"""Rests between two looks at what was computed: seldom enough that drawing it does not keep the race from going on."""
AGAIN_MS = 40
"""A race is computed anew so long after the last edit."""


class RaceController(QObject):
    """Owns the thread of the race and the clock that plays it.

    Attributes:
        ways: Of the lanes, in their order; they grow while the race is computed.
        minima: Of the surface.
        saddles: Of the surface.
        target: Height to reach; None when there is none.
        results: By lane, once all are at the end.
        computed: Steps that all lanes have done.
        position: The step that is shown.
        playing: Whether the position moves by itself.
        loop: Whether it begins again at the end.
    """

    begun = Signal()
    """Another race stands at its start; the old ways belong to nothing."""
    grown = Signal()
    """Ways became longer, or results came."""
    moved = Signal(int)
    """The new position."""
    playing_changed = Signal(bool)
    refused = Signal(str)
    """Why the race cannot be run; empty when it can."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._hub = document, hub
        self._threads = Runners(self)
        self._races = 0
        self._active = self._show_end = False
        self._stale = True
        self._clear()
        self.position = 0
        self.playing = self.loop = False
        self.speed: float | None = 200.0
        self._exact, self._before = 0.0, 0.0
        self._frames = _timer(self, TAKE_MS, self._drain)
        self._clock = _timer(self, FRAME_MS, self._tick)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._again = _timer(self, AGAIN_MS, self.restart)
        self._again.setSingleShot(True)
        self._unsubscribe = document.subscribe(self._follow)
        hub.changed.connect(self._name)

    def _clear(self) -> None:
        self.ways: list[LaneWay] = []
        self.minima: tuple[Minimum, ...] = ()
        self.saddles: tuple[Place, ...] = ()
        self.target: float | None = None
        self.results: Mapping[str, LaneResult] = {}
        self.computed = 0

    @property
    def spec(self) -> RaceSpec:
        """What the document says of the race."""
        return self._document.project.race

    # --- the clock -------------------------------------------------------------------------------

    def set_active(self, *, active: bool) -> None:
        """Whether anybody looks: a race that nobody sees is neither computed nor played."""
        self._active = active
        if active and self._stale:
            self.restart()
        if not active:
            self._again.stop()
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

    def step(self, by: int) -> None:
        """Pause, and go so many steps on or back."""
        self.pause()
        self.seek(self.position + by)

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

    def _follow(self, changed: Changed) -> None:
        before, after = changed.before.race, changed.after.race
        if changed.opened:
            self.pause()
        if changed.opened or before.way != after.way or before.target != after.target:
            self._stale = True
            if self._active:
                self._again.start()
        elif before != after:
            self._name()

    def _name(self) -> None:
        """Take over names, colours, order and what is hidden."""
        ways = {way.lane: way for way in self.ways}
        self.ways = [self._named(lane, ways.get(lane.id)) for lane in self.spec.lanes]
        self.grown.emit()

    def _named(self, lane: LaneSpec, way: LaneWay | None) -> LaneWay:
        try:
            title = OPTIMIZERS.entry(lane.optimizer.kind).title
        except UnknownEntry:
            title = lane.optimizer.kind
        name, color = lane.name or title, lane_color(self._hub.theme, lane)
        if way is None:
            return LaneWay(lane.id, name, lane.optimizer.kind, color, lane.hidden)
        way.name, way.color, way.hidden = name, color, lane.hidden
        return way

    @Slot()
    def restart(self) -> None:
        """Compute the race as it is now, from its start."""
        self._stop()
        self._show_end = self.position >= self.computed and not self.playing
        self._clear()
        self._stale = False
        self.ways = [self._named(lane, None) for lane in self.spec.lanes]
        self.begun.emit()
        if not self.spec.lanes:
            self.seek(0)
            self.refused.emit("")
            return
        self._races += 1
        spec, race = self.spec, self._races
        self._threads.start(lambda control: RaceJob(spec, race, control), race)
        self._frames.start()

    @Slot()
    def _drain(self) -> None:
        runner = self._threads.current
        if runner is None:
            return
        over = runner.isFinished()
        self._take(runner.mailbox.take())
        if over:
            self._frames.stop()

    def _take(self, events: Iterable[Event]) -> None:
        ways = {way.lane: way for way in self.ways}
        grown = False
        for event in events:
            if isinstance(event, RaceBegun):
                self.minima, self.saddles, self.target = event.minima, event.saddles, event.target
                self.refused.emit("")
            elif isinstance(event, RaceStretch) and event.lane in ways:
                ways[event.lane].append(event.way)
            elif isinstance(event, RaceOver):
                self.results = event.results
                for way in self.ways:
                    way.pace = event.pace.get(way.lane, way.pace)
            elif isinstance(event, RaceRefused) or (
                isinstance(event, StateChanged) and event.state is RunState.FAILED
            ):
                self.refused.emit(event.message)
            grown = True
        if grown:
            self.computed = max(0, min((len(way) for way in self.ways), default=1) - 1)
            self.grown.emit()
            if self._show_end:
                self.seek(self.computed)

    # --- the end ---------------------------------------------------------------------------------

    def _stop(self) -> None:
        self._frames.stop()
        self._threads.stop()

    def close(self) -> None:
        """End the thread and the timers; may be called again."""
        self._unsubscribe()
        for timer in (self._frames, self._clock, self._again):
            timer.stop()
        self._threads.close()


def _timer(owner: RaceController, milliseconds: int, slot: object) -> QTimer:
    timer = QTimer(owner)
    timer.setInterval(milliseconds)
    timer.timeout.connect(slot)
    return timer
