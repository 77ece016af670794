"""Work that windows left behind when they ended without closing."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playground.app.recovery.work_folder import UNSAVED, WorkFolder, work_folders
from playground.spec.files import FileProblem, load
from playground.spec.project import Project


@dataclass(frozen=True)
class Recoverable:
    """The unsaved project of a window that ended without closing; its folder is claimed.

    Attributes:
        folder: Where it is.
        title: What the window called it.
        path: The project's own file; None when it had none.
        when: When it was last written.
        project: The project; None when the file cannot be read.
        problem: Why it cannot be read; else empty.
    """

    folder: WorkFolder
    title: str
    path: Path | None
    when: datetime
    project: Project | None
    problem: str = ""


def claim_recoverable(data: Path) -> list[Recoverable]:
    """Claim what windows left behind, newest first; no other window is offered it until it is released."""
    found = []
    for path in work_folders(data):
        if (path / UNSAVED).is_file():
            folder = WorkFolder.claim(path)
            if folder is not None:
                found.append(_read(folder))
    return sorted(found, key=lambda each: each.when, reverse=True)


def any_recoverable(data: Path) -> bool:
    """Whether some window that ended left unsaved work behind."""
    for path in work_folders(data):
        if (path / UNSAVED).is_file():
            folder = WorkFolder.claim(path)
            if folder is not None:
                folder.let_go()
                return True
    return False


def _read(folder: WorkFolder) -> Recoverable:
    file = folder.unsaved
    title, path = "Untitled", None
    when = datetime.fromtimestamp(file.stat().st_mtime, UTC) if file.exists() else datetime.now(UTC)
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        about = json.loads(file.read_text(encoding="utf-8"))["autosave"]
        title, path = str(about["title"]), None if about["path"] is None else Path(about["path"])
        when = datetime.fromisoformat(about["when"])
    try:
        return Recoverable(folder, title, path, when, load(file))
    except FileProblem as problem:
        return Recoverable(folder, title, path, when, None, str(problem))
