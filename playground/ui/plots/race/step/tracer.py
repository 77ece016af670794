"""Goes a lane's way once more in a thread, so that its steps can be explained."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from playground.catalog.kinds import OPTIMIZERS, UnknownEntry
from playground.engine.race.surface.explained_step import ExplainedLane
from playground.engine.race.surface.step_trace import LaneTraced, TraceJob
from playground.spec.race import RaceSpec
from playground.ui.runs.runner import Runners

FRAME_MS = 16


class LaneTracer(QObject):
    """Owns the thread. Ways that were traced to their ends are kept until they change.

    Attributes:
        lane: What is known; None when no lane is traced.
    """

    grown = Signal(int)
    """More steps are known; how many were known before."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lane: ExplainedLane | None = None
        self._threads = Runners(self)
        self._traces = 0
        self._race: RaceSpec | None = None
        self._kept: dict[str, tuple[RaceSpec, ExplainedLane]] = {}
        self._frames = QTimer(self)
        self._frames.setInterval(FRAME_MS)
        self._frames.timeout.connect(self._drain)

    @property
    def running(self) -> bool:
        """Whether the lane is still on its way."""
        return self._threads.current is not None

    def recall(self, spec: RaceSpec, lane: str) -> bool:
        """Whether the way of a lane is known already, from a race before; then it is the one that is shown."""
        kept = self._kept.get(lane)
        if self.lane is None and kept is not None and kept[0] == _alone(spec, lane):
            self._race, self.lane = kept
        return self.lane is not None

    def trace(self, spec: RaceSpec, lane: str) -> None:
        """Trace a lane from its start, unless one is known; a lane that cannot race stays unknown."""
        alone = _alone(spec, lane)
        if alone is None or self.recall(spec, lane):
            return
        try:
            entry = OPTIMIZERS.of(alone.lanes[0].optimizer)
        except UnknownEntry:
            return
        self._race = alone
        self.lane = ExplainedLane(entry, noisy=spec.noise > 0)
        self._traces += 1
        run = self._traces
        self._threads.start(lambda control: TraceJob(alone, lane, run, control), run)
        self._frames.start()

    def forget(self) -> None:
        """Stop, and explain no lane."""
        self._stop()
        self.lane = None

    def close(self) -> None:
        """End the thread; may be called again."""
        self._stop()
        self._threads.close()

    @Slot()
    def _drain(self) -> None:
        runner, lane = self._threads.current, self.lane
        if runner is None or lane is None:
            return
        over, before = runner.isFinished(), len(lane)
        for event in runner.mailbox.take():
            if isinstance(event, LaneTraced):
                lane.append(event.stretch)
        if over:
            self._stop()
            self._keep(lane)
        if over or len(lane) > before:
            self.grown.emit(before)

    def _keep(self, lane: ExplainedLane) -> None:
        """Keep a way that is known to its end, and none of lanes that other races had."""
        race = self._race
        if race is None or len(lane) < race.steps:
            return
        shared = race.with_(lanes=())
        self._kept = {key: kept for key, kept in self._kept.items() if kept[0].with_(lanes=()) == shared}
        self._kept[race.lanes[0].id] = race, lane

    def _stop(self) -> None:
        self._frames.stop()
        self._threads.stop()


def _alone(spec: RaceSpec, lane: str) -> RaceSpec | None:
    """The race with this lane only, as far as its way depends on it; None when it has no such lane."""
    chosen = next((each for each in spec.lanes if each.id == lane), None)
    return None if chosen is None else spec.with_(lanes=(chosen,)).way
