"""A race as a job for the worker thread, told in events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from playground.catalog.kinds import Minimum, Place, UnknownEntry
from playground.engine.events.control import Control
from playground.engine.events.run import Event
from playground.engine.race.lanes import CannotRace
from playground.engine.race.surface.race import PathChunk, SurfaceRace, SurfaceResult
from playground.spec.race import RaceSpec


@dataclass(frozen=True, slots=True)
class SurfaceRaceStarted(Event):
    """A race stands at its start.

    Attributes:
        start: Where.
        names: Of the lanes, by id.
        minima: Of the surface.
        saddles: Of the surface.
        target: Height to reach, None when there is none.
    """

    start: Place
    names: Mapping[str, str]
    minima: tuple[Minimum, ...]
    saddles: tuple[Place, ...]
    target: float | None


@dataclass(frozen=True, slots=True)
class SurfaceRaceChunk(Event):
    """A lane went on; ``step`` tells how far.

    Attributes:
        lane: Its id.
        way: The stretch; the very first one of a lane holds the start too.
    """

    lane: str
    way: PathChunk


@dataclass(frozen=True, slots=True)
class SurfaceRaceFinished(Event):
    """All lanes are at the end.

    Attributes:
        results: By lane.
        pace: Seconds per step, by lane.
    """

    results: Mapping[str, SurfaceResult]
    pace: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SurfaceRaceRefused(Event):
    """The race cannot be run.

    Attributes:
        message: Why, in one sentence.
    """

    message: str


class SurfaceRaceJob:
    """One race; iterate it in the worker thread. Ends early when ``Control.stop`` is called."""

    def __init__(self, spec: RaceSpec, run: int, control: Control) -> None:
        self._spec, self._run, self._control = spec, run, control

    def __iter__(self) -> Iterator[Event]:
        try:
            race = SurfaceRace(self._spec)
        except (CannotRace, UnknownEntry) as problem:
            yield SurfaceRaceRefused(self._run, 0, str(problem))
            return
        minima, saddles = race.surface.minima(), race.surface.saddles()
        yield SurfaceRaceStarted(self._run, 0, race.start, race.names, minima, saddles, race.target)
        for lane in self._spec.lanes:
            yield SurfaceRaceChunk(self._run, 0, lane.id, race.newest(lane.id))
        for lane_id, done in race.run():
            yield SurfaceRaceChunk(self._run, done, lane_id, race.newest(lane_id))
            if self._control.stopped():
                return
        results = {lane.id: race.result(lane.id) for lane in self._spec.lanes}
        yield SurfaceRaceFinished(self._run, self._spec.steps, results, dict(race.pace))
