"""The content of a file as a value, to notice what other programs do to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path


class OutsideChange(Enum):
    """What happened to a file since it was last read or written here."""

    NONE = 0
    CHANGED = 1
    GONE = 2


@dataclass(frozen=True)
class FileState:
    """A file at one time.

    Attributes:
        digest: Of its content; None when it could not be read.
    """

    digest: str | None

    @classmethod
    def read(cls, path: Path) -> FileState:
        """Return the state of a file now."""
        try:
            if not path.is_file():
                return cls(None)
            with path.open("rb") as stream:
                content = stream.read()
        except (OSError, ValueError):
            return cls(None)
        return cls(sha256(content).hexdigest())

    def change_to(self, now: FileState) -> OutsideChange:
        """Return what leads from this state to a later one."""
        if now == self:
            return OutsideChange.NONE
        return OutsideChange.GONE if now.digest is None else OutsideChange.CHANGED
