"""A file that the user has chosen."""

from __future__ import annotations

from pathlib import Path

from playground.catalog.kinds import DataProblem
from playground.spec.paths import FileProblem, checked_path, shown_path, state_of_path


def chosen_file(title: str, path: str) -> Path:
    """The file.

    Args:
        title: Of the data that are in it.
        path: As it was chosen, empty when it was not yet.

    Raises:
        DataProblem: When it is not chosen or not there.
    """
    if not path:
        raise DataProblem(f"{title}: no file is chosen yet.")
    if state_of_path(path) != "file":
        raise DataProblem(
            f"The data file {shown_path(data_path(path))} is not there; choose it again in the data panel."
        )
    return data_path(path)


def data_path(path: str) -> Path:
    """The path of data as a project names it.

    Raises:
        DataProblem: When no file or folder can have it.
    """
    try:
        return checked_path(path)
    except FileProblem as problem:
        raise DataProblem(f"The data cannot be read: {problem}") from None


def stamp_of(path: str) -> str:
    """Changes with the file; empty where there is none."""
    try:
        state = checked_path(path).stat() if path and state_of_path(path) == "file" else None
    except OSError:
        state = None
    return "" if state is None else f"{state.st_mtime_ns} {state.st_size}"
