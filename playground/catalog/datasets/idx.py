"""MNIST and its relatives from IDX files, as their authors publish them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.chosen_file import data_path
from playground.catalog.datasets.on_disk import OnDisk, rows_of
from playground.catalog.datasets.pieces import copy, parts_of, read
from playground.catalog.datasets.places import state_of, usual_places
from playground.catalog.datasets.unpacked import unpacked
from playground.catalog.kinds import (
    DataInfo,
    DataProblem,
    FixedDataset,
    RawData,
    Source,
    fits,
    param,
    still_wanted,
)
from playground.catalog.kinds.progress import part
from playground.spec.paths import shown_path, state_of_path

SHAPE = (1, 28, 28)
MOST_BYTES = 2_000_000_000
"""Largest size of a file that is read as a whole."""

_FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


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

    plain = unpacked(path, "gzip", offset + prod(sizes), write) if path.suffix == ".gz" else path
    found = plain.stat().st_size - offset
    if found < prod(sizes):
        raise DataProblem(f"{path.name} ends after {found:,} of {prod(sizes):,} bytes; it is damaged.")
    return OnDisk(plain, offset, "|u1", sizes)


def _opened(path: Path) -> Any:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _sizes(path: Path, stream: BinaryIO) -> tuple[int, ...]:
    magic = stream.read(4)
    if len(magic) < 4 or magic[:3] != b"\0\0\x08" or not 1 <= magic[3] <= 3:
        raise DataProblem(f"{path.name} is not an IDX file of bytes.")
    return tuple(int.from_bytes(stream.read(4), "big") for _ in range(magic[3]))


class IdxImages(FixedDataset):
    """60,000 training and 10,000 test images of 28 × 28 pixels in ten classes."""

    names: ClassVar[tuple[str, ...]]
    places: ClassVar[tuple[str, ...]]
    folder: str = param(
        "",
        "Folder with the four IDX files; empty: look in the usual places.",
        browse="folder",
        empty="usual places",
    )

    def info(self) -> DataInfo:
        """One channel of 28 × 28; the test images are the validation split. Files are looked for, not opened."""
        missing = ""
        try:
            self.find()
        except DataProblem as problem:
            missing = str(problem)
        return DataInfo(
            "classification",
            SHAPE,
            10,
            self.names,
            samples=70_000,
            own_split=True,
            validation=10_000,
            missing=missing,
        )

    def stamp(self) -> str:
        """Changes when files come or go."""
        return state_of(self.folders)

    def folders(self) -> tuple[Path, ...]:
        """Folders in which the files are sought, in order."""
        if self.folder:
            return (data_path(self.folder),)
        return usual_places(self.places)

    def find(self) -> tuple[Path, ...]:
        """The four files.

        Raises:
            DataProblem: When no folder has them all; says where it looked.
        """
        folders = self.folders()
        for folder in (each for each in folders if state_of_path(each) == "folder"):
            found = [file for name in _FILES if (file := _either(folder, name)) is not None]
            if len(found) == len(_FILES):
                return tuple(found)
        where = (
            shown_path(folders[0])
            if self.folder
            else f"{folders[-1]} and {len(folders) - 1} other usual places"
        )
        raise DataProblem(
            f"{self.title} needs its four IDX files ({_FILES[0]}.gz, …); they are not in {where}."
        )

    def source(self) -> Digits | None:
        """The files, when their images do not fit into memory."""
        files = self.find()
        if fits(idx_sizes(files[0])[0] + idx_sizes(files[2])[0], SHAPE):
            return None
        found = []
        for file, begin, end in parts_of(files[::2]):
            with part(begin, end):
                found.append(idx_on_disk(file))
        train, test = found
        for images, labels, file in ((train, files[1], files[0]), (test, files[3], files[2])):
            _check_form(file, images.shape, idx_sizes(labels))
        return Digits((train, test), files)

    def read(self) -> RawData:
        """All images, training first; pixels in 0..1."""
        return _read(self.find(), None)

    def read_some(self, count: int) -> RawData:
        """The first images of the training part, for a preview."""
        return _read(self.find(), count)


@dataclass(frozen=True)
class Digits(Source):
    """Images in two files, training first.

    Attributes:
        images: Of both files.
        files: All four files, labels among them.
    """

    images: tuple[OnDisk, OnDisk]
    files: tuple[Path, ...]

    def __len__(self) -> int:
        """Their number."""
        return len(self.images[0]) + len(self.images[1])

    def read(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Images in 0..1."""
        return _scaled(rows_of(self.images, numbers))

    def targets(self) -> NDArray[np.int64]:
        """Labels."""
        labels = [read_idx(file) for file in self.files[1::2]]
        for each, file in zip(labels, self.files[::2], strict=True):
            _check_labels(file, each)
        return np.concatenate(labels).astype(np.int64)

    def validation(self) -> NDArray[np.int64]:
        """The images for testing."""
        return np.arange(len(self.images[0]), len(self), dtype=np.int64)


def _either(folder: Path, name: str) -> Path | None:
    for variant in (name, f"{name}.gz", name.replace("-idx", ".idx"), f"{name.replace('-idx', '.idx')}.gz"):
        if (folder / variant).is_file():
            return folder / variant
    return None


@lru_cache(maxsize=4)
def _read(files: tuple[Path, ...], count: int | None) -> RawData:
    arrays = []
    for file, begin, end in parts_of(files):
        with part(begin, end):
            arrays.append(read_idx(file, count))
    train_x, train_y, test_x, test_y = arrays
    for images, labels, file in ((train_x, train_y, files[0]), (test_x, test_y, files[2])):
        _check_form(file, images.shape, labels.shape)
        _check_labels(file, labels)
    still_wanted()
    x = _scaled(np.concatenate([train_x, test_x]))
    y = np.concatenate([train_y, test_y]).astype(np.int64)
    return RawData(x, y, np.arange(len(train_x), len(x), dtype=np.int64))


def _scaled(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Images ``(n, 28, 28)`` with a channel, in 0..1."""
    x = images[:, None].astype(np.float32)
    x /= np.float32(255)
    return x


def _check_form(file: Path, images: tuple[int, ...], labels: tuple[int, ...]) -> None:
    if len(images) != 3 or images[1:] != SHAPE[1:] or images[0] != labels[0]:
        raise DataProblem(f"{file.name} does not hold 28 × 28 images with one label each.")


def _check_labels(file: Path, labels: NDArray[np.uint8]) -> None:
    if labels.size and labels.max() > 9:
        raise DataProblem(f"The labels beside {file.name} go beyond 9.")
