"""Weights that projects without a file begin with: kept in the program's data folder, bounded in number."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from filecmp import cmp
from pathlib import Path
from time import time

from playground.app.document import Document
from playground.app.recovery.backups import FOLDER as BACKUPS
from playground.app.recovery.work_folder import UNSAVED, work_folders
from playground.spec.project import Project

FOLDER, ENDING = "weights", ".safetensors"
MOST = 50
"""Files that are kept: the newest, and those that unsaved work, a backup, or an undo step begins with."""
SAFE = 24 * 3600.0
"""Seconds in which no file is removed: an undo step of another window may begin with it."""


def move_beside(document: Document, file: Path, data: Path) -> str:
    """Let a project begin with a copy beside its file instead of weights in the data folder, so that both can be moved.

    Args:
        document: About to be saved.
        file: Where it will be saved.
        data: Where the program keeps its data.

    Returns:
        Why that is not possible, after a blank; empty when all is well.
    """
    old = document.project.start.weights
    if not old or Path(old).parent != data / FOLDER or file.parent == data / FOLDER:
        return ""
    try:
        new = str(_copy(Path(old), file))
    except OSError as error:
        return f" The weights that it begins with stay where they are, in {old}: {error.strerror or error}."

    def move(project: Project) -> Project:
        return (
            project.with_(start=project.start.with_(weights=new)) if project.start.weights == old else project
        )

    document.move_files(move)
    return ""


def _copy(kept: Path, file: Path) -> Path:
    """Copy weights beside a project's file, and return the copy, or an equal one that is there already."""
    stem = f"{file.stem} weights"
    copy, number = file.with_name(f"{stem}{kept.suffix}"), 1
    while copy.exists():
        if copy.is_file() and cmp(kept, copy, shallow=False):
            return copy
        number += 1
        copy = file.with_name(f"{stem} ({number}){kept.suffix}")
    descriptor, temporary = tempfile.mkstemp(prefix=f".{copy.name}.", suffix=".tmp", dir=file.parent)
    os.close(descriptor)
    try:
        shutil.copy(kept, temporary)
        Path(temporary).replace(copy)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return copy


def drop_old_weights(data: Path, projects: Iterable[Project] = ()) -> None:
    """Remove the oldest files beyond the most that are kept; call after a new one was written.

    Args:
        data: Where the program keeps its data.
        projects: Those that may still be returned to; the weights that they begin with are kept.
    """
    needed = {Path(project.start.weights) for project in projects}
    files = {file: _age(file) for file in (data / FOLDER).glob(f"*{ENDING}")}
    old = sorted(files, key=files.__getitem__, reverse=True)[MOST:]
    old = [file for file in old if file not in needed and time() - files[file] > SAFE]
    if not old:
        return
    works = [_text(folder / UNSAVED) for folder in work_folders(data)]
    works += [_text(backup) for backup in (data / BACKUPS).glob("*/*.descent")]
    for file in old:
        name = json.dumps(file.name)[1:-1]
        if not any(name in text or file.name in text for text in works):
            with suppress(OSError):
                file.unlink()


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        return ""
