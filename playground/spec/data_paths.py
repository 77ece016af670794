"""Paths of data in project files: relative where the data lie beside or below the file, so that both can be moved."""

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
    params = {}
    for name in PARAMETERS:
        text = dataset.params.get(name)
        if not isinstance(text, str) or not text or text.startswith("~"):
            continue
        try:
            params[name] = change(text)
        except FileProblem:
            continue
    if all(dataset.params[name] == path for name, path in params.items()):
        return project
    return project.with_(data=project.data.with_(dataset=dataset.with_params(**params)))
