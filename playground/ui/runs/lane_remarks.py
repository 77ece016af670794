"""What happens to lanes of a race on a network, in sentences for the user."""

from __future__ import annotations

from collections.abc import Iterable

from playground.engine.events.network_race import LaneMarked, LaneMessage, LaneState
from playground.engine.events.run import Event, Message
from playground.ui.plots.race.drawn_lane import DrawnLane


def remark(event: Event, lanes: Iterable[DrawnLane]) -> str:
    """Return what an event says about a lane that is drawn, or about the race; empty for nothing."""
    match event:
        case LaneState(message=words) | LaneMarked(words=words) | LaneMessage(text=words) if words:
            names = {lane.lane: lane.name for lane in lanes}
            return f"{names[event.lane]}: {words}" if event.lane in names else ""
        case Message(text=words):
            return words
    return ""
