"""The lanes of a race: their names, and why a race cannot be run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import playground.catalog.optimizers  # noqa: F401
from playground.catalog.kinds import OPTIMIZERS
from playground.spec.race import LaneSpec

NO_LANES = "The race has no lanes: add at least one optimizer."


class CannotRace(ValueError):
    """A race that cannot be run; the message is one sentence."""


def lane_names(lanes: tuple[LaneSpec, ...]) -> Mapping[str, str]:
    """Return the names of lanes, by id: their own or their optimizers', numbered where two are alike.

    Raises:
        UnknownEntry: When an optimizer is not known.
    """
    plain = {lane.id: lane.name or OPTIMIZERS.entry(lane.optimizer.kind).title for lane in lanes}
    shared, seen = Counter(plain.values()), Counter[str]()
    names = {}
    for key, name in plain.items():
        seen[name] += 1
        names[key] = f"{name} {seen[name]}" if shared[name] > 1 else name
    return names
