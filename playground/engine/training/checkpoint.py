"""Weight files from which a run resumes as if it had never been interrupted.

A file is in the safetensors format: plain numbers, no code. Its tensors are those of ``Session.state``, and points of
the path that led there where one was recorded; its header holds the project as a ``*.descent`` file would, and the
state's numbers.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.engine.training.node_training import apply_changes
from playground.engine.training.session import Session
from playground.engine.training.state import State, StateProblem, Values
from playground.engine.training.tensor_file import TensorFile
from playground.spec.connected import connected
from playground.spec.files import FileProblem, dumps, loads
from playground.spec.node_training import with_settings
from playground.spec.paths import checked_path, shown_name
from playground.spec.start import StartSpec

if TYPE_CHECKING:
    from playground.spec.project import Project

ENDING = ".weights"
PATH = "path"
"""Part of a file beside the state: the path of the parameters."""
FILE = TensorFile("descent weights", 1, "weight file", "weights")


@dataclass(frozen=True)
class Checkpoint:
    """Contents of a weight file.

    Attributes:
        project: The project in training, with its live changes.
        state: State of the session.
        path: Points of the path that led there, as ``Trajectory.stored`` returns them; empty when none were recorded.
    """

    project: Project
    state: State
    path: Values


def save(session: Session, path: str | os.PathLike[str], trajectory: Values | None = None) -> None:
    """Save what a session needs to resume; the file is replaced as a whole or left as it was.

    Args:
        session: What trains.
        path: Of the file.
        trajectory: Points of the path of its parameters, as ``Trajectory.stored`` returns them; None for none.

    Raises:
        FileProblem: When it cannot be written.
    """
    state = session.state().on_cpu().with_part(PATH, trajectory or {})
    FILE.save(path, state.values, {"project": dumps(session.project)})


def load(path: str | os.PathLike[str]) -> Checkpoint:
    """Load a weight file.

    Raises:
        FileProblem: When it cannot be read, is no weight file, is from a newer version, or is damaged.
    """
    values, header = FILE.load(path)
    project, state = loads(header["project"], shown_name(checked_path(path))), State(values)
    return Checkpoint(project, state.without_part(PATH), state.part(PATH))


def resume(
    path: str | os.PathLike[str], project: Project | None = None, *, device: str | None = None
) -> Session:
    """Restore the session of a weight file.

    Args:
        path: The file.
        project: Its training settings replace those of the file, as a change during the run would.
        device: Overrides the project's device.

    Raises:
        FileProblem: When the file cannot be loaded, or belongs to another network, data, loss or seed.
        CannotTrain: As ``Session``.
        DataProblem: As ``Session``.
        DeviceProblem: As ``Session``.
    """
    return resume_from(load(path), shown_name(checked_path(path)), project, device=device)


def resume_from(
    found: Checkpoint, name: str, project: Project | None = None, *, device: str | None = None
) -> Session:
    """Restore the session of a weight file that was loaded; see ``resume``.

    Args:
        found: Contents of the file.
        name: Of the file, for messages.
        project: Its training settings replace those of the file.
        device: Overrides the project's device.
    """
    wanted = project or found.project
    _compare(found.project, wanted, name)
    project = found.project.with_(plane=wanted.plane)
    # The weights that it began with are not needed any more, and may be gone.
    session = Session(project.with_(start=StartSpec()), device=device or wanted.training.device)
    session.project = session.project.with_(start=project.start)
    try:
        session.restore(found.state)
    except StateProblem as problem:
        raise FileProblem(
            f"{name}: these weights do not fit the network they were saved with: {problem}"
        ) from None
    apply_changes(session, wanted)
    return session


def _compare(saved: Project, wanted: Project, name: str) -> None:
    """Check that a run of one project can continue as one of the other."""
    differences = {
        "another network": computed(saved) != computed(wanted),
        "other data": saved.data != wanted.data,
        "another loss": saved.training.loss != wanted.training.loss,
        "other class weights": weighing(saved) != weighing(wanted),
        "other augmentation": saved.training.augment != wanted.training.augment,
        "another seed": saved.training.seed != wanted.training.seed,
    }
    found = next((words for words, differs in differences.items() if differs), None)
    if found is not None:
        raise FileProblem(f"{name}: these weights were saved from a run with {found}.")


def weighing(project: Project) -> object:
    """Return the settings that say how much classes count, and how often they are drawn."""
    training = project.training
    return training.class_weights, training.typed_weights, training.sampling


def computed(project: Project) -> object:
    """Return the parts of the network that affect its computation: neither loose nodes nor how nodes learn."""
    graph = with_settings(connected(project.graph), {}).model_dump(
        exclude={"nodes": {"__all__": {"title", "x", "y"}}}
    )
    edges = sorted((edge["target"], edge["slot"], edge["source"]) for edge in graph["edges"])
    return {node["id"]: node for node in graph["nodes"]}, edges
