"""A file that the user has chosen."""

from __future__ import annotations

from pathlib import Path

from playground.catalog.kinds import DataProblem


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
    file = Path(path).expanduser()
    if not file.is_file():
        raise DataProblem(f"The data file {file} is not there; choose it again in the data panel.")
    return file


def stamp_of(path: str) -> str:
    """Changes with the file; empty where there is none."""
    file = Path(path).expanduser()
    try:
        state = file.stat() if path and file.is_file() else None
    except OSError:
        state = None
    return "" if state is None else f"{state.st_mtime_ns} {state.st_size}"
