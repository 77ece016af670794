"""What the lanes of a race have in common, what differs, and what happened to single lanes: plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from playground.engine.events.network_race import LaneMarked, LaneState
from playground.engine.events.run import Event


@dataclass(frozen=True, slots=True)
class Fairness:
    """What is the same for all lanes, and what differs, a sentence each."""

    shared: Sequence[str]
    differing: Sequence[str]


@dataclass(frozen=True, slots=True)
class LaneChange:
    """Something that happened to one lane alone while a race ran.

    Attributes:
        lane: Its id.
        step: Steps that it had done; of a lane that joined late, those of the lane that had done the most.
        text: What changed, e.g. ``learning rate 0.1 → 0.01``.
        kind: Whether a ``setting`` changed, or the lane ``joined`` late or was ``dropped``.
    """

    lane: str
    step: int
    text: str
    kind: Literal["setting", "joined", "dropped"] = "setting"

    def sentence(self, name: str) -> str:
        """Describe it, with the name of the lane."""
        match self.kind:
            case "setting":
                return f"{name}: {self.text} at step {self.step:,}."
            case "joined":
                return f"{name} joined at step {self.step:,}, from the common start."
            case "dropped":
                return f"{name} was dropped at step {self.step:,}."


def lane_change(event: Event) -> LaneChange | None:
    """Read what happened to a single lane from an event, None where nothing did."""
    match event:
        case LaneMarked(step=step, lane=lane, words=words):
            return LaneChange(lane, step, words)
        case LaneState(step=step, lane=lane, state="running", message=message):
            return LaneChange(lane, step, message, "joined")
        case LaneState(step=step, lane=lane, state="dropped", message=message):
            return LaneChange(lane, step, message, "dropped")
    return None


def change_words(names: Mapping[str, str], changes: Iterable[LaneChange]) -> tuple[str, ...]:
    """Describe what happened to single lanes, a sentence each, in order."""
    return tuple(change.sentence(names[change.lane]) for change in changes)
