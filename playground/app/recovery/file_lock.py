"""Locks between processes that the system releases when their process ends, however it ends."""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

MAX_BYTES = 4096


@dataclass(frozen=True)
class Holder:
    """Who holds a lock, as far as its file says.

    Attributes:
        process: Its number; 0 when unknown.
        host: Name of the computer; empty when unknown.
        since: When it took the lock; None when unknown.
    """

    process: int = 0
    host: str = ""
    since: datetime | None = None


class FileLock:
    """An exclusive lock; make one with ``take``.

    The file of a process that was killed stays behind, but the lock on it is free.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, path: Path) -> FileLock | None:
        """Take the lock of a file, which is made where it is missing; None when another window holds it.

        Raises:
            OSError: When the file cannot be written, or its file system has no locks.
        """
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                if not _lock(descriptor):
                    os.close(descriptor)
                    return None
                if _is_still(path, descriptor):
                    _sign(descriptor)
                    return cls(path, descriptor)
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)  # its holder removed the file in between

    def release(self) -> None:
        """Free the lock and remove its file; may be called again."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with suppress(OSError):
                self.path.unlink()
            os.close(descriptor)


def holder(path: Path) -> Holder:
    """Return who holds a lock, as far as its file says."""
    try:
        with path.open("rb") as stream:
            found = json.loads(stream.read(MAX_BYTES))
        return Holder(int(found["process"]), str(found["host"]), datetime.fromisoformat(found["since"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Holder()


def lock_file(path: Path) -> Path:
    """Return the file whose lock stands for a project's file: a hidden one beside it."""
    file = path.absolute()
    file = file.resolve() if file.is_symlink() else file
    return file.with_name(f".{file.name}.lock")


def _sign(descriptor: int) -> None:
    about = {
        "process": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    with suppress(OSError):  # on a full disk the lock holds all the same
        os.ftruncate(descriptor, 0)
        os.write(descriptor, json.dumps(about).encode())


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether the path still leads to the locked file."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except OSError:
        return False


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30
    """The locked byte; far behind the words, so that others can read them."""

    def _lock(descriptor: int) -> bool:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
