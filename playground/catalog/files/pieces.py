"""Files that are read piece by piece, so that reads report progress and can be cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import IO, Protocol

from playground.catalog.kinds import DataProblem
from playground.catalog.kinds.progress import progress

PIECE_BYTES = 1_000_000
"""Read at once: a few milliseconds, also where they have to be unpacked."""


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes, none at the end."""


def read(stream: Readable, size: int) -> bytearray:
    """Read bytes, fewer where the stream ends early; raises like the stream, and NotWanted."""
    found = bytearray()
    while len(found) < size:
        piece = stream.read(min(PIECE_BYTES, size - len(found)))
        if not piece:
            break
        found += piece
        progress(len(found) / size)
    return found


def copy(stream: Readable, target: IO[bytes], size: int) -> None:
    """Copy the rest of a stream into another one; raises like both, and NotWanted.

    Args:
        stream: Where it comes from.
        target: Where it goes.
        size: Expected number of bytes, for the progress.
    """
    done = 0
    while piece := stream.read(PIECE_BYTES):
        target.write(piece)
        done += len(piece)
        progress(min(1.0, done / max(1, size)))


def parts_of(files: Sequence[Path]) -> list[tuple[Path, float, float]]:
    """Files that are read one after the other, and from where to where each is of the whole; raises DataProblem."""
    try:
        sizes = [file.stat().st_size for file in files]
    except OSError as error:
        raise DataProblem(f"{error.filename} cannot be read: {error.strerror or error}.") from None
    ends = [end / max(1, sum(sizes)) for end in accumulate(sizes)]
    return list(zip(files, [0.0, *ends[:-1]], ends, strict=True))
