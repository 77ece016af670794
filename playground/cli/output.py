"""Where a command prints: results on standard output, words beside it, names always as plain text."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from playground.export.strict_json import strict_json

SOURCES = ("file", "weights", "resume", "start")
"""Options that name a file to read."""
DESTINATIONS = ("checkpoint", "record", "curves", "csv", "report", "paths", "gif", "output")
"""Options that name a file to write."""
STANDARD_OUTPUT = "-"


def check_files(options: argparse.Namespace) -> None:
    """Check all that a command is going to read and write, before it loads torch; raises FileProblem."""
    from playground.spec.destinations import check_destination, check_folder  # noqa: PLC0415 - when needed
    from playground.spec.paths import FileProblem, readable_file, shown, state_of_path  # noqa: PLC0415

    for name in SOURCES:
        source = getattr(options, name, None)
        if source is not None:
            readable_file(source)
    data = getattr(options, "data", None)
    if data is not None and state_of_path(data) == "missing":
        raise FileProblem(f"{shown(str(data))}: there is no such file or folder.")
    folder = _event_folder(options)
    if folder is not None:
        if folder == STANDARD_OUTPUT:
            raise FileProblem("TensorBoard reads a folder; standard output cannot be one.")
        check_folder(folder)
    paths = _destinations(options)
    json = getattr(options, "json", False)
    if sum(path == STANDARD_OUTPUT for path in paths) + json > 1:
        given = "--json and -" if json else "- twice"
        raise FileProblem(f"Standard output takes one result, not {given}; name a file for the other.")
    for path in paths:
        check_destination(path)


def say(options: argparse.Namespace, words: str) -> None:
    """Print words for people; on standard error where standard output carries JSON or a file."""
    print(plain(words), file=sys.stderr if _stdout_is_taken(options) else sys.stdout)


def print_json(value: Any) -> None:
    """Print a value as one line of JSON."""
    print(strict_json(value))


def plain(words: str) -> str:
    """Return words without control characters, which a terminal would obey, and without halves of characters."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in words)


def _event_folder(options: argparse.Namespace) -> str | None:
    """The folder for TensorBoard that an option names."""
    name = "output" if getattr(options, "to", None) == "tensorboard" else "tensorboard"
    folder: str | None = getattr(options, name, None)
    return folder


def _destinations(options: argparse.Namespace) -> list[str]:
    folder = getattr(options, "to", None) == "tensorboard"
    named = (getattr(options, name, None) for name in DESTINATIONS if not (folder and name == "output"))
    return [path for path in named if path is not None]


def _stdout_is_taken(options: argparse.Namespace) -> bool:
    if getattr(options, "json", False):
        return True
    return any(path == STANDARD_OUTPUT or _is_stdout(path) for path in _destinations(options))


def _is_stdout(path: str) -> bool:
    try:
        return os.path.samestat(Path(path).stat(), os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError):
        return False
