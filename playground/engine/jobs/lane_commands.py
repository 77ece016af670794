"""Commands about single lanes of a race on a network: change, join, drop, and save weights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playground.engine.events.control import ChangeLane, DropLane, SaveLane
from playground.engine.events.network_race import LaneMarked, LaneMessage, LaneSaved, LaneState
from playground.engine.events.run import Event
from playground.engine.jobs.race_pictures import NoRacePictures, RacePictures
from playground.engine.race.network.race import PROBLEMS, NetworkRace
from playground.engine.race.network.reporting import (
    evaluation_events,
    pace_event,
    result_event,
    start_event,
)
from playground.engine.training.checkpoint import save
from playground.spec.files import FileProblem
from playground.spec.race import LaneSpec

LaneCommand = ChangeLane | DropLane | SaveLane


class LaneCommands:
    """Obeys commands about lanes of one race, between two steps."""

    def __init__(self, run: int, race: NetworkRace, pictures: RacePictures | NoRacePictures) -> None:
        self._run, self._race, self._pictures = run, race, pictures

    def obey(self, command: LaneCommand) -> Iterator[Event]:
        """Do what the command says; commands about lanes that are not there are ignored."""
        match command:
            case ChangeLane(lane) if lane.id in self._race.members:
                yield from self._change(lane)
            case ChangeLane(lane):
                yield from self._join(lane)
            case DropLane(lane_id) if lane_id in self._race.members:
                yield from self._drop(lane_id)
            case SaveLane(lane_id, path) if lane_id in self._race.members:
                yield self._saved(lane_id, path)

    def _change(self, lane: LaneSpec) -> Iterator[Event]:
        words = self._race.change(lane)
        if words:
            yield LaneMarked(self._run, self._race.members[lane.id].steps_done, lane.id, words)

    def _join(self, lane: LaneSpec) -> Iterator[Event]:
        try:
            self._race.add(lane)
        except PROBLEMS as problem:
            yield LaneMessage(self._run, self._race.step, lane.id, str(problem))
            return
        self._pictures.join(lane.id)
        yield start_event(self._run, self._race)
        yield from evaluation_events(self._run, self._race)
        yield pace_event(self._run, self._race, lane.id)
        yield LaneState(self._run, self._race.step, lane.id, "running", "Joined late, from the common start.")

    def _drop(self, lane_id: str) -> Iterator[Event]:
        step = self._race.members[lane_id].steps_done
        self._race.drop(lane_id)
        self._pictures.leave(lane_id)
        yield LaneState(self._run, step, lane_id, "dropped")
        yield result_event(self._run, self._race)

    def _saved(self, lane_id: str, path: Path) -> Event:
        member = self._race.members[lane_id]
        try:
            save(member, path)
        except FileProblem as problem:
            return LaneMessage(self._run, member.steps_done, lane_id, str(problem))
        return LaneSaved(self._run, member.steps_done, lane_id, path, member.project)
