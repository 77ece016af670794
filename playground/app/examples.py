"""The projects that ship with Descent."""

from dataclasses import dataclass
from pathlib import Path

from playground.app.starters import spiral
from playground.paths import asset
from playground.spec.files import FileProblem, load
from playground.spec.project import Project

FIRST = "spiral"


@dataclass(frozen=True)
class Example:
    """A shipped project: its title in menus, and its file."""

    title: str
    path: Path


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
    return tuple(Example(_title(file), file) for file in files)


def _title(file: Path) -> str:
    try:
        return load(file).name
    except FileProblem:
        return file.stem


def first_project() -> Project:
    """Return what a new user sees: the spiral, ready to play."""
    try:
        return load(asset("examples", f"{FIRST}.descent"))
    except FileProblem:
        return spiral()
