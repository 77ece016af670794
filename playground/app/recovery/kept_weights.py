"""Weights that projects without a file begin with: kept in the program's data folder, bounded in number."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from playground.app.recovery.work_folder import UNSAVED, work_folders

FOLDER, ENDING = "weights", ".safetensors"
MOST = 50
"""Files that are kept: the newest, and those that unsaved work begins with."""


def drop_old_weights(data: Path) -> None:
    """Remove the oldest files beyond the most that are kept; call after a new one was written.

    Args:
        data: Where the program keeps its data.
    """
    files = {file: _age(file) for file in (data / FOLDER).glob(f"*{ENDING}")}
    old = sorted(files, key=files.__getitem__, reverse=True)[MOST:]
    works = [_text(folder / UNSAVED) for folder in work_folders(data)] if old else []
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
