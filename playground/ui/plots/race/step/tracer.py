"""Runs a lane again in a thread, so that its steps can be explained."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.catalog.kinds import OPTIMIZERS, UnknownEntry
from playground.engine.events.run import Event
from playground.engine.race.surface.explained_step import ExplainedLane
from playground.engine.race.surface.step_trace import LaneTraced, TraceJob
from playground.spec.race import RaceSpec
from playground.ui.runs.feed import Feed

FRAME_MS = 16


class LaneTracer(QObject):
    """Traces one lane at a time in a thread; finished traces are cached until the race changes.

    Attributes:
        lane: The trace so far; None when no lane is traced.
    """

    grown = Signal(int)
    """More steps are known. Carries the number known before."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lane: ExplainedLane | None = None
        self._feed = Feed(self, FRAME_MS, self._on_events, self._on_over)
        self._race: RaceSpec | None = None
        self._cache: dict[str, tuple[RaceSpec, ExplainedLane]] = {}

    @property
    def running(self) -> bool:
        """Whether a trace is in progress."""
        return self._feed.busy

    def recall(self, spec: RaceSpec, lane: str) -> bool:
        """Use a cached trace of a lane, if there is one; True if a trace is set now."""
        kept = self._cache.get(lane)
        if self.lane is None and kept is not None and kept[0] == _alone(spec, lane):
            self._race, self.lane = kept
        return self.lane is not None

    def trace(self, spec: RaceSpec, lane: str) -> None:
        """Trace a lane from its start, unless it is known; a lane that cannot race has no trace."""
        alone = _alone(spec, lane)
        if alone is None or self.recall(spec, lane):
            return
        try:
            entry = OPTIMIZERS.of(alone.lanes[0].optimizer)
        except UnknownEntry:
            return
        self._race = alone
        self.lane = ExplainedLane(entry, noisy=spec.noise > 0)
        self._feed.start(lambda control, run: TraceJob(alone, lane, run, control))

    def forget(self) -> None:
        """Stop, and drop the trace."""
        self._feed.stop()
        self.lane = None

    def close(self) -> None:
        """Stop the thread; may be called again."""
        self._feed.close()

    def _on_events(self, events: list[Event]) -> None:
        lane = self.lane
        if lane is None:
            return
        before = len(lane)
        for event in events:
            if isinstance(event, LaneTraced):
                lane.append(event.chunk)
        if len(lane) > before:
            self.grown.emit(before)

    def _on_over(self) -> None:
        self._feed.stop()
        if self.lane is not None:
            self._keep(self.lane)
            self.grown.emit(len(self.lane))

    def _keep(self, lane: ExplainedLane) -> None:
        """Cache a finished trace, and drop those of other races."""
        race = self._race
        if race is None or len(lane) < race.steps:
            return
        shared = race.with_(lanes=())
        self._cache = {key: kept for key, kept in self._cache.items() if kept[0].with_(lanes=()) == shared}
        self._cache[race.lanes[0].id] = race, lane


def _alone(spec: RaceSpec, lane: str) -> RaceSpec | None:
    """Return the race with this lane only, reduced to what its path depends on; None without such a lane."""
    chosen = next((each for each in spec.lanes if each.id == lane), None)
    return None if chosen is None else spec.with_(lanes=(chosen,)).basis
