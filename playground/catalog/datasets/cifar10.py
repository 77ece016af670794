"""CIFAR-10 from its binary files, as its authors publish them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from os import fstat
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.files.on_disk import OnDisk, rows_of
from playground.catalog.files.pieces import parts_of, read
from playground.catalog.files.published_images import PublishedImages, folder_param
from playground.catalog.kinds import (
    DATASETS,
    DataProblem,
    RawData,
    Shape,
    Source,
    fits,
    still_wanted,
)
from playground.catalog.kinds.progress import part

SHAPE = (3, 32, 32)
RECORD = 3073
_FILES = (*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin")
_NAMES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


@DATASETS.register("cifar10", title="CIFAR-10", group="Images")
class Cifar10(PublishedImages):
    """60,000 colour photographs of 32 × 32 pixels in ten classes."""

    when: ClassVar[str] = "Much harder than digits: it takes convolutions and patience (Krizhevsky 2009)."
    large: ClassVar[bool] = True
    shape: ClassVar[Shape] = SHAPE
    counts: ClassVar[tuple[int, int]] = (50_000, 10_000)
    names: ClassVar[tuple[str, ...]] = _NAMES
    places: ClassVar[tuple[str, ...]] = (
        "cifar-10-batches-bin", "cifar10", "CIFAR10/cifar-10-batches-bin", "cifar-10",
    )  # fmt: skip
    needed: ClassVar[str] = f"six binary files ({_FILES[0]}, …)"

    folder: str = folder_param("six binary files")

    def files_in(self, folder: Path) -> tuple[Path, ...] | None:
        """The six files, if a folder has them."""
        files = tuple(folder / name for name in _FILES)
        return files if all(file.is_file() for file in files) else None

    def counted(self, files: tuple[Path, ...]) -> tuple[int, int]:
        """Numbers of images, by the sizes of their files."""
        *training, test = (_count(file) for file in files)
        return sum(training), test

    def source(self) -> Source | None:
        """The files, when their images do not fit into memory."""
        files = self.find()
        counts = [_count(file) for file in files]
        if fits(sum(counts), SHAPE):
            return None
        return Photographs(
            tuple(OnDisk(f, 0, "|u1", (n, RECORD)) for f, n in zip(files, counts, strict=True))
        )

    def read(self) -> RawData:
        """All images, training first; pixels in 0..1."""
        return _read(self.find(), None)

    def read_some(self, count: int) -> RawData:
        """The first images of the training part, for a preview."""
        return _read(self.find()[:1], count)


@dataclass(frozen=True)
class Photographs(Source):
    """Records of a label and an image in several files, of which the last one is for testing."""

    records: tuple[OnDisk, ...]

    def __len__(self) -> int:
        """Their number."""
        return sum(len(part) for part in self.records)

    def read(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Images in 0..1."""
        return _images(rows_of(self.records, numbers))

    def targets(self) -> NDArray[np.int64]:
        """Labels, of which every file is read through."""
        labels = []
        shares = parts_of([file.path for file in self.records])
        for file, (_, begin, end) in zip(self.records, shares, strict=True):
            first = 0
            with part(begin, end):
                for rows in file.parts():
                    _check_labels(file.path, rows[:, 0], first)
                    labels.append(rows[:, 0].astype(np.int64))
                    first += len(rows)
        return np.concatenate(labels)

    def validation(self) -> NDArray[np.int64]:
        """The images of the last file."""
        return np.arange(len(self) - len(self.records[-1]), len(self), dtype=np.int64)


@lru_cache(maxsize=2)
def _read(files: tuple[Path, ...], count: int | None) -> RawData:
    parts = []
    for file, begin, end in parts_of(files):
        with part(begin, end):
            parts.append(_records(file, count))
    still_wanted()
    records = np.concatenate(parts)
    x = _images(records)
    held = np.arange(len(records) - len(parts[-1]), len(records), dtype=np.int64)
    return RawData(x, records[:, 0].astype(np.int64), held if count is None else None)


def _records(file: Path, count: int | None) -> NDArray[np.uint8]:
    try:
        with file.open("rb") as stream:
            size = fstat(stream.fileno()).st_size
            body = read(stream, size if count is None else min(size, count * RECORD))
    except OSError as error:
        raise DataProblem(f"{file} cannot be read: {error.strerror or error}.") from None
    _check_size(file, len(body))
    records = np.frombuffer(body, np.uint8).reshape(-1, RECORD)
    _check_labels(file, records[:, 0], 0)
    return records


def _count(file: Path) -> int:
    """Images in a file, by its size."""
    try:
        size = file.stat().st_size
    except OSError as error:
        raise DataProblem(f"{file} cannot be read: {error.strerror or error}.") from None
    _check_size(file, size)
    return size // RECORD


def _check_size(file: Path, size: int) -> None:
    if not size or size % RECORD:
        raise DataProblem(f"{file.name} is damaged: {size:,} bytes are not a whole number of images.")


def _check_labels(file: Path, labels: NDArray[np.uint8], first: int) -> None:
    """Refuse labels, of which the first one belongs to this image, counted from 0."""
    wrong = np.flatnonzero(labels > 9)
    if len(wrong):
        raise DataProblem(
            f"{file.name}, image {first + wrong[0] + 1:,}: its class is {labels[wrong[0]]}, beyond 9."
        )


def _images(records: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The images of records, in 0..1."""
    x = records[:, 1:].reshape(-1, *SHAPE).astype(np.float32)
    x /= 255
    return x
