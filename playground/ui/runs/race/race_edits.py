"""What an edit means to a race on a network that has begun."""

from __future__ import annotations

from dataclasses import dataclass

from playground.catalog.kinds import OPTIMIZERS, UnknownEntry
from playground.spec.base import Choice
from playground.spec.project import Project
from playground.spec.race import LaneSpec

NOT_USED = Choice(kind="none")
"""In place of what lanes choose themselves."""


@dataclass(frozen=True)
class LaneEdits:
    """Lanes that an edit changed.

    Attributes:
        changed: With other settings, or new.
        removed: Ids of lanes that are gone.
        live: Whether a race that has begun can take them over and continue.
    """

    changed: tuple[LaneSpec, ...]
    removed: frozenset[str]
    live: bool

    def __bool__(self) -> bool:
        return bool(self.changed or self.removed)


def lane_edits(before: tuple[LaneSpec, ...], after: tuple[LaneSpec, ...]) -> LaneEdits:
    """Compare lanes, names and colours aside."""
    old = {lane.id: lane for lane in before}
    changed = tuple(lane for lane in after if _plain(lane) != _plain(old.get(lane.id)))
    removed = frozenset(old) - {lane.id for lane in after}
    live = bool(after) and all(_takes_over(old.get(lane.id), lane) for lane in changed)
    return LaneEdits(changed, removed, live)


def needs_restart(before: Project, after: Project) -> bool:
    """Whether an edit, lanes and plane aside, changes what all lanes train on."""
    return _basis(before) != _basis(after)


def _basis(project: Project) -> object:
    race = project.race
    training = project.training.with_(
        optimizer=NOT_USED, schedule=NOT_USED, epochs=1, seed=0, batch_size=1, patience=0
    )
    rest = race.epochs, race.seeds, race.seed, race.target, race.target_on, project.training.batch_size
    return project.graph, project.data, project.start, training, rest


def _plain(lane: LaneSpec | None) -> LaneSpec | None:
    return None if lane is None else lane.plain


def _takes_over(before: LaneSpec | None, after: LaneSpec) -> bool:
    """Whether a lane can take over a change while it runs, or join late."""
    if before is None:
        return True
    if before.plain.with_(optimizer=after.optimizer, schedule=after.schedule) != after.plain:
        return False
    try:
        return OPTIMIZERS.of(before.optimizer).can_become(OPTIMIZERS.of(after.optimizer))
    except UnknownEntry:
        return False
