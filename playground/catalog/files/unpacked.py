"""What packed files hold, unpacked once into the user's cache, so that any row of it can be read."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import platformdirs

from playground.catalog.kinds import DataProblem

KEPT_SECONDS = 14 * 86_400
"""Age at which an unused file of the cache is removed."""


def unpacked_folder() -> Path:
    """Where the unpacked files lie on this system; it may be emptied at any time that nothing trains from it."""
    return platformdirs.user_cache_path("descent", appauthor=False) / "unpacked"


def unpacked(origin: Path, what: str, size: int, write: Callable[[BinaryIO], None]) -> Path:
    """The file of the cache with something out of a packed file; made when it is not there yet.

    Args:
        origin: The packed file; when it changes, it is unpacked again.
        what: Which part of it, and in which form.
        size: Bytes that it takes at most.
        write: Unpacks it; when it raises, nothing stays behind.

    Raises:
        DataProblem: When the disk has no room for it or refuses, or ``write`` says so.
    """
    try:
        state = origin.stat()
        stamp = f"{origin.resolve()}\n{state.st_mtime_ns} {state.st_size}\n{what}"
        folder = unpacked_folder()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / sha256(stamp.encode()).hexdigest()[:32]
        if path.is_file():
            os.utime(path)
            return path
        _tidy(folder)
        free = shutil.disk_usage(folder).free
        if free < size:
            raise DataProblem(
                f"{origin.name} does not fit into memory, and unpacking it takes {size / 1e9:,.1f} GB in {folder}, "
                f"where {free / 1e9:,.1f} GB are free."
            )
        _write(path, write)
    except OSError as error:
        raise DataProblem(f"{origin.name} cannot be unpacked: {error.strerror or error}.") from None
    return path


def _write(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Whole or not at all."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix="part-")
    try:
        with os.fdopen(number, "wb") as stream:
            write(stream)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _tidy(folder: Path) -> None:
    """Remove files that were not used for a long time."""
    oldest = time.time() - KEPT_SECONDS
    for path in folder.iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()
