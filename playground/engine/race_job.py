"""A race as a job for the worker thread, told in events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from playground.catalog.kinds import Minimum, Place, UnknownEntry
from playground.engine.control import Control
from playground.engine.events import Event
from playground.engine.race import LaneResult, Race, Way
from playground.engine.racing import CannotRace
from playground.spec.race import RaceSpec


@dataclass(frozen=True, slots=True)
class RaceBegun(Event):
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
class RaceStretch(Event):
    """A lane went on; ``step`` tells how far.

    Attributes:
        lane: Its id.
        way: The stretch; the very first one of a lane holds the start too.
    """

    lane: str
    way: Way


@dataclass(frozen=True, slots=True)
class RaceOver(Event):
    """All lanes are at the end.

    Attributes:
        results: By lane.
        pace: Seconds per step, by lane.
    """

    results: Mapping[str, LaneResult]
    pace: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RaceRefused(Event):
    """The race cannot be run.

    Attributes:
        message: Why, in one sentence.
    """

    message: str


class RaceJob:
    """One race; iterate it in the worker thread. Ends early when ``Control.stop`` is called."""

    def __init__(self, spec: RaceSpec, run: int, control: Control) -> None:
        self._spec, self._run, self._control = spec, run, control

    def __iter__(self) -> Iterator[Event]:
        try:
            race = Race(self._spec)
        except (CannotRace, UnknownEntry) as problem:
            yield RaceRefused(self._run, 0, str(problem))
            return
        minima, saddles = race.surface.minima(), race.surface.saddles()
        yield RaceBegun(self._run, 0, race.start, race.names, minima, saddles, race.target)
        for lane in self._spec.lanes:
            yield RaceStretch(self._run, 0, lane.id, race.newest(lane.id))
        for lane_id, done in race.run():
            yield RaceStretch(self._run, done, lane_id, race.newest(lane_id))
            if self._control.stopped():
                return
        results = {lane.id: race.result(lane.id) for lane in self._spec.lanes}
        yield RaceOver(self._run, self._spec.steps, results, dict(race.pace))
