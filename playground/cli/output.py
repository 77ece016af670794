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


def check_files(options: argparse.Namespace) -> None:
    """Check all files that a command is going to read and write, before it loads torch; raises FileProblem."""
    from playground.spec.destinations import check_destination  # noqa: PLC0415 - when needed
    from playground.spec.paths import readable_file  # noqa: PLC0415

    for name in SOURCES:
        source = getattr(options, name, None)
        if source is not None:
            readable_file(source)
    for path in _destinations(options):
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


def _destinations(options: argparse.Namespace) -> list[str]:
    folder = getattr(options, "to", None) == "tensorboard"
    named = (getattr(options, name, None) for name in DESTINATIONS if not (folder and name == "output"))
    return [path for path in named if path is not None]


def _stdout_is_taken(options: argparse.Namespace) -> bool:
    if getattr(options, "json", False):
        return True
    return any(path == "-" or _is_stdout(path) for path in _destinations(options))


def _is_stdout(path: str) -> bool:
    try:
        return os.path.samestat(Path(path).stat(), os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError):
        return False
