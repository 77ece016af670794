"""The record of the race that the window shows, as files need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.records.race import RaceRecord
from playground.spec.race import RaceSpec
from playground.ui.export.network_figures import NetworkRecord

if TYPE_CHECKING:
    from playground.ui.race.network_view import NetworkRaceView
    from playground.ui.race.workspace import RaceWorkspace


def record_of(workspace: RaceWorkspace, on: str) -> RaceRecord | None:
    """The record of a race ``on`` a surface or the network; None while it has no results."""
    if on == "surface":
        return workspace.surface.race.record if workspace.surface.race.results else None
    race = workspace.network.race
    return race.record if race.results and race.facts is not None else None


def network_record(view: NetworkRaceView, race: RaceSpec) -> NetworkRecord | None:
    """What the report of a race on the network draws; None while there is no race."""
    if view.race.facts is None:
        return None
    plane, paths = view.plane.shown
    known = {lane.id for lane in race.lanes}
    runs = [run for run in view.race.lanes if run.lane in known]
    tuned = {lane: found for lane, found in view.tuning.found.items() if lane in known}
    return NetworkRecord(race, view.race.facts.metric, runs, plane, paths, tuned)
