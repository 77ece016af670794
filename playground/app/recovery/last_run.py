"""The files of the last run: its weights and its curves, in the folder of the window that trained it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playground.app.recovery.crash_report import has_report
from playground.app.recovery.work_folder import RECORD, UNSAVED, WEIGHTS, WorkFolder, work_folders


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
    runs = {path: _age(path / WEIGHTS) for path in work_folders(data) if path != own}
    runs = {path: age for path, age in runs.items() if age}
    if not runs:
        return None
    newest = max(runs, key=runs.__getitem__)
    return LastRun(newest / WEIGHTS, newest / RECORD)


def clean_up(data: Path) -> None:
    """Remove folders of windows that ended, except those with unsaved work, a crash report, or the last run."""
    newest = last_run(data)
    for path in work_folders(data):
        if (path / UNSAVED).exists() or has_report(path) or (newest and path == newest.weights.parent):
            continue
        folder = WorkFolder.claim(path)
        if folder is not None:
            folder.remove()


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
