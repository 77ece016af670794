"""Weight files from which a run resumes as if it had never been interrupted.

A file is in the safetensors format: plain numbers, no code. Its tensors are those of ``Session.state``; its header
holds the project as a ``*.descent`` file would, and the state's numbers.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import Tensor

from playground.engine.training.session import Session
from playground.engine.training.state import State, StateProblem
from playground.spec.connected import connected
from playground.spec.destinations import write_file
from playground.spec.files import FileProblem, dumps, loads
from playground.spec.json_text import JsonProblem, read_json
from playground.spec.paths import checked_path, readable_file, shown_name

if TYPE_CHECKING:
    from playground.spec.project import Project

ENDING = ".weights"
FORMAT, VERSION = "descent weights", 1


@dataclass(frozen=True)
class Checkpoint:
    """Contents of a weight file.

    Attributes:
        project: The project in training, with its live changes.
        state: State of the session.
    """

    project: Project
    state: State


def save(session: Session, path: str | os.PathLike[str]) -> None:
    """Save what a session needs to resume; the file is replaced as a whole or left as it was.

    Raises:
        FileProblem: When it cannot be written.
    """
    from safetensors.torch import save as serialize  # noqa: PLC0415 - imported when needed

    values = session.state().on_cpu().values
    tensors = {name: value for name, value in values.items() if isinstance(value, Tensor)}
    owners = {value.data_ptr(): name for name, value in tensors.items()}
    tensors = {  # a file holds no two tensors of the same memory
        name: value.contiguous() if owners[value.data_ptr()] == name else value.clone()
        for name, value in tensors.items()
    }
    numbers = {name: value for name, value in values.items() if not isinstance(value, Tensor)}
    header = {"format": FORMAT, "version": VERSION, "project": dumps(session.project), "numbers": numbers}
    content = serialize(tensors, {"descent": json.dumps(header, allow_nan=False)})
    write_file(path, content)


def load(path: str | os.PathLike[str]) -> Checkpoint:
    """Load a weight file.

    Raises:
        FileProblem: When it cannot be read, is no weight file, is from a newer version, or is damaged.
    """
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415 - imported when needed

    file = readable_file(path)
    name = shown_name(file)
    try:
        with safe_open(file, "pt") as content:
            about = (content.metadata() or {}).get("descent")
            tensors = {key: content.get_tensor(key) for key in content.keys()}  # noqa: SIM118 - no mapping
    except SafetensorError:
        raise FileProblem(f"{name}: this is not a weight file, or it is incomplete.") from None
    except OSError as error:
        raise FileProblem(f"{name}: cannot be read: {error.strerror or error}.") from None
    if about is None:
        raise FileProblem(f"{name}: these weights were not saved by Descent.")
    project, numbers = _header(about, name)
    return Checkpoint(project, State({**tensors, **numbers}))


def _header(text: str, name: str) -> tuple[Project, dict[str, float]]:
    broken = FileProblem(f"{name}: the header of this weight file is damaged.")
    try:
        about = read_json(text)
    except JsonProblem:
        raise broken from None
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise broken
    if about.get("version") != VERSION:
        raise FileProblem(f"{name}: was saved by a newer version of Descent.")
    numbers, project = about.get("numbers"), about.get("project")
    if not isinstance(numbers, dict) or not isinstance(project, str):
        raise broken
    if not all(isinstance(value, int | float) and math.isfinite(value) for value in numbers.values()):
        raise broken
    return loads(project, name), numbers


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
    found, name = load(path), shown_name(checked_path(path))
    wanted = project or found.project
    _compare(found.project, wanted, name)
    session = Session(found.project.with_(plane=wanted.plane), device=device or wanted.training.device)
    try:
        session.restore(found.state)
    except StateProblem as problem:
        raise FileProblem(
            f"{name}: these weights do not fit the network they were saved with: {problem}"
        ) from None
    session.apply(wanted.training)
    return session


def _compare(saved: Project, wanted: Project, name: str) -> None:
    """Check that a run of one project can continue as one of the other."""
    differences = {
        "another network": _bare(saved) != _bare(wanted),
        "other data": saved.data != wanted.data,
        "another loss": saved.training.loss != wanted.training.loss,
        "another seed": saved.training.seed != wanted.training.seed,
    }
    found = next((words for words, differs in differences.items() if differs), None)
    if found is not None:
        raise FileProblem(f"{name}: these weights were saved from a run with {found}.")


def _bare(project: Project) -> object:
    """Return the parts of the network that affect its computation; nodes that lead nowhere are none of them."""
    graph = connected(project.graph).model_dump(exclude={"nodes": {"__all__": {"title", "x", "y"}}})
    edges = sorted((edge["target"], edge["slot"], edge["source"]) for edge in graph["edges"])
    return {node["id"]: node for node in graph["nodes"]}, edges
