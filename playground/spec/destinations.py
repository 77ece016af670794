"""Destinations of files: checked before the work whose result goes there, then written as a whole."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path

from playground.spec.atomic import replace
from playground.spec.paths import FileProblem, checked_path, shown_name

STANDARD_OUTPUT = "-"
"""The destination that stands for standard output."""


def check_destination(path: str | os.PathLike[str]) -> None:
    """Check that a file can be written at a path, without changing what is there.

    Raises:
        FileProblem: When it cannot, e.g. because there is no such folder.
    """
    if os.fspath(path) == STANDARD_OUTPUT:
        return
    file = checked_path(path)
    try:
        if file.is_dir():
            raise _refused(file, "this is a folder")
        if file.exists() and not os.access(file, os.W_OK):
            raise _refused(file, "the file is read-only")
        if _is_stream(file):
            return
        folder = file.resolve().parent
        if not folder.is_dir():
            raise _refused(file, "there is no such folder")
        with tempfile.NamedTemporaryFile(prefix=".", suffix=".tmp", dir=folder):
            pass
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise _refused(file, _reason(error)) from None


def check_folder(path: str | os.PathLike[str]) -> None:
    """Check that a folder can be made and written at a path, without changing what is there.

    Raises:
        FileProblem: When it cannot, e.g. because there is a file.
    """
    folder = checked_path(path)
    try:
        nearest = folder.absolute()
        while not nearest.exists():
            nearest = nearest.parent
        if not nearest.is_dir():
            here = nearest == folder.absolute()
            raise _refused(folder, f"{'this' if here else shown_name(nearest)} is not a folder")
        with tempfile.NamedTemporaryFile(prefix=".", suffix=".tmp", dir=nearest):
            pass
    except (OSError, RuntimeError) as error:
        raise _refused(folder, _reason(error)) from None


def write_file(path: str | os.PathLike[str], content: bytes | memoryview) -> None:
    """Write a file, which is afterwards complete and new, or as it was before.

    A pipe, terminal or other device is written to, not replaced; ``-`` is standard output.

    Raises:
        FileProblem: When it cannot be written; the old file is untouched.
    """
    if os.fspath(path) == STANDARD_OUTPUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    file = checked_path(path)
    try:
        if _is_stream(file):
            _append(file, content)
        else:
            replace(file, content)
    except (OSError, RuntimeError) as error:
        raise _refused(file, _reason(error)) from None


def _is_stream(file: Path) -> bool:
    """Return whether a path is a device, a pipe, or an open file under ``/dev`` or ``/proc``."""
    try:
        regular = stat.S_ISREG(file.stat().st_mode)
    except OSError:
        return False
    folders = {file.absolute().parent, file.absolute().parent.resolve(), *file.absolute().parents}
    return not regular or bool(folders & {Path("/dev"), Path("/proc")})


def _append(file: Path, content: bytes | memoryview) -> None:
    if sys.stdout is not None:
        sys.stdout.flush()
    descriptor = _own_output(file)
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND) if descriptor is None else os.dup(descriptor)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
    finally:
        os.close(descriptor)


def _own_output(file: Path) -> int | None:
    """Return standard output or error where a path leads there, so that what is printed later comes after."""
    for descriptor in (1, 2):
        try:
            if os.path.samestat(os.fstat(descriptor), file.stat()):
                return descriptor
        except OSError:
            continue
    return None


def _refused(file: Path, reason: str) -> FileProblem:
    return FileProblem(f"{shown_name(file)}: cannot be saved: {reason}.")


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).rstrip(".")
