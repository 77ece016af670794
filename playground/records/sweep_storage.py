"""The file of a sweep: a line of JSON about it, then one for each finished trial; plain numbers and words, no code.

A trial is appended with its line end in one go. What a power cut leaves of a last line is not a line, and is cut off
when the sweep is resumed: a trial is in the file entirely or not at all, and a trial of ten thousand costs no more to
write than one of ten.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from playground.records.storage import header_text
from playground.records.sweep import Goal, SweepRecord, TrialResult
from playground.spec.paths import FileProblem, checked_path, readable_file, shown_name

ENDING = ".sweep"
FORMAT, VERSION = "descent sweep", 1
MOST_BYTES = 2_000_000_000


@dataclass(frozen=True)
class SweepAbout:
    """What a file says about its sweep.

    Attributes:
        project: The text of the project's file, with all options of the sweep that hold for every trial.
        axes: The axes in words.
        goal: What is compared.
        format: Of the file.
        version: Of the format.
    """

    project: str
    axes: tuple[str, ...]
    goal: Goal = "loss"
    format: str = FORMAT
    version: int = VERSION


_ABOUT, _TRIAL = TypeAdapter(SweepAbout), TypeAdapter(TrialResult)


def trial_text(result: TrialResult) -> str:
    """Return a result as a line of JSON; every number is read back to the last bit."""
    return _TRIAL.dump_json(result).decode()


def trial_of(text: str) -> TrialResult:
    """Return the result in a line of JSON; ValueError when it is none."""
    return _TRIAL.validate_json(text)


class SweepFile:
    """A file that takes the results of a sweep one by one."""

    def __init__(self, path: Path) -> None:
        """Take an existing file; see ``create`` and ``resume``."""
        self._path = path

    @classmethod
    def create(cls, path: str | os.PathLike[str], about: SweepAbout) -> SweepFile:
        """Begin a file; one in which nothing stands, as one that was killed at its beginning, is begun again.

        Raises:
            FileProblem: When it exists or cannot be written.
        """
        file = cls(checked_path(path))
        try:
            with file._path.open("x"):
                pass
        except FileExistsError:
            if file._path.is_file() and file._path.stat().st_size:
                raise FileProblem(
                    f"{shown_name(file._path)} exists: continue that sweep with --resume, or name another file."
                ) from None
        except OSError as error:
            raise file._refused(error) from None
        file._append(header_text(about))
        return file

    @classmethod
    def resume(cls, path: str | os.PathLike[str]) -> tuple[SweepFile, SweepAbout, SweepRecord]:
        """Open a file to continue it, with what it holds; half a line at its end is cut off.

        Raises:
            FileProblem: When it is not the file of a sweep, or cannot be read or written.
        """
        about, record, length = _read(path)
        file = cls(checked_path(path))
        try:
            if file._path.stat().st_size > length:
                os.truncate(file._path, length)
        except OSError as error:
            raise file._refused(error) from None
        return file, about, record

    def add(self, result: TrialResult) -> None:
        """Append a result.

        Raises:
            FileProblem: When it cannot be written.
        """
        self._append(trial_text(result))

    def _append(self, line: str) -> None:
        try:
            with self._path.open("ab", buffering=0) as stream:
                stream.write(line.encode() + b"\n")
                os.fsync(stream.fileno())
        except OSError as error:
            raise self._refused(error) from None

    def _refused(self, error: OSError) -> FileProblem:
        return FileProblem(f"{shown_name(self._path)}: cannot be saved: {error.strerror or error}.")


def load_sweep(path: str | os.PathLike[str]) -> tuple[SweepAbout, SweepRecord]:
    """Return what the file of a sweep holds.

    Raises:
        FileProblem: When it is not the file of a sweep; names the line.
    """
    return _read(path)[:2]


def _read(path: str | os.PathLike[str]) -> tuple[SweepAbout, SweepRecord, int]:
    """Return what a file holds and the number of bytes of whole lines."""
    file = readable_file(path)
    name = shown_name(file)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise FileProblem(f"{name}: the file is larger than {MOST_BYTES // 1_000_000_000} GB.")
        content = file.read_bytes()
    except OSError as error:
        raise FileProblem(f"{name}: cannot be read: {error.strerror or error}.") from None
    if not content:
        raise FileProblem(f"{name}: nothing stands in it; begin the sweep without --resume.")
    whole = content.rfind(b"\n") + 1
    lines = content[:whole].splitlines()
    if not lines or FORMAT.encode() not in lines[0]:
        raise FileProblem(f"{name}: this is not the file of a sweep.")
    about: SweepAbout = _line(name, 1, lines[0], _ABOUT)
    if about.format != FORMAT or about.version != VERSION:
        raise FileProblem(f"{name}: was written by a newer Descent.")
    record = SweepRecord()
    for number, line in enumerate(lines[1:], start=2):
        record.add(_line(name, number, line, _TRIAL))
    return about, record, whole


def _line(name: str, number: int, line: bytes, adapter: TypeAdapter[Any]) -> Any:
    try:
        return adapter.validate_json(line)
    except ValidationError:
        raise FileProblem(f"{name}: line {number} is damaged.") from None
