"""The projects that ship with Descent."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from playground.app.starters import spiral
from playground.paths import asset
from playground.spec.files import FileProblem, load
from playground.spec.project import Project

FIRST = "spiral"


@dataclass(frozen=True)
class Example:
    """A shipped project.

    Attributes:
        title: Its name, in menus.
        path: Its file.
        notes: What it shows, in a few sentences.
        races: Whether it opens in the Race workspace.
    """

    title: str
    path: Path
    notes: str = ""
    races: bool = False

    @property
    def line(self) -> str:
        """The first sentence of the notes."""
        return re.split(r"(?<=[.!?:]) ", self.notes, maxsplit=1)[0].removesuffix(":").strip()


def examples() -> tuple[Example, ...]:
    """Return all shipped projects, the easy ones first."""
    order = (
        "spiral",
        "xor",
        "circle",
        "sine-1d",
        "iris",
        "wine-batchnorm",
        "diabetes-regression",
        "digits-mlp",
    )
    files = sorted(asset("examples").glob("*.descent"))
    rank = {name: place for place, name in enumerate(order)}
    files.sort(key=lambda file: rank.get(file.stem, len(order)))
    return tuple(map(_example, files))


def _example(file: Path) -> Example:
    """Return what menus say of an example; the file is not checked further, as all are needed at the start."""
    try:
        project = json.loads(file.read_text(encoding="utf-8"))["project"]
        return Example(project["name"], file, project.get("notes", ""), project.get("workspace") == "race")
    except (OSError, ValueError, KeyError, TypeError):
        return Example(file.stem, file)


def first_project() -> Project:
    """Return what a new user sees: the spiral, ready to play."""
    try:
        return load(asset("examples", f"{FIRST}.descent"))
    except FileProblem:
        return spiral()
