"""What a race leaves, on a surface or on a network: its lanes with their curves and changes, built from its events."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Literal

from playground.engine.events.fairness import Fairness, LaneChange, change_words, lane_change
from playground.engine.events.network_race import (
    LaneEvaluated,
    LaneMessage,
    LanePace,
    LanePaths,
    LaneScalars,
    LaneState,
    NetworkRaceStarted,
    NetworkRaceState,
    NetworkResult,
    NetworkResults,
)
from playground.engine.events.pictures import LossPlane
from playground.engine.events.run import Event, RunState, StateChanged
from playground.engine.events.surface_race import (
    SurfaceRaceChunk,
    SurfaceRaceFinished,
    SurfaceRaceRefused,
    SurfaceRaceStarted,
    SurfaceResult,
)
from playground.engine.race.ranking import rank
from playground.records import race_storage
from playground.records.lane import LaneRecord
from playground.records.storage import Content, content, equal_parts, write

Result = SurfaceResult | NetworkResult
KIND = "race"


class RaceRecord:
    """One race, as its events tell it.

    Attributes:
        run: Id of the race, None before its first event; events of other races are ignored.
        started: Its facts: names of lanes, lengths, what is shared; None before it stands at its start.
        lanes: By id, in their order; also those that were dropped.
        changes: What was done to lanes while they raced, in order.
        results: By lane, as they stand.
        state: What the race does.
        message: Why it cannot be run or has paused, in one sentence; empty when there is nothing to say.
        progress: Part of all steps that is done, 0 to 1.
        plane: On a network, the newest loss on the common plane; None for none.
        paths: The lanes on it.
    """

    def __init__(self) -> None:
        self.run: int | None = None
        self.started: SurfaceRaceStarted | NetworkRaceStarted | None = None
        self.lanes: dict[str, LaneRecord] = {}
        self.changes: list[LaneChange] = []
        self.results: Mapping[str, Result] = {}
        self.state = RunState.READY
        self.message = ""
        self.progress = 0.0
        self.plane: LossPlane | None = None
        self.paths: LanePaths | None = None

    # --- building --------------------------------------------------------------------------------

    def extend(self, events: Iterable[Event]) -> None:
        """Take several events, in order."""
        for event in events:
            self.take(event)

    def take(self, event: Event) -> None:
        """Add the contents of one event; kinds that are not recorded are ignored."""
        if self.run is None:
            self.run = event.run
        if event.run != self.run:
            return
        self.changes += filter(None, [lane_change(event)])
        match event:
            case SurfaceRaceStarted() | NetworkRaceStarted():
                self._start(event)
            case (
                SurfaceRaceChunk()
                | LaneScalars()
                | LaneEvaluated()
                | LanePace()
                | LaneState()
                | LaneMessage()
            ):
                self._take_lane(event)
            case SurfaceRaceFinished() | SurfaceRaceRefused() | NetworkResults():
                self._take_results(event)
            case NetworkRaceState() | StateChanged():
                self.state, self.message = event.state, event.message
                self.progress = getattr(event, "progress", self.progress)
            case LossPlane():
                self.plane = event
            case LanePaths():
                self.paths = event

    def _start(self, event: SurfaceRaceStarted | NetworkRaceStarted) -> None:
        self.started = event
        known = self.lanes
        self.lanes = {lane: known.get(lane, LaneRecord(lane)) for lane in event.names}
        for lane, name in event.names.items():
            self.lanes[lane].name = name

    def lane(self, lane: str) -> LaneRecord:
        """What one lane leaves; empty before its first event."""
        return self.lanes.setdefault(lane, LaneRecord(lane))

    def _take_lane(
        self, event: SurfaceRaceChunk | LaneScalars | LaneEvaluated | LanePace | LaneState | LaneMessage
    ) -> None:
        lane = self.lane(event.lane)
        match event:
            case SurfaceRaceChunk():
                lane.path.append(event.path)
                self.state = RunState.RUNNING
                done = min(each.steps for each in self.lanes.values())
                self.progress = done / max(1, self.total_steps)
            case LaneScalars():
                lane.curves(event.repetition).step(event)
            case LaneEvaluated():
                lane.curves(event.repetition).evaluate(event)
            case LanePace():
                lane.pace = event.seconds
            case LaneState():
                lane.state, lane.message = event.state, event.message
            case LaneMessage():
                lane.message = event.text

    def _take_results(self, event: SurfaceRaceFinished | SurfaceRaceRefused | NetworkResults) -> None:
        match event:
            case SurfaceRaceFinished():
                self.results, self.state, self.progress = event.results, RunState.FINISHED, 1.0
                for lane, seconds in event.pace.items():
                    self.lane(lane).pace = seconds
            case SurfaceRaceRefused():
                self.state, self.message = RunState.FAILED, event.message
            case NetworkResults():
                self.results = event.results

    # --- reading ---------------------------------------------------------------------------------

    @property
    def on(self) -> Literal["surface", "network"]:
        """What is raced on."""
        return "surface" if isinstance(self.started, SurfaceRaceStarted) else "network"

    @property
    def total_steps(self) -> int:
        """Total steps of the longest lane; 0 before the race stands at its start."""
        match self.started:
            case SurfaceRaceStarted():
                return self.started.total_steps
            case NetworkRaceStarted():
                return max(self.started.total_steps.values(), default=0)
        return 0

    @property
    def metric(self) -> str:
        """Metric of a race on a network: ``accuracy`` or ``R²``; else empty."""
        return self.started.metric if isinstance(self.started, NetworkRaceStarted) else ""

    def changes_of(self, lane: str) -> tuple[LaneChange, ...]:
        """What was done to one lane while it raced."""
        return tuple(change for change in self.changes if change.lane == lane)

    @property
    def change_words(self) -> tuple[str, ...]:
        """What was done to lanes while they raced, a sentence each."""
        return change_words({lane: each.name for lane, each in self.lanes.items()}, self.changes)

    @property
    def fairness(self) -> Fairness:
        """What is the same for all lanes, and what differs, with what changed during the race."""
        if self.started is None:
            return Fairness((), self.change_words)
        return Fairness(self.started.shared, (*self.started.differing, *self.change_words))

    @property
    def ranking(self) -> list[Result]:
        """The results: who reached the target first, then who came lowest."""
        return [self.results[lane] for lane in self.ranked_lanes]

    @property
    def ranked_lanes(self) -> list[str]:
        """The lanes that have results, in the order of ``ranking``."""
        return sorted(self.results, key=lambda lane: rank(self.results[lane]))

    # --- files -----------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RaceRecord):
            return NotImplemented
        return equal_parts(race_storage.parts(self), race_storage.parts(other))

    __hash__ = None  # type: ignore[assignment]  # it grows

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it to a file.

        Raises:
            FileProblem: When that is not possible; an old file stays whole.
        """
        write(path, KIND, *race_storage.parts(self))

    def content(self) -> bytes:
        """Content of its file."""
        return content(KIND, *race_storage.parts(self))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> RaceRecord:
        """Read it from a file.

        Raises:
            FileProblem: When the file is damaged or not the record of a race; names the place.
        """
        record = cls()
        race_storage.fill(record, Content(path, KIND))
        return record
