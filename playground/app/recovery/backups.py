"""Hourly and daily backups of projects: bounded in number, one folder for each project."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from playground.spec.atomic import replace
from playground.spec.files import load
from playground.spec.project import Project

FOLDER = "backups"
ENDING = ".descent"
STAMP = "%Y%m%d-%H%M%S-%f"
EVERY = timedelta(hours=1)
"""Between two backups of a project that is edited."""
NEWEST, HOURS, DAYS = 10, 24, 30
"""Kept of each project: the newest, one for each of the last hours, and one for each of the last days."""
PROJECTS = 100
"""Projects whose backups are kept."""


@dataclass(frozen=True)
class Backup:
    """A project as it once was.

    Attributes:
        file: Where it is.
        when: When it was made, in UTC.
        title: Of the project.
        path: The project's own file; None when it had none.
    """

    file: Path
    when: datetime
    title: str
    path: Path | None

    def load(self) -> Project:
        """Return the project.

        Raises:
            FileProblem: When the backup cannot be read.
        """
        return load(self.file)


class Backups:
    """The backups in a folder.

    Args:
        folder: Holds a folder for each project; made when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(
        self, content: bytes, title: str, path: Path | None, key: str, now: datetime | None = None
    ) -> None:
        """Keep a project, and drop backups that are too many.

        Args:
            content: Of its file.
            title: Of the project.
            path: The project's own file; None when it has none.
            key: Tells projects without a file apart.
            now: Time of the backup; None for the present.

        Raises:
            OSError: When it cannot be written.
        """
        folder = self.folder_of(path, key)
        folder.mkdir(parents=True, exist_ok=True)
        about = {"title": title, "path": None if path is None else str(path)}
        replace(folder / "about.json", json.dumps(about).encode())
        stamp = (now or datetime.now(UTC)).strftime(STAMP)
        replace(folder / (stamp + ENDING), content)
        self._drop_old(folder)

    def newest(self, path: Path | None, key: str) -> datetime | None:
        """Return when the newest backup of a project was made; None when there is none."""
        return max(_stamps(self.folder_of(path, key)), default=None)

    def folder_of(self, path: Path | None, key: str) -> Path:
        """Return the folder of a project; see ``add``."""
        name = key if path is None else sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:24]
        return self._folder / name

    def all(self) -> list[Backup]:
        """Return every backup, newest first."""
        found = [backup for folder in _folders(self._folder) for backup in _in_folder(folder)]
        return sorted(found, key=lambda backup: backup.when, reverse=True)

    def _drop_old(self, folder: Path) -> None:
        stamps = _stamps(folder)
        for stamp in stamps.keys() - kept(stamps):
            with suppress(OSError):
                stamps[stamp].unlink()
        newest = {
            each: max(_stamps(each), default=datetime.min.replace(tzinfo=UTC))
            for each in _folders(self._folder)
        }
        for old in sorted(newest, key=newest.__getitem__, reverse=True)[PROJECTS:]:
            shutil.rmtree(old, ignore_errors=True)


def kept(stamps: Iterable[datetime]) -> set[datetime]:
    """Return the backups to keep: the newest, the last of each of the last hours, the last of each of the last days."""
    ordered = sorted(stamps, reverse=True)
    hours: dict[str, datetime] = {}
    days: dict[str, datetime] = {}
    for stamp in ordered:
        hours.setdefault(stamp.strftime("%Y%m%d%H"), stamp)
        days.setdefault(stamp.strftime("%Y%m%d"), stamp)
    return {*ordered[:NEWEST], *list(hours.values())[:HOURS], *list(days.values())[:DAYS]}


def _folders(root: Path) -> list[Path]:
    try:
        return [each for each in root.iterdir() if each.is_dir()]
    except OSError:
        return []


def _stamps(folder: Path) -> dict[datetime, Path]:
    found: dict[datetime, Path] = {}
    try:
        files = list(folder.iterdir())
    except OSError:
        return found
    for file in files:
        if file.suffix == ENDING:
            with suppress(ValueError):
                found[datetime.strptime(file.stem, STAMP).replace(tzinfo=UTC)] = file
    return found


def _in_folder(folder: Path) -> list[Backup]:
    title, path = "Untitled", None
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        title, path = str(about["title"]), None if about["path"] is None else Path(about["path"])
    return [Backup(file, when, title, path) for when, file in _stamps(folder).items()]
