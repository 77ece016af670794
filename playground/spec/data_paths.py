"""Paths of data and weights in project files: relative where they lie beside or below it, so that all can be moved."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from playground.spec.paths import FileProblem, checked_path
from playground.spec.project import Project

PARAMETERS = ("path", "folder")
"""Parameters of a data set that hold the path of a file or folder."""


def relative_paths(project: Project, file: Path) -> Project:
    """A project as its file stores it: paths below the folder of the file are relative to it.

    Args:
        project: A project whose paths are absolute, or relative to the working folder.
        file: The file that will hold it.
    """
    folder = Path(os.path.abspath(file)).parent  # noqa: PTH100 - resolves no links

    def shorten(text: str) -> str:
        whole = Path(os.path.abspath(checked_path(text)))  # noqa: PTH100
        if not whole.is_relative_to(folder):
            return str(whole)
        short = whole.relative_to(folder).as_posix()
        return f"./{short}" if short.startswith("~") else short

    return _changed(project, shorten)


def absolute_paths(project: Project, file: Path) -> Project:
    """A project as the program uses it: relative paths begin at the folder of its file."""
    folder = Path(os.path.abspath(file)).parent  # noqa: PTH100
    return _changed(project, lambda text: os.path.normpath(checked_path(folder / text)))


def names_only(project: Project) -> Project:
    """A project without the folders of its data, which tell others only how this machine is arranged."""
    return _changed(project, lambda text: checked_path(text).name)


def _changed(project: Project, change: Callable[[str], str]) -> Project:
    """Change all paths but empty ones, those of home folders, and those that no file can have."""
    dataset = project.data.dataset
    params = {name: _path(dataset.params.get(name), change) for name in PARAMETERS}
    changed = {name: path for name, path in params.items() if path and path != dataset.params[name]}
    if changed:
        project = project.with_(data=project.data.with_(dataset=dataset.with_params(**changed)))
    weights = _path(project.start.weights, change)
    return project if not weights else project.with_(start=project.start.with_(weights=weights))


def _path(text: object, change: Callable[[str], str]) -> str:
    """A changed path; empty where there is none to change."""
    if not isinstance(text, str) or not text or text.startswith("~"):
        return ""
    try:
        return change(text)
    except FileProblem:
        return ""
