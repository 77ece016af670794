"""A race on a surface as a job: it computes the lanes in turns and reports them as events."""

from __future__ import annotations

from collections.abc import Generator

from playground.catalog.kinds import UnknownEntry
from playground.engine.events.control import Control
from playground.engine.events.run import Event
from playground.engine.events.surface_race import (
    SurfaceRaceChunk,
    SurfaceRaceFinished,
    SurfaceRaceRefused,
    SurfaceRaceStarted,
)
from playground.engine.race.fairness import surface_fairness
from playground.engine.race.lanes import CannotRace
from playground.engine.race.surface.race import SurfaceRace
from playground.spec.race import RaceSpec


class SurfaceRaceJob:
    """One race; iterate it once. It runs to its end, or until ``Control.stop`` is called.

    Attributes:
        failure: Why it could not start, as an exception for callers in the same thread; else None.
    """

    def __init__(self, spec: RaceSpec, run: int, control: Control) -> None:
        self._spec, self._run, self._control = spec, run, control
        self.failure: Exception | None = None

    def __iter__(self) -> Generator[Event, None, None]:
        try:
            race = SurfaceRace(self._spec)
        except (CannotRace, UnknownEntry) as problem:
            self.failure = problem.with_traceback(None)
            yield SurfaceRaceRefused(self._run, 0, str(problem))
            return
        yield self._started(race)
        for lane in self._spec.lanes:
            yield SurfaceRaceChunk(self._run, 0, lane.id, race.newest(lane.id))
        for lane_id, done in race.run():
            yield SurfaceRaceChunk(self._run, done, lane_id, race.newest(lane_id))
            if self._control.stopped():
                return
        results = {lane.id: race.result(lane.id) for lane in self._spec.lanes}
        yield SurfaceRaceFinished(self._run, self._spec.steps, results, dict(race.pace))

    def _started(self, race: SurfaceRace) -> SurfaceRaceStarted:
        fairness = surface_fairness(self._spec)
        return SurfaceRaceStarted(
            self._run,
            0,
            start=race.start,
            names=dict(race.names),
            minima=race.surface.minima(),
            saddles=race.surface.saddles(),
            target=race.target,
            total_steps=self._spec.steps,
            repetitions=self._spec.seeds,
            shared=tuple(fairness.shared),
            differing=tuple(fairness.differing),
        )
