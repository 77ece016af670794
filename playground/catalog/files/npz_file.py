"""Arrays in .npz files: their forms, one of them as a whole, and one that stays on the disk."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass
from math import prod
from pathlib import Path
from tokenize import TokenError
from typing import IO, Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from playground.catalog.files.on_disk import OnDisk
from playground.catalog.files.pieces import copy, read
from playground.catalog.files.unpacked import unpacked
from playground.catalog.kinds import DataProblem, describe

MOST_BYTES = 8_000_000_000
"""Largest size of an array that is read as a whole."""
LOCAL_HEADER = 30
"""Bytes in front of the name of a file inside of a zip file."""

PACKED_WRONG = (
    zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, OverflowError, RuntimeError, UnicodeDecodeError,
    lzma.LZMAError, struct.error, zlib.error,
)  # fmt: skip
"""What a packed file raises that is damaged."""
BROKEN = (*PACKED_WRONG, OSError)
"""The same, or what the disk raises."""


@dataclass(frozen=True)
class Header:
    """What an array is.

    Attributes:
        shape: Of the array.
        dtype: Of its numbers or texts.
        fortran: It is stored column by column.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    fortran: bool = False

    @property
    def size(self) -> int:
        """Bytes of its numbers."""
        return prod(self.shape) * self.dtype.itemsize


def array_names(path: Path) -> list[str]:
    """The names of all arrays in a file, whatever they hold; raises DataProblem when it is no .npz file."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
    except (*BROKEN, ValueError):
        raise DataProblem(f"{path.name} is not an .npz file, or it is damaged.") from None
    return names


def header(path: Path, name: str, *, texts: bool = False) -> Header:
    """What the array of that name is.

    Args:
        path: The file.
        name: Of the array.
        texts: Accept an array of texts.

    Raises:
        DataProblem: When it is damaged, or holds neither numbers nor accepted texts.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(f"{name}.npy") as stream:
            found = _header(path, f"{name}.npy", stream, texts=texts)
            held = archive.getinfo(f"{name}.npy").file_size - stream.tell()
    except BROKEN:
        raise DataProblem(f"{path.name}: the array “{name}” is damaged.") from None
    if held < found.size:
        raise _cut_off(path, name, held, found.size)
    return found


def _header(path: Path, name: str, stream: IO[bytes], *, texts: bool = False) -> Header:
    try:
        version = npy.read_magic(stream)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, fortran, dtype = read(stream)
    except (ValueError, EOFError, RecursionError, MemoryError, SyntaxError, TypeError, TokenError):
        raise DataProblem(f"{path.name}: the array “{name.removesuffix('.npy')}” is damaged.") from None
    title = name.removesuffix(".npy")
    if any(n < 0 for n in shape):
        raise DataProblem(f"{path.name}: the array “{title}” is damaged: its shape is {describe(shape)}.")
    if dtype.hasobject or dtype.kind not in ("biufUS" if texts else "biuf"):
        raise DataProblem(
            f"{path.name}: the array “{title}” holds {_kind(dtype)}, which are not read; store numbers."
        )
    return Header(tuple(int(n) for n in shape), dtype, bool(fortran) and len(shape) > 1)


def _kind(dtype: np.dtype[Any]) -> str:
    if dtype.kind == "c":
        return "complex numbers"
    return {"V": "records", "M": "dates", "m": "durations"}.get(dtype.kind, "objects or texts")


def array(path: Path, name: str, count: int | None = None, *, texts: bool = False) -> NDArray[Any]:
    """The array of that name, or the first rows of it; raises DataProblem when it is damaged or too large."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(f"{name}.npy") as stream:
            header = _header(path, f"{name}.npy", stream, texts=texts)
            if count is not None and not header.fortran and header.shape:
                header = Header((min(count, header.shape[0]), *header.shape[1:]), header.dtype)
            if header.size > MOST_BYTES:
                raise DataProblem(
                    f"{path.name}: the array “{name}” has the shape {describe(header.shape)}, too large for memory."
                )
            body = read(stream, header.size)
    except BROKEN:
        raise DataProblem(f"{path.name}: the array “{name}” is damaged.") from None
    if len(body) < header.size:
        raise _cut_off(path, name, len(body), header.size)
    found = np.frombuffer(body, header.dtype).reshape(header.shape, order="F" if header.fortran else "C")
    return found if count is None else found[:count]


def array_on_disk(path: Path, name: str) -> OnDisk:
    """The array of that name, of which no more than its header is read.

    One that is stored as it is stays where it is; a compressed one is unpacked into a file of the cache.

    Raises:
        DataProblem: When it is damaged, or the cache has no room for it.
    """
    member = f"{name}.npy"
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
            header = _header(path, member, stream)
            begin, entry = stream.tell(), archive.getinfo(member)
    except BROKEN:
        raise DataProblem(f"{path.name}: the array “{name}” is damaged.") from None
    if entry.file_size - begin < header.size:
        raise _cut_off(path, name, entry.file_size - begin, header.size)
    if entry.compress_type == zipfile.ZIP_STORED and not header.fortran:
        return OnDisk(path, begin + _begin(path, name, entry), header.dtype.str, header.shape)

    def write(target: BinaryIO) -> None:
        if header.fortran:  # rows must be together, so the array passes through memory once
            target.write(bytes(begin) + array(path, name).tobytes())
            return
        try:
            with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
                copy(stream, target, entry.file_size)
        except PACKED_WRONG:  # errors of the disk are reported by ``unpacked``
            raise DataProblem(f"{path.name}: the array “{name}” is damaged.") from None

    return OnDisk(
        unpacked(path, f"array {name}", entry.file_size, write), begin, header.dtype.str, header.shape
    )


def _begin(path: Path, name: str, entry: zipfile.ZipInfo) -> int:
    """Where a file that is stored as it is begins inside of a zip file."""
    with path.open("rb") as stream:
        stream.seek(entry.header_offset)
        local = stream.read(LOCAL_HEADER)
        size = path.stat().st_size
    begin = (
        entry.header_offset
        + LOCAL_HEADER
        + int.from_bytes(local[26:28], "little")
        + int.from_bytes(local[28:30], "little")
    )
    if size < begin + entry.file_size:
        raise DataProblem(f"{path.name}: the array “{name}” is damaged.")
    return begin


def _cut_off(path: Path, name: str, found: int, size: int) -> DataProblem:
    return DataProblem(f"{path.name}: the array “{name}” ends after {found:,} of {size:,} bytes.")
