"""The folder where a window keeps its unsaved work and its run; it outlives a crash."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playground.app.recovery.file_lock import FileLock
from playground.spec.atomic import replace
from playground.spec.files import dumps
from playground.spec.project import Project

WORK = "work"
LOCK, UNSAVED = "lock", "unsaved.descent"
WEIGHTS, RECORD = "run.weights", "run.record"
RACE = "race.state"


@dataclass(frozen=True)
class Unsaved:
    """A project that differs from its file, or has none.

    Attributes:
        project: As it is now.
        path: Its own file; None when it has none.
        title: What the window calls it.
    """

    project: Project
    path: Path | None
    title: str

    def content(self) -> bytes:
        """The content of its file: a project file with one more entry, which says where it belongs."""
        about = {
            "path": None if self.path is None else str(self.path),
            "title": self.title,
            "when": datetime.now(UTC).isoformat(timespec="milliseconds"),
        }
        text = f'{{\n  "autosave": {json.dumps(about)},{dumps(self.project)[1:]}'
        return text.encode()


class WorkFolder:
    """A folder with a lock that is held as long as its window lives.

    Attributes:
        path: The folder.
        key: Its name, which no other window has.
        weights: File for the weights of the newest run.
        record: File for the curves of the newest run.
        race: File for the newest race on a network.
    """

    def __init__(self, path: Path, lock: FileLock) -> None:
        self.path, self._lock = path, lock
        self.key = path.name
        self.weights, self.record, self.race = path / WEIGHTS, path / RECORD, path / RACE

    @classmethod
    def create(cls, data: Path) -> WorkFolder:
        """Make the folder of a new window.

        Args:
            data: Where the program keeps its data.

        Raises:
            OSError: When it cannot be made.
        """
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}-{secrets.token_hex(3)}"
        hidden, path = data / WORK / f".{name}", data / WORK / name
        hidden.mkdir(parents=True)
        lock = FileLock.take(hidden / LOCK)
        assert lock is not None, "no other window uses this name"
        hidden.rename(path)  # others see it only with its lock
        lock.path = path / LOCK
        return cls(path, lock)

    @classmethod
    def claim(cls, path: Path) -> WorkFolder | None:
        """Take over the folder of a window that ended; None when its window lives, or another one was faster."""
        try:
            lock = FileLock.take(path / LOCK)
        except OSError:
            return None
        return None if lock is None else cls(path, lock)

    @property
    def unsaved(self) -> Path:
        """The file with the unsaved project."""
        return self.path / UNSAVED

    def write(self, unsaved: Unsaved) -> None:
        """Write the unsaved project; afterwards the file is whole and new, or as it was before.

        Raises:
            OSError: When it cannot be written.
        """
        replace(self.unsaved, unsaved.content())

    def forget_unsaved(self) -> None:
        """Remove the unsaved project: it was saved, or is not wanted.

        Raises:
            OSError: When it cannot be removed.
        """
        self.unsaved.unlink(missing_ok=True)

    def release(self) -> None:
        """Let other windows claim the folder; it is removed unless it holds a run, a race or unsaved work."""
        if self.unsaved.exists() or self.weights.exists() or self.race.exists():
            self._lock.release()
        else:
            self.remove()

    def let_go(self) -> None:
        """Let other windows claim the folder as it is."""
        self._lock.release()

    def remove_unsaved(self) -> None:
        """Remove the unsaved project, which is kept elsewhere now; let others claim what remains."""
        with suppress(OSError):
            self.forget_unsaved()
        self.release()

    def remove(self) -> None:
        """Remove the folder with everything in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.release()


def work_folders(data: Path) -> list[Path]:
    """Return the folders of all windows, also of those that ended, newest first."""
    with suppress(OSError):
        return sorted((each for each in (data / WORK).iterdir() if each.is_dir()), reverse=True)
    return []


def _is_work(path: Path) -> bool:
    return not path.name.startswith(".") and path.is_dir()
