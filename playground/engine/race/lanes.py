"""The lanes of a race: their names, and why a race cannot be run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from playground.catalog.kinds import OPTIMIZERS, UnknownEntry
from playground.spec.race import LaneSpec

NO_LANES = "The race has no lanes: add at least one optimizer."


class CannotRace(ValueError):
    """A race that cannot be run; the message is one sentence."""


def lane_names(lanes: tuple[LaneSpec, ...]) -> Mapping[str, str]:
    """Return the names of lanes, by id: their own or their optimizers', numbered where two are alike.

    Raises:
        UnknownEntry: When an optimizer is not known.
    """
    for lane in lanes:
        OPTIMIZERS.entry(lane.optimizer.kind)
    return shown_names(lanes)


def shown_names(lanes: Iterable[LaneSpec]) -> Mapping[str, str]:
    """Return the names of lanes as ``lane_names`` does; an optimizer that is not known has its key."""
    plain = {lane.id: lane.name or optimizer_title(lane.optimizer.kind) for lane in lanes}
    return distinct(plain)


def optimizer_title(kind: str) -> str:
    """Return the title of an optimizer; its key where the catalog has none of that name."""
    try:
        return OPTIMIZERS.entry(kind).title
    except UnknownEntry:
        return kind


def distinct(names: Mapping[str, str]) -> dict[str, str]:
    """Return names, by id, of which those that are alike are numbered; no two are the same."""
    shared, seen, found = Counter(names.values()), Counter[str](), dict[str, str]()
    taken = {name for name, count in shared.items() if count == 1}
    for key, name in names.items():
        numbered = name
        while shared[name] > 1 and (numbered == name or numbered in taken):
            seen[name] += 1
            numbered = f"{name} {seen[name]}"
        taken.add(numbered)
        found[key] = numbered
    return found
