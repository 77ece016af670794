"""Paths as users, projects and command lines give them, checked in one place before the file system sees them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

LONGEST_NAME = 255
"""Bytes of one name that common file systems allow."""
LONGEST = 4000
"""Bytes of a whole path."""
SHOWN = 60
"""Characters of a name that a message shows."""
SHOWN_PATH = 300
"""Characters of a whole path that a message shows."""

State = Literal["file", "folder", "other", "missing"]


class FileProblem(ValueError):
    """A file that cannot be read or written; one sentence that names the file and the place in it."""


def checked_path(path: str | os.PathLike[str]) -> Path:
    """Return a path with ``~`` replaced by the home folder.

    Raises:
        FileProblem: When no file can have this path.
    """
    text = os.fspath(path)
    if "\0" in text:
        raise FileProblem(f"“{shown(text)}” is not a path: it contains a null character.")
    try:
        name = os.fsencode(text)
    except UnicodeError:
        raise FileProblem(f"“{shown(text)}” is not a path: it contains an incomplete character.") from None
    if len(name) > LONGEST or any(len(part) > LONGEST_NAME for part in name.split(os.fsencode(os.sep))):
        raise FileProblem(f"“{shown(text)}” is not a path: a name in it is too long.")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise FileProblem(f"“{shown(text)}” is not a path: there is no such user.") from None


def readable_file(path: str | os.PathLike[str]) -> Path:
    """Return the path of a file that can be opened; pipes and devices, which could make a reader wait, are refused.

    Raises:
        FileProblem: When there is no such file, or it cannot be read.
    """
    file = checked_path(path)
    try:
        if file.exists() and not file.is_file():
            raise FileProblem(f"{shown_name(file)}: cannot be read: this is not a file.")
        with file.open("rb"):
            pass
    except OSError as error:
        raise FileProblem(f"{shown_name(file)}: cannot be read: {error.strerror or error}.") from None
    return file


def shown_name(path: Path) -> str:
    """Return the name of a file for a message, or the whole path where it has none."""
    return shown(path.name or str(path))


def shown_path(path: str | Path) -> str:
    """Return a whole path for a message."""
    return shown(str(path), SHOWN_PATH)


def state_of_path(path: str | os.PathLike[str]) -> State:
    """Return what is at a path; ``missing`` also for one that cannot exist or be reached."""
    try:
        file = checked_path(path)
        if file.is_file():
            return "file"
        if file.is_dir():
            return "folder"
        return "other" if file.exists() else "missing"
    except (FileProblem, OSError):
        return "missing"


def shown(text: str, most: int = SHOWN) -> str:
    """Return a name for a message: on one line, without control or incomplete characters, shortened in its middle."""
    short = text if len(text) <= most else f"{text[: most // 2]}…{text[1 - most // 2 :]}"
    return "".join(c if c.isprintable() else "�" for c in short)
