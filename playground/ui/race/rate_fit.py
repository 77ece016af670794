"""Learning rates that fit a surface: tried for all lanes on a wide grid, and adopted as one edit."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from playground.app.document import Changed, Document
from playground.engine.events.run import Event
from playground.engine.race.surface.lr_map import LaneRates, LRMapJob, LRMapUpdated, RateGrid
from playground.spec.race import RaceSpec
from playground.ui.runs.feed import Feed

GRID = RateGrid(1e-6, 10.0, 36)
"""Rates that are tried."""
LONGEST = 2_000
"""Steps of a trial at most."""
LOOK_MS = 40


class RateFit(QObject):
    """Finds the best rate of each lane on the surface as it is now."""

    running_changed = Signal(bool)
    """Whether rates are being tried."""

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._feed = Feed(self, LOOK_MS, self._on_events, self._on_over)
        self._maps: dict[str, LaneRates] = {}
        self._tried: RaceSpec | None = None
        self._unsubscribe = document.subscribe(self._on_document_changed)

    @property
    def running(self) -> bool:
        """Whether rates are being tried."""
        return self._tried is not None

    @Slot()
    def toggle(self) -> None:
        """Try rates and adopt the best, or stop trying."""
        if self.running:
            self._stop()
            return
        spec = self._document.project.race
        if not spec.lanes:
            return
        self._maps, self._tried = {}, spec.basis
        short = spec.with_(steps=min(spec.steps, LONGEST))
        lanes = tuple(lane.id for lane in spec.lanes)
        self._feed.start(lambda control, run: LRMapJob(short, lanes, GRID, run, control))
        self.running_changed.emit(True)

    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, LRMapUpdated):
                self._maps[event.lane] = event.map

    def _on_over(self) -> None:
        best = {
            lane: float(found.rates[found.winner])
            for lane, found in self._maps.items()
            if found.complete and found.winner is not None
        }
        self._stop()
        if best:
            self._document.edit(
                "Use rates that fit this surface",
                lambda project: project.with_(race=with_rates(project.race, best)),
            )

    def _stop(self) -> None:
        if self.running:
            self._tried = None
            self._feed.stop()
            self.running_changed.emit(False)

    def _on_document_changed(self, changed: Changed) -> None:
        if changed.opened or (self.running and changed.after.race.basis != self._tried):
            self._stop()

    def close(self) -> None:
        """End the thread; may be called again."""
        self._unsubscribe()
        self._stop()
        self._feed.close()


def with_rates(race: RaceSpec, rates: dict[str, float]) -> RaceSpec:
    """Return the race with other learning rates, by lane."""
    for lane_id, rate in rates.items():
        lane = race.lane(lane_id)
        race = race.replace(lane.with_(optimizer=lane.optimizer.with_params(learning_rate=rate)))
    return race
