"""Arrays of bytes in IDX files, plain or gzipped."""

from __future__ import annotations

import gzip
import zlib
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from playground.catalog.files.on_disk import OnDisk
from playground.catalog.files.pieces import copy, read
from playground.catalog.files.unpacked import unpacked
from playground.catalog.kinds import DataProblem

MOST_BYTES = 2_000_000_000
"""Largest size of a file that is read as a whole."""


def read_idx(path: Path, count: int | None = None) -> NDArray[np.uint8]:
    """The array in an IDX file of bytes, plain or gzipped.

    Args:
        path: The file.
        count: Number of items to read; None for all.

    Raises:
        DataProblem: When it is not such a file, or ends too early.
    """
    try:
        with _opened(path) as stream:
            sizes = _sizes(path, stream)
            if count is not None:
                sizes = (min(count, sizes[0]), *sizes[1:])
            if prod(sizes) > MOST_BYTES:
                raise DataProblem(f"{path.name} claims to hold {prod(sizes):,} bytes, which cannot be right.")
            data = read(stream, prod(sizes))
    except (OSError, EOFError, zlib.error) as error:
        raise DataProblem(f"{path} cannot be read: {error}.") from None
    if len(data) < prod(sizes):
        raise DataProblem(f"{path.name} ends after {len(data):,} of {prod(sizes):,} bytes; it is damaged.")
    return np.frombuffer(data, np.uint8).reshape(sizes)


def idx_sizes(path: Path) -> tuple[int, ...]:
    """The form of the array in an IDX file of bytes, of which no more is read; raises like ``read_idx``."""
    try:
        with _opened(path) as stream:
            return _sizes(path, stream)
    except (OSError, EOFError, zlib.error) as error:
        raise DataProblem(f"{path} cannot be read: {error}.") from None


def idx_on_disk(path: Path) -> OnDisk:
    """The array in an IDX file of bytes, unpacked into a file of the cache if need be; raises like ``read_idx``."""
    sizes = idx_sizes(path)
    offset = 4 + 4 * len(sizes)

    def write(target: BinaryIO) -> None:
        try:
            with gzip.open(path) as stream:
                copy(stream, target, offset + prod(sizes))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DataProblem(f"{path} cannot be read: {error}.") from None

    plain = unpacked(path, "gzip", offset + prod(sizes), write) if _packed(path) else path
    found = plain.stat().st_size - offset
    if found < prod(sizes):
        raise DataProblem(f"{path.name} ends after {found:,} of {prod(sizes):,} bytes; it is damaged.")
    return OnDisk(plain, offset, "|u1", sizes)


def _packed(path: Path) -> bool:
    """Whether a file is gzipped, by its first bytes: downloading may have unpacked it and kept its name."""
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def _opened(path: Path) -> Any:
    return gzip.open(path, "rb") if _packed(path) else path.open("rb")


def _sizes(path: Path, stream: BinaryIO) -> tuple[int, ...]:
    magic = stream.read(4)
    if len(magic) < 4 or magic[:3] != b"\0\0\x08" or not 1 <= magic[3] <= 3:
        page = magic.lstrip()[:1] == b"<"
        raise DataProblem(f"{path.name} is not an IDX file of bytes{', but a web page' if page else ''}.")
    return tuple(int.from_bytes(stream.read(4), "big") for _ in range(magic[3]))
