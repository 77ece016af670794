"""A race as the window shows it: what it has left so far, and its lanes in the colours of the theme."""

from __future__ import annotations

from collections.abc import Iterable

from playground.engine.events.network_race import (
    LaneEvaluated,
    LaneFlows,
    LaneMarked,
    LanePace,
    LanePaths,
    LanePictures,
    LaneScalars,
    LaneState,
)
from playground.engine.events.pictures import LossPlane
from playground.engine.race.lanes import shown_names
from playground.records.race import RaceRecord
from playground.spec.race import LaneSpec
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.style.lane_colors import lane_color
from playground.ui.style.theme import ThemeHub

PICTURES = (LossPlane, LanePaths, LanePictures, LaneFlows)
"""Heavy events of a race on a network."""
GROWTH = (LaneScalars, LaneEvaluated, LanePace, LaneState, LaneMarked)
"""Events after which curves or names of lanes look different."""


class ShownRace:
    """The record of one race with its lanes as they are drawn; on a surface as on a network.

    Attributes:
        record: What the race has left so far.
        lanes: In their order, under their present names and in their present colours; they grow with the record.
    """

    def __init__(self, hub: ThemeHub) -> None:
        self._hub = hub
        self.begin(())

    def begin(self, lanes: Iterable[LaneSpec], past: RaceRecord | None = None) -> None:
        """Replace the race by another one, which stands at its start, or where the record of its past ends."""
        self.record = RaceRecord() if past is None else past
        self.lanes: list[DrawnLane] = []
        self.update(lanes)

    def update(self, lanes: Iterable[LaneSpec]) -> None:
        """Take over which lanes there are, their order, names and colours, and which are hidden."""
        known, listed = {lane.lane: lane for lane in self.lanes}, tuple(lanes)
        names = shown_names(listed)
        self.lanes = [self._styled(known.get(lane.id), lane, names[lane.id]) for lane in listed]

    def _styled(self, drawn: DrawnLane | None, lane: LaneSpec, name: str) -> DrawnLane:
        color = lane_color(self._hub.theme, lane)
        if drawn is None:
            return DrawnLane(self.record.lane(lane.id), name, lane.optimizer.kind, color, lane.hidden)
        drawn.name, drawn.color, drawn.hidden = name, color, lane.hidden
        return drawn

    def lane(self, lane_id: str) -> DrawnLane | None:
        """Return a lane by its id."""
        return next((lane for lane in self.lanes if lane.lane == lane_id), None)
