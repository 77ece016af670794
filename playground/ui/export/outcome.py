"""What a race has come to so far, as files need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.engine.events.fairness import Fairness
from playground.engine.events.surface_race import PathChunk
from playground.engine.race.ranking import ranked
from playground.export.tables import Result
from playground.spec.race import RaceSpec
from playground.ui.export.network_figures import NetworkRecord

if TYPE_CHECKING:
    from playground.ui.race.network_view import NetworkRaceView
    from playground.ui.race.workspace import RaceWorkspace


@dataclass(frozen=True)
class Outcome:
    """Of the race that the workspace shows.

    Attributes:
        results: The leaderboard, the best first.
        ways: On a surface, names of the lanes with their whole ways.
        fairness: On a network, what its panel says; None on a surface, where the settings say it.
    """

    results: Sequence[Result]
    ways: Sequence[tuple[str, PathChunk]] = ()
    fairness: Fairness | None = None


def outcome_of(workspace: RaceWorkspace, on: str) -> Outcome | None:
    """Of a race ``on`` a surface or the network; None while it has no results."""
    if on == "surface":
        race = workspace.race
        ways = [
            (way.name, PathChunk(way.places, way.heights, way.slopes, way.evaluations.astype("int64")))
            for way in race.ways
        ]
        return Outcome(ranked(race.results.values()), ways) if race.results else None
    network = workspace.network.race
    if not network.results or network.facts is None:
        return None
    facts = Fairness(network.facts.shared, network.facts.differing)
    return Outcome(ranked(network.results.values()), fairness=facts)


def network_record(view: NetworkRaceView, race: RaceSpec) -> NetworkRecord | None:
    """What the report of a race on the network draws; None while there is no race."""
    if view.race.facts is None:
        return None
    plane, paths = view.plane.shown
    known = {lane.id for lane in race.lanes}
    runs = [run for run in view.race.runs if run.lane in known]
    tuned = {lane: found for lane, found in view.tuning.found.items() if lane in known}
    return NetworkRecord(race, view.race.facts.metric, runs, plane, paths, tuned)
