"""What happens to a race on a network and its lanes, in sentences for the user."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from playground.engine.events.network_race import LaneMarked, LaneMessage, LanePace, LaneState
from playground.engine.events.run import DataLoading, Event, Message, Preparing


def remark(event: Event, names: Mapping[str, str]) -> str:
    """Return what an event says about a lane that has a name, or about the race; empty for nothing."""
    match event:
        case LaneState(message=words) | LaneMarked(words=words) | LaneMessage(text=words) if words:
            return _of_lane(event.lane, words, names)
        case LanePace(loss=loss, seconds=seconds) if isfinite(loss):
            words = f"loss {loss:.4g} in the first batch, {seconds:.2g} s a step"
            return _of_lane(event.lane, words, names)
        case DataLoading(name=name, share=share):
            return f"Loading {name}: {share:.0%}"
        case Preparing(doing=doing):
            return f"{doing[:1].upper()}{doing[1:]}…"
        case Message(text=words):
            return words
    return ""


def _of_lane(lane: str, words: str, names: Mapping[str, str]) -> str:
    return f"{names[lane]}: {words}" if lane in names else ""
