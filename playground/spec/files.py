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
                 "transform": {"kind": "none", "params": {}}, "validation": 0.3, "seed": 0},
        "training": {"loss": ..., "optimizer": ..., "schedule": ..., "warmup": 0, "batch_size": 32,
                     "epochs": 100, "l2": 0.0, "l1": 0.0, "clip_norm": 0.0, "seed": 0, "device": "auto"},
        "plane": {"kind": "pca", "seed": 0}}
    }

A node of kind ``block`` also holds the graph inside it and the number of repeats::

    {"id": "block-1", "kind": "block", "title": "Residual", "x": 208.0, "y": 0.0,
     "block": {"graph": {"nodes": [...], "edges": [...]}, "repeat": 3}}

The fields are those of the classes in ``playground.spec``; fields left out have their defaults. ``kind`` and
``params`` name entries of the catalog; a name that is not known there is kept and reported as a problem.
"""

import json
import os
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from playground.spec.atomic import replace
from playground.spec.migrate import VERSION, migrate
from playground.spec.problems import first_mistake
from playground.spec.project import Project

MAX_BYTES = 20_000_000
_MAX_DEPTH = 40


class FileProblem(ValueError):
    """A file that cannot be read or written; one sentence that names the file and the place in it."""


def load(path: str | os.PathLike[str]) -> Project:
    """Return the project in a file.

    Raises:
        FileProblem: When it cannot be read, is no Descent file, is newer, or is broken; says where.
    """
    file = Path(path)
    try:
        if file.exists() and not file.is_file():
            raise FileProblem(f"{file.name}: this is not a file.")
        if file.stat().st_size > MAX_BYTES:
            raise FileProblem(f"{file.name}: the file is larger than {MAX_BYTES // 1_000_000} MB.")
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise FileProblem(f"{file.name}: this is not a Descent file (it is not text).") from None
    except OSError as error:
        raise FileProblem(f"{file.name}: cannot be read: {error.strerror or error}.") from None
    return loads(text, file.name)


def save(project: Project, path: str | os.PathLike[str]) -> None:
    """Write a project; afterwards the file is either complete and new, or as it was before.

    Raises:
        FileProblem: When it cannot be written; the old file is untouched.
    """
    file = Path(path)
    try:
        replace(file, dumps(project).encode())
    except UnicodeEncodeError:
        raise FileProblem(
            f"{file.name}: cannot be saved: a text in it contains an incomplete character."
        ) from None
    except OSError as error:
        raise FileProblem(f"{file.name}: cannot be saved: {error.strerror or error}.") from None


def dumps(project: Project) -> str:
    """Return the text of a project's file."""
    body = {"format": "descent", "version": VERSION, "project": project.model_dump(mode="json")}
    return json.dumps(body, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def loads(text: str, name: str = "the text") -> Project:
    """Return the project in a file's text; ``name`` is what messages call it.

    Raises:
        FileProblem: As ``load``.
    """
    body = _json(text, name)
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


def _json(text: str, name: str) -> Any:
    def constant(word: str) -> NoReturn:
        raise FileProblem(f"{name}: holds {word}, which is not a number that can be used.")

    def number(digits: str) -> float:
        value = float(digits)
        if value in {float("inf"), float("-inf")}:
            raise FileProblem(f"{name}: holds {digits[:20]}, which is too large a number.")
        return value

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            twice = next(key for key, _ in items if sum(key == other for other, _ in items) > 1)
            raise FileProblem(f"{name}: “{twice[:40]}” appears twice in one place.")
        return found

    def integer(digits: str) -> int:
        if len(digits) > 40:
            raise FileProblem(f"{name}: holds a number with {len(digits)} digits.")
        return int(digits)

    if _depth(text) > _MAX_DEPTH:
        raise FileProblem(f"{name}: is nested more than {_MAX_DEPTH} levels deep.")
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            parse_constant=constant,
            parse_float=number,
            parse_int=integer,
            object_pairs_hook=pairs,
        )
    except json.JSONDecodeError as error:
        raise FileProblem(
            f"{name}: line {error.lineno}, column {error.colno}: broken JSON: {error.msg.lower()}."
        ) from None


def _depth(text: str) -> int:
    deepest = depth = 0
    inside = escaped = False
    for character in text:
        if inside:
            inside = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            inside = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest
