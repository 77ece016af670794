"""Which events are shown in which frame, so that no frame has to draw everything."""

from collections.abc import Iterable

from playground.engine.events.pictures import (
    GradientFlow,
    LossPlane,
    NodeActivity,
    PlanePath,
    UnitMaps,
    WireWeights,
)
from playground.engine.events.run import Event, StateChanged

TOGETHER: tuple[frozenset[type[Event]], ...] = (
    frozenset({UnitMaps, NodeActivity, WireWeights}),
    frozenset({LossPlane, PlanePath, GradientFlow}),
)
"""Pictures that are drawn in one frame; all others share another one."""
FRAMES = 2
"""Frames in a round; the first one shows the record."""


class Rounds:
    """Deals events out to frames: the record in every other one, a group of pictures in each of the others."""

    def __init__(self) -> None:
        self._record: list[Event] = []
        self._pictures: list[dict[type[Event], Event]] = [{} for _ in range(len(TOGETHER) + 1)]
        self._frame = self._turn = 0

    def clear(self) -> None:
        """Forget what was not dealt."""
        self._record = []
        for group in self._pictures:
            group.clear()

    @property
    def empty(self) -> bool:
        """Whether everything was dealt."""
        return not self._record and not any(self._pictures)

    def take_in(self, events: Iterable[Event]) -> None:
        """Add events; of pictures the newest of a kind replaces the one before."""
        for event in events:
            if event.heavy:
                self._group(type(event))[type(event)] = event
            else:
                self._record.append(event)

    def deal(self) -> list[Event]:
        """The events of the next frame; all there are when the state changes, which waits for nothing."""
        self._frame = (self._frame + 1) % FRAMES
        if any(isinstance(event, StateChanged) for event in self._record):
            dealt = [*self._record, *(event for group in self._pictures for event in group.values())]
            self.clear()
            return dealt
        if self._record and self._frame == 0:
            dealt, self._record = self._record, []
            return dealt
        for _ in self._pictures:
            self._turn = (self._turn + 1) % len(self._pictures)
            group = self._pictures[self._turn]
            if group:
                dealt = list(group.values())
                group.clear()
                return dealt
        return []

    def _group(self, kind: type[Event]) -> dict[type[Event], Event]:
        place = next((place for place, kinds in enumerate(TOGETHER) if kind in kinds), len(TOGETHER))
        return self._pictures[place]
