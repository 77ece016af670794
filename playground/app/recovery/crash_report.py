"""Crash reports: faults, log and versions in a text that stays on this computer."""

from __future__ import annotations

import faulthandler
import importlib.metadata
import logging
import platform
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from playground import __version__

FAULTS, LOG, VERSIONS = "faults.txt", "log.txt", "versions.txt"
PACKAGES = ("torch", "numpy", "PySide6_Essentials", "pyqtgraph", "pydantic", "safetensors")
MAX_LOG, MAX_FAULTS = 200_000, 100_000
"""Bytes of the log and of the faults that a report shows."""


@dataclass(frozen=True)
class CrashReport:
    """What is known about a window that ended without closing.

    Attributes:
        folder: Of that window.
        text: The report.
    """

    folder: Path
    text: str


class CrashLog:
    """Records faults of the process and what is logged, in the folder of a window.

    Args:
        folder: Of the window.

    Raises:
        OSError: When the files cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / VERSIONS).write_text(versions(), encoding="utf-8")
        self._faults: TextIO = (folder / FAULTS).open("w", encoding="utf-8")
        faulthandler.enable(self._faults)
        self._handler = RotatingFileHandler(
            folder / LOG, maxBytes=MAX_LOG, backupCount=1, encoding="utf-8", delay=True
        )
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logging.getLogger().addHandler(self._handler)

    def close(self) -> None:
        """End recording after a clean end: there is nothing to report; may be called again."""
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()
        if not self._faults.closed:
            faulthandler.disable()
            self._faults.close()
        for name in (FAULTS, LOG, f"{LOG}.1", VERSIONS):
            with suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)


def versions() -> str:
    """Return the versions of the program and of what it stands on, a line each."""
    lines = [f"Descent {__version__}", f"Python {platform.python_version()}", platform.platform()]
    for package in PACKAGES:
        with suppress(importlib.metadata.PackageNotFoundError):
            lines.append(f"{package} {importlib.metadata.version(package)}")
    return "\n".join(lines) + "\n"


def has_report(folder: Path) -> bool:
    """Whether a folder holds traces of a crash: a fault of the process, or an error that was logged."""
    return _size(folder / FAULTS) > 0 or _size(folder / LOG) > 0


def read_report(folder: Path) -> CrashReport:
    """Return the report of a window that ended without closing."""
    faults = _tail(folder / FAULTS, MAX_FAULTS) or (
        "None: the process was killed from outside, or the computer went off.\n"
    )
    started = datetime.fromtimestamp(_time(folder / VERSIONS)).astimezone()
    log = _tail(folder / f"{LOG}.1", MAX_LOG) + _tail(folder / LOG, MAX_LOG)
    parts = (
        ("Versions", _tail(folder / VERSIONS, MAX_LOG)),
        ("Started", f"{started:%Y-%m-%d %H:%M:%S %z}\n"),
        ("Faults", faults),
        ("Log", log or "Empty.\n"),
    )
    return CrashReport(folder, "\n".join(f"--- {title} ---\n{text}" for title, text in parts))


def forget_report(folder: Path) -> None:
    """Remove the traces of a crash: they were shown."""
    for name in (FAULTS, LOG, f"{LOG}.1", VERSIONS):
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _time(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _tail(file: Path, most: int) -> str:
    with suppress(OSError), file.open("rb") as stream:
        stream.seek(max(0, _size(file) - most))
        return stream.read(most).decode("utf-8", "replace")
    return ""
