"""The files of the last run and the last race on a network, in the folder of the window that trained them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playground.app.recovery.crash_report import has_report
from playground.app.recovery.work_folder import RACE, RECORD, UNSAVED, WEIGHTS, WorkFolder, work_folders


@dataclass(frozen=True)
class LastRun:
    """Files of a run.

    Attributes:
        weights: From which it resumes.
        record: Its curves; may be missing.
    """

    weights: Path
    record: Path


def last_run(data: Path, own: Path | None = None) -> LastRun | None:
    """Return the newest run of all windows but one; None when there is none.

    Args:
        data: Where the program keeps its data.
        own: Folder of the window that asks.
    """
    newest = _newest(data, WEIGHTS, own)
    return None if newest is None else LastRun(newest, newest.with_name(RECORD))


def last_race(data: Path, own: Path | None = None) -> Path | None:
    """Return the file of the newest race on a network of all windows but one; None when there is none.

    Args:
        data: Where the program keeps its data.
        own: Folder of the window that asks; None for all windows.
    """
    return _newest(data, RACE, own)


def _newest(data: Path, name: str, own: Path | None) -> Path | None:
    """Return the newest file of this name in the folders of all windows but one."""
    files = {path / name: _age(path / name) for path in work_folders(data) if path != own}
    files = {file: age for file, age in files.items() if age}
    return max(files, key=files.__getitem__) if files else None


def clean_up(data: Path) -> None:
    """Remove folders of windows that ended, except those with unsaved work, a crash report, the last run or race."""
    kept = {file.parent for file in (_newest(data, WEIGHTS, None), last_race(data)) if file is not None}
    for path in work_folders(data):
        if (path / UNSAVED).exists() or has_report(path) or path in kept:
            continue
        folder = WorkFolder.claim(path)
        if folder is not None:
            folder.remove()


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
