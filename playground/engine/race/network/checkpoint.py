"""Files from which a race on a network resumes: the states of all lanes, and what they have achieved.

A file is in the safetensors format: plain numbers, no code. Its header holds the project as a ``*.descent`` file would.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.engine.landscape.trajectory import Trajectory
from playground.engine.race.network.race import NetworkRace
from playground.engine.race.network.results import EvaluationPoint, RepetitionRecord
from playground.engine.race.network.target import TargetReached
from playground.engine.training.checkpoint import computed, weighing
from playground.engine.training.divergence import Diverged, Origin, Quantity
from playground.engine.training.state import State, StateProblem, Values
from playground.engine.training.tensor_file import TensorFile
from playground.spec.files import FileProblem, dumps, loads
from playground.spec.node_training import settings_of
from playground.spec.paths import checked_path, shown_name
from playground.spec.project import Project
from playground.spec.race import LaneSpec

FILE = TensorFile("descent race", 1, "saved race", "lanes")
STATE, UNREACHED, ACHIEVED, POINTS, RECORD = "state", "unreached", "achieved", "points", "record"
PATH, DROPPED = "path", "dropped"
NONE = -1
"""Stands for a step that there is not."""


@dataclass(frozen=True)
class RaceCheckpoint:
    """Contents of such a file.

    Attributes:
        name: Of the file, for messages.
        project: The project, its race as it was, without lanes that were dropped.
        dropped: Lanes that were dropped.
        places: Numbers of all lanes in the file, by id.
        values: Of all lanes, by dotted names.
        record: What was recorded of the race, as the caller gave it.
    """

    name: str
    project: Project
    dropped: tuple[LaneSpec, ...]
    places: Mapping[str, int]
    values: Values
    record: bytes

    def path(self, lane: str) -> Values:
        """Points of the path of a lane, as ``Trajectory.stored`` returns them; empty when none were recorded."""
        return State(self.values).part(f"{PATH}.{self.places[lane]}")


def save(
    race: NetworkRace,
    path: str | os.PathLike[str],
    record: bytes = b"",
    trajectories: Mapping[str, Values] | None = None,
) -> None:
    """Save what a race needs to resume; the file is replaced as a whole or left as it was.

    Args:
        race: Between two chunks of steps.
        path: Of the file.
        record: Anything that belongs to it, e.g. its curves.
        trajectories: Points of the paths of lanes, by their ids, as ``Trajectory.stored`` returns them.

    Raises:
        FileProblem: When it cannot be written.
    """
    state = State({RECORD: torch.frombuffer(bytearray(record or b"\0"), dtype=torch.uint8)})
    for place, (_, session, achieved) in enumerate(race.runs()):
        state = state.with_part(f"{place}.{STATE}", session.state().on_cpu().values)
        state = state.with_part(str(place), _achieved(achieved))
        if achieved.unreached is not None:
            state = state.with_part(f"{place}.{UNREACHED}", achieved.unreached.on_cpu().values)
    places = _places(race.project)
    for lane, values in (trajectories or {}).items():
        state = state.with_part(f"{PATH}.{places[lane]}", values)
    for lane, records in race.dropped_records().items():
        for repetition, achieved in enumerate(records):
            state = state.with_part(f"{DROPPED}.{places[lane]}.{repetition}", _achieved(achieved))
    header = {"project": dumps(race.project), DROPPED: sorted(race.dropped)}
    FILE.save(path, state.values, header)


def _places(project: Project) -> dict[str, int]:
    """Number the lanes of a race."""
    return {lane.id: place for place, lane in enumerate(project.race.lanes)}


def _achieved(record: RepetitionRecord) -> Values:
    rows = [
        [each.step, each.evaluations, each.train_loss, each.validation_loss, each.metric]
        for each in record.points
    ]
    reached = record.reached or TargetReached(NONE, NONE)
    diverged = NONE if record.diverged is None else record.diverged
    return {
        POINTS: torch.tensor(rows, dtype=torch.float64).view(-1, 5),
        ACHIEVED: torch.tensor([reached.step, reached.evaluations, diverged]),
    }


def load(path: str | os.PathLike[str]) -> RaceCheckpoint:
    """Load a file.

    Raises:
        FileProblem: When it cannot be read, is no such file, is from a newer version, or is damaged.
    """
    name = shown_name(checked_path(path))
    values, header = FILE.load(path)
    record = values.get(RECORD)
    if not isinstance(record, Tensor) or record.dtype != torch.uint8:
        raise FileProblem(f"{name}: “{RECORD}” is missing.")
    project, dropped = loads(header["project"], name), header.get(DROPPED, [])
    lanes = project.race.lanes
    if not isinstance(dropped, list):
        raise FileProblem(f"{name}: “{DROPPED}” is no list.")
    left = tuple(lane for lane in lanes if lane.id not in dropped)
    return RaceCheckpoint(
        name,
        project.with_(race=project.race.with_(lanes=left)),
        tuple(lane for lane in lanes if lane.id in dropped),
        _places(project),
        values,
        record.numpy().tobytes(),
    )


def resume(
    found: RaceCheckpoint, project: Project, stopped: Callable[[], bool] = lambda: False
) -> NetworkRace:
    """Restore the race of a file.

    Args:
        found: Contents of the file.
        project: Its lanes' settings and number of epochs replace those of the file, as changes during the race would.
        stopped: As for ``NetworkRace``.

    Raises:
        FileProblem: When it belongs to another network, data, lanes or seed.
        CannotRace, CannotTrain, DataProblem, DeviceProblem, UnknownEntry: As for ``NetworkRace``.
    """
    _compare(found, project)
    device = project.training.device
    race = NetworkRace(found.project.with_(training=found.project.training.with_(device=device)), stopped)
    state = State(found.values)
    try:
        for place, (name, session, achieved) in enumerate(race.runs()):
            session.restore(State(state.part(f"{place}.{STATE}")))
            _restore(achieved, state, str(place))
            if achieved.diverged is not None:
                race.stop(name, Diverged(achieved.diverged, Origin(Quantity.LOSS), "", None))
        for lane_id, member in race.members.items():
            Trajectory().restore(found.path(lane_id), member.theta)
        for lane in found.dropped:
            part = f"{DROPPED}.{found.places[lane.id]}"
            race.restore_dropped(lane, _dropped(state, part, race.project.race.seeds))
    except (StateProblem, KeyError, ValueError, TypeError) as problem:
        raise FileProblem(
            f"{found.name}: these lanes do not fit the race they were saved with: {problem}"
        ) from None
    if project.race != found.project.race:
        race.continue_as(race.project.with_(race=project.race))
    return race


def _dropped(state: State, place: str, repetitions: int) -> list[RepetitionRecord]:
    """What a lane that was dropped has achieved."""
    records = [RepetitionRecord() for _ in range(repetitions)]
    for repetition, record in enumerate(records):
        _restore(record, state, f"{place}.{repetition}")
    return records


def _restore(record: RepetitionRecord, state: State, place: str) -> None:
    values = state.part(place)
    points, achieved = values[POINTS], values[ACHIEVED]
    if not isinstance(points, Tensor) or not isinstance(achieved, Tensor):
        raise StateProblem(f"“{place}.{POINTS}” is missing.")
    record.points = [
        EvaluationPoint(int(row[0]), int(row[1]), row[2], row[3], row[4])
        for row in points.view(-1, 5).tolist()
    ]
    step, evaluations, diverged = achieved.tolist()
    record.reached = None if step == NONE else TargetReached(step, evaluations)
    record.diverged = None if diverged == NONE else diverged
    unreached = state.part(f"{place}.{UNREACHED}")
    record.unreached = State(unreached) if unreached else None


def _compare(found: RaceCheckpoint, project: Project) -> None:
    """Check that the race of a file can continue as that of a project."""
    saved, now = found.project, project
    lanes = [lane.id for lane in saved.race.lanes], [lane.id for lane in now.race.lanes]
    differences = {
        "another network": computed(saved) != computed(now),
        "other settings of single layers": settings_of(saved.graph) != settings_of(now.graph),
        "other data": saved.data != now.data,
        "another loss": saved.training.loss != now.training.loss,
        "other class weights": weighing(saved) != weighing(now),
        "other augmentation": saved.training.augment != now.training.augment,
        "other lanes": lanes[0] != lanes[1] or saved.race.seeds != now.race.seeds,
        "another seed": saved.race.seed != now.race.seed,
    }
    words = next((words for words, differs in differences.items() if differs), None)
    if words is not None:
        raise FileProblem(f"{found.name}: this race was saved from one with {words}.")
