"""The parts of a race's record as they stand in its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from playground.arrays import Array
from playground.engine.events.fairness import LaneChange
from playground.engine.events.network_race import LanePaths, NetworkRaceStarted, NetworkResult
from playground.engine.events.pictures import LossPlane, PlanePath
from playground.engine.events.run import RunState
from playground.engine.events.surface_race import PathChunk, SurfaceRaceStarted, SurfaceResult
from playground.records.lane import PATH_COLUMNS, LaneCurves, LaneRecord

if TYPE_CHECKING:
    from playground.records.storage import Content

PATH = ("steps", "x", "y", "loss", "off_plane")


class Race(Protocol):
    """What is stored of a race; see ``RaceRecord``."""

    run: int | None
    started: SurfaceRaceStarted | NetworkRaceStarted | None
    lanes: dict[str, LaneRecord]
    changes: list[LaneChange]
    results: Mapping[str, SurfaceResult | NetworkResult]
    state: RunState
    message: str
    progress: float
    plane: LossPlane | None
    paths: LanePaths | None


@dataclass(frozen=True)
class LaneHeader:
    """A lane without its arrays."""

    lane: str
    name: str
    pace: float
    state: str
    message: str
    path: bool
    repetitions: tuple[int, ...]


@dataclass(frozen=True)
class PlaneHeader:
    """The plane and the paths on it, without their arrays."""

    run: int
    step: int
    generation: int
    titles: tuple[str, str]
    samples: int
    complete: bool
    computed: int = 0


@dataclass(frozen=True)
class PathsHeader:
    """The paths of lanes on a plane, without their arrays: run, step and generation of each path by lane."""

    run: int
    step: int
    paths: Mapping[str, tuple[int, int, int]]
    inside: Mapping[str, float]
    through: tuple[str, str] | None


@dataclass(frozen=True)
class RaceHeader:
    """A race without its arrays."""

    run: int | None
    surface: SurfaceRaceStarted | None
    network: NetworkRaceStarted | None
    lanes: tuple[LaneHeader, ...]
    changes: tuple[LaneChange, ...]
    surface_results: Mapping[str, SurfaceResult]
    network_results: Mapping[str, NetworkResult]
    state: RunState
    message: str
    progress: float
    plane: PlaneHeader | None
    paths: PathsHeader | None


# --- to the file ----------------------------------------------------------------------------------


def parts(record: Race) -> tuple[RaceHeader, Mapping[str, Array]]:
    """Header and arrays of a record."""
    started, plane, paths = record.started, record.plane, record.paths
    results = record.results.items()
    header = RaceHeader(
        run=record.run,
        surface=started if isinstance(started, SurfaceRaceStarted) else None,
        network=started if isinstance(started, NetworkRaceStarted) else None,
        lanes=tuple(map(_lane_header, record.lanes.values())),
        changes=tuple(record.changes),
        surface_results={lane: each for lane, each in results if isinstance(each, SurfaceResult)},
        network_results={lane: each for lane, each in results if isinstance(each, NetworkResult)},
        state=record.state,
        message=record.message,
        progress=record.progress,
        plane=None if plane is None else _plane_header(plane),
        paths=None if paths is None else _paths_header(paths),
    )
    return header, dict(_arrays(record))


def _lane_header(lane: LaneRecord) -> LaneHeader:
    return LaneHeader(
        lane.lane, lane.name, lane.pace, lane.state, lane.message, len(lane.path) > 0, tuple(lane.repetitions)
    )


def _plane_header(plane: LossPlane) -> PlaneHeader:
    return PlaneHeader(
        plane.run,
        plane.step,
        plane.generation,
        plane.titles,
        plane.samples,
        plane.complete,
        plane.computed,
    )


def _paths_header(paths: LanePaths) -> PathsHeader:
    places = {lane: (path.run, path.step, path.generation) for lane, path in paths.paths.items()}
    return PathsHeader(paths.run, paths.step, places, dict(paths.inside), paths.through)


def _arrays(record: Race) -> Iterator[tuple[str, Array]]:
    for number, lane in enumerate(record.lanes.values()):
        if len(lane.path):
            for name in PATH_COLUMNS:
                yield f"lanes.{number}.{name}", lane.path.column(name)
        for repetition, curves in lane.repetitions.items():
            for name, array in _curves(curves):
                yield f"lanes.{number}.{repetition}.{name}", array
    if record.plane is not None:
        for name in ("x", "y", "loss"):
            yield f"plane.{name}", np.asarray(getattr(record.plane, name), np.float64)
    for number, path in enumerate(record.paths.paths.values() if record.paths is not None else ()):
        for name in PATH:
            kind = np.int64 if name == "steps" else np.float64
            yield f"paths.{number}.{name}", np.asarray(getattr(path, name), kind)


def _curves(curves: LaneCurves) -> Iterator[tuple[str, Array]]:
    steps, evaluations = curves.steps, curves.evaluations
    yield "step", steps.steps
    yield "loss", steps.loss.values
    yield "learning_rate", steps.learning_rate.values
    yield "gradients", curves.gradients
    yield "evaluated_step", evaluations.steps
    for name in evaluations.names:
        yield name, evaluations.column(name)


# --- from the file --------------------------------------------------------------------------------


def fill(record: Race, content: Content) -> None:
    """Fill an empty record from a file.

    Raises:
        FileProblem: When something is missing or does not fit; names the place.
    """
    header = content.header(RaceHeader)
    record.run, record.started = header.run, header.surface or header.network
    record.changes = list(header.changes)
    record.results = header.surface_results or header.network_results
    record.state, record.message, record.progress = header.state, header.message, header.progress
    for number, each in enumerate(header.lanes):
        record.lanes[each.lane] = _lane(each, content, f"lanes.{number}")
    if header.plane is not None:
        record.plane = _plane(header.plane, content)
    if header.paths is not None:
        record.paths = _paths(header.paths, content)


def _lane(header: LaneHeader, content: Content, place: str) -> LaneRecord:
    lane = LaneRecord(header.lane, header.name, header.pace, header.state, header.message)
    if header.path:
        lane.path.append(_path(content, place))
    for repetition in header.repetitions:
        at = f"{place}.{repetition}"
        curves = lane.curves(repetition)
        steps = content.steps(f"{at}.step")
        loss, rate = (
            content.array(f"{at}.{name}", np.float64, len(steps)) for name in ("loss", "learning_rate")
        )
        curves.append(steps, loss, rate, content.array(f"{at}.gradients", np.int64, len(steps)))
        evaluated = content.steps(f"{at}.evaluated_step")
        names = curves.evaluations.names
        columns = {name: content.array(f"{at}.{name}", np.float64, len(evaluated)) for name in names}
        curves.evaluations.extend(evaluated, columns)
    return lane


def _path(content: Content, place: str) -> PathChunk:
    steps, seeds, _ = content.array(f"{place}.places", np.float64, None, None, 2).shape
    return PathChunk(
        **{
            name: content.array(
                f"{place}.{name}", each.kind, steps, *((seeds,) if each.per_seed else ()), *each.numbers
            )
            for name, each in PATH_COLUMNS.items()
        }
    )


def _plane(header: PlaneHeader, content: Content) -> LossPlane:
    x, y = (content.array(f"plane.{name}", np.float64, None) for name in "xy")
    loss = content.array("plane.loss", np.float64, len(y), len(x))
    return LossPlane(
        header.run,
        header.step,
        header.generation,
        x,
        y,
        loss,
        header.titles,
        header.samples,
        header.complete,
        header.computed,
    )


def _paths(header: PathsHeader, content: Content) -> LanePaths:
    paths = {}
    for number, (lane, (run, step, generation)) in enumerate(header.paths.items()):
        steps = content.steps(f"paths.{number}.steps")
        x, y, loss, off = (
            content.array(f"paths.{number}.{name}", np.float64, len(steps)) for name in PATH[1:]
        )
        paths[lane] = PlanePath(run, step, generation, steps, x, y, loss, off)
    return LanePaths(header.run, header.step, paths, dict(header.inside), header.through)
