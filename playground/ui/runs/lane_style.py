"""Names and colours of the lanes of a race, as the document and the theme have them."""

from __future__ import annotations

from collections.abc import Iterable

from playground.engine.race.lanes import shown_names
from playground.records.race import RaceRecord
from playground.spec.race import LaneSpec
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.style.lane_colors import lane_color
from playground.ui.style.theme import Theme


def drawn_lanes(
    lanes: Iterable[LaneSpec], record: RaceRecord, theme: Theme, known: Iterable[DrawnLane] = ()
) -> list[DrawnLane]:
    """Draw lanes in this order, under their present names and in their present colours.

    Args:
        lanes: Settings of the lanes.
        record: What they left so far.
        theme: Colours of lanes that have none of their own.
        known: Lanes that are drawn already; they are updated instead of replaced.
    """
    drawn, listed = {lane.lane: lane for lane in known}, tuple(lanes)
    names = shown_names(listed)
    return [_styled(drawn.get(lane.id), lane, names[lane.id], record, theme) for lane in listed]


def _styled(
    drawn: DrawnLane | None, lane: LaneSpec, name: str, record: RaceRecord, theme: Theme
) -> DrawnLane:
    color = lane_color(theme, lane)
    if drawn is None:
        return DrawnLane(record.lane(lane.id), name, lane.optimizer.kind, color, lane.hidden)
    drawn.name, drawn.color, drawn.hidden = name, color, lane.hidden
    return drawn
