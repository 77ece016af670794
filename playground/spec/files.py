"""Read and write ``*.descent`` files.

A file is UTF-8 JSON, never code::

    {
      "format": "descent",
      "version": 1,
      "project": {
        "name": "...", "notes": "...",
        "graph": {
          "nodes": [{"id": "linear-1", "kind": "linear", "params": {"units": 8},
                     "activation": {"kind": "tanh", "params": {}}, "initializer": null,
                     "title": "", "x": 0.0, "y": 0.0}],
          "edges": [{"source": "input-1", "target": "linear-1", "slot": 0}]},
        "data": {"dataset": {"kind": "spiral", "params": {}}, "features": ["x1", "x2"],
                 "transform": {"kind": "none", "params": {}}, "validation": 0.3, "target_scaling": "auto",
                 "seed": 0},
        "training": {"loss": ..., "optimizer": ..., "schedule": ..., "warmup": 0, "batch_size": 32,
                     "epochs": 100, "l2": 0.0, "l1": 0.0, "clip_norm": 0.0, "seed": 0, "device": "auto"},
        "plane": {"kind": "pca", "seed": 0}}
    }

A node of kind ``block`` also holds the graph inside it and the number of repeats::

    {"id": "block-1", "kind": "block", "title": "Residual", "x": 208.0, "y": 0.0,
     "block": {"graph": {"nodes": [...], "edges": [...]}, "repeat": 3}}

The fields are those of the classes in ``playground.spec``; fields left out have their defaults, but for
``target_scaling`` of data, which the first files lack: their targets stay as they are. ``kind`` and ``params`` name
entries of the catalog; a name that is not known there is kept and reported as a problem. A relative path of data
begins at the folder of the file; data beside or below it are stored like that.
"""

import json
import os

from pydantic import ValidationError

from playground.spec.data_paths import absolute_paths, relative_paths
from playground.spec.destinations import write_file
from playground.spec.json_text import JsonProblem, read_json
from playground.spec.migrate import VERSION, migrate
from playground.spec.paths import FileProblem, checked_path, readable_file, shown_name
from playground.spec.problems import first_mistake
from playground.spec.project import Project

__all__ = ["MAX_BYTES", "FileProblem", "dumps", "load", "loads", "save"]

MAX_BYTES = 20_000_000


def load(path: str | os.PathLike[str]) -> Project:
    """Return the project in a file.

    Raises:
        FileProblem: When it cannot be read, is no Descent file, is newer, or is broken; says where.
    """
    file = readable_file(path)
    name = shown_name(file)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise FileProblem(f"{name}: the file is larger than {MAX_BYTES // 1_000_000} MB.")
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise FileProblem(f"{name}: this is not a Descent file (it is not text).") from None
    except OSError as error:
        raise FileProblem(f"{name}: cannot be read: {error.strerror or error}.") from None
    return absolute_paths(loads(text, name), file)


def save(project: Project, path: str | os.PathLike[str]) -> None:
    """Write a project; afterwards the file is either complete and new, or as it was before.

    Raises:
        FileProblem: When it cannot be written; the old file is untouched.
    """
    try:
        content = dumps(relative_paths(project, checked_path(path))).encode()
    except UnicodeEncodeError:
        raise FileProblem(
            f"{shown_name(checked_path(path))}: cannot be saved: a text in it contains an incomplete character."
        ) from None
    write_file(path, content)


def dumps(project: Project) -> str:
    """Return the text of a project's file."""
    body = {"format": "descent", "version": VERSION, "project": project.model_dump(mode="json")}
    return json.dumps(body, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def loads(text: str, name: str = "the text") -> Project:
    """Return the project in a file's text; ``name`` is what messages call it.

    Raises:
        FileProblem: As ``load``.
    """
    try:
        body = read_json(text)
    except JsonProblem as problem:
        raise FileProblem(f"{name}: {str(problem).removeprefix('project → ')}") from None
    if not isinstance(body, dict) or body.get("format") != "descent":
        raise FileProblem(f"{name}: this is not a Descent file.")
    version = body.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FileProblem(f"{name}: version: should be a whole number from 1 to {VERSION}.")
    if version > VERSION:
        raise FileProblem(
            f"{name}: was written by a newer Descent (file version {version}, known: {VERSION})."
        )
    project = body.get("project")
    if not isinstance(project, dict):
        raise FileProblem(f"{name}: project: is missing.")
    try:
        return Project.model_validate(migrate(project, version))
    except ValidationError as error:
        raise FileProblem(f"{name}: {first_mistake(error, project)}") from None
