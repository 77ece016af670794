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

from playground.catalog.datasets.chosen_file import data_path
from playground.catalog.datasets.on_disk import OnDisk, rows_of
from playground.catalog.datasets.pieces import parts_of, read
from playground.catalog.datasets.places import state_of, usual_places
from playground.catalog.kinds import (
    DATASETS,
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

SHAPE = (3, 32, 32)
RECORD = 3073
_FILES = (*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin")
_NAMES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


@DATASETS.register("cifar10", title="CIFAR-10", group="Images")
class Cifar10(FixedDataset):
    """60,000 colour photographs of 32 × 32 pixels in ten classes."""

    when: ClassVar[str] = "Much harder than digits: it takes convolutions and patience (Krizhevsky 2009)."
    large: ClassVar[bool] = True

    folder: str = param(
        "",
        "Folder with the six binary files; empty: look in the usual places.",
        browse="folder",
        empty="usual places",
    )

    def info(self) -> DataInfo:
        """Three channels of 32 × 32; the test images are the validation split. Files are looked for, not opened."""
        missing = ""
        try:
            self.find()
        except DataProblem as problem:
            missing = str(problem)
        return DataInfo(
            "classification",
            SHAPE,
            10,
            _NAMES,
            samples=60_000,
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
        return usual_places(("cifar-10-batches-bin", "cifar10", "CIFAR10/cifar-10-batches-bin", "cifar-10"))

    def find(self) -> tuple[Path, ...]:
        """The six files.

        Raises:
            DataProblem: When no folder has them all; says where it looked.
        """
        folders = self.folders()
        for folder in (each for each in folders if state_of_path(each) == "folder"):
            files = tuple(folder / name for name in _FILES)
            if all(file.is_file() for file in files):
                return files
        where = (
            shown_path(folders[0])
            if self.folder
            else f"{folders[-1]} and {len(folders) - 1} other usual places"
        )
        raise DataProblem(
            f"{self.title} needs its six binary files ({_FILES[0]}, …); they are not in {where}."
        )

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
