"""The forms of where lanes start on a surface: the common start, and a lane's own one."""

from __future__ import annotations

from typing import Any

from pydantic import create_model

from playground.catalog.kinds import SURFACES, Entry, UnknownEntry
from playground.spec.base import Value
from playground.spec.fields import setting
from playground.spec.race import FARTHEST, LaneSpec, RaceSpec

COMMON = "common"

CommonStart: type[Entry] = create_model(
    "CommonStart",
    __base__=Entry,
    x=(float, setting(0.0, "x where the lanes start.", title="start x")),
    y=(float, setting(0.0, "y where the lanes start.", title="start y")),
)
"""Where the lanes start."""

OwnStart: type[Entry] = create_model(
    "OwnStart",
    __base__=Entry,
    x=(
        float | None,
        setting(None, "x where this lane starts.", title="start x", empty=COMMON),
    ),
    y=(
        float | None,
        setting(None, "y where this lane starts.", title="start y", empty=COMMON),
    ),
)
"""Where one lane starts in place of the common start."""


def common_start(race: RaceSpec) -> tuple[float, float]:
    """Return the common start; the origin where the surface is not known."""
    try:
        return race.start or SURFACES.of(race.surface).start
    except UnknownEntry:
        return race.start or (0.0, 0.0)


def with_start(race: RaceSpec, name: str, value: Any) -> RaceSpec:
    """Return the race after an edit of the common start."""
    x, y = common_start(race)
    value = _within(value)
    return race.with_(start=(value, y) if name == "x" else (x, value))


def start_of(lane: LaneSpec) -> dict[str, Value | None]:
    """Return what the form of a lane shows."""
    x, y = lane.start or (None, None)
    return {"x": x, "y": y}


def with_own_start(lane: LaneSpec, name: str, value: Any, common: tuple[float, float]) -> LaneSpec:
    """Return the lane after an edit of its start; one empty coordinate makes it the common start."""
    if value is None:
        return lane.with_(start=None)
    x, y = lane.start or common
    value = _within(value)
    return lane.with_(start=(value, y) if name == "x" else (x, value))


def _within(coordinate: float) -> float:
    """Return the nearest coordinate that a start may have."""
    return max(-FARTHEST, min(FARTHEST, coordinate))
