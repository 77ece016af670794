"""MNIST and its relatives from IDX files, as their authors publish them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.files.idx_file import idx_on_disk, idx_sizes, read_idx
from playground.catalog.files.on_disk import OnDisk, rows_of
from playground.catalog.files.pieces import parts_of
from playground.catalog.files.published_images import PublishedImages, folder_param
from playground.catalog.kinds import (
    DataProblem,
    RawData,
    Shape,
    Source,
    describe,
    fits,
    still_wanted,
)
from playground.catalog.kinds.progress import part

SHAPE = (1, 28, 28)
_FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


@dataclass(frozen=True)
class Layout:
    """What the files of a data set hold.

    Attributes:
        classes: Number of classes.
        least: Label of the first class.
        turned: Rows and columns of the images are exchanged.
    """

    classes: int = 10
    least: int = 0
    turned: bool = False


class IdxImages(PublishedImages):
    """60,000 training and 10,000 test images of 28 × 28 pixels in ten classes."""

    prefix: ClassVar[str] = ""
    """What the names of the files may begin with."""
    layout: ClassVar[Layout] = Layout()
    shape: ClassVar[Shape] = SHAPE
    counts: ClassVar[tuple[int, int]] = (60_000, 10_000)
    needed: ClassVar[str] = f"four IDX files ({_FILES[0]}.gz, …)"

    folder: str = folder_param("four IDX files")

    def files_in(self, folder: Path) -> tuple[Path, ...] | None:
        """The four files, if a folder has them."""
        found = [file for name in _FILES if (file := _either(folder, name, self.prefix)) is not None]
        return tuple(found) if len(found) == len(_FILES) else None

    def counted(self, files: tuple[Path, ...]) -> tuple[int, int]:
        """Numbers of images, which their files begin with."""
        sizes = [idx_sizes(file) for file in files]
        for pair in (slice(0, 2), slice(2, 4)):
            _check_form(files[pair], *sizes[pair])
        return sizes[0][0], sizes[2][0]

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
            _check_form((file, labels), images.shape, idx_sizes(labels))
        return Digits((train, test), files, self.layout)

    def read(self) -> RawData:
        """All images, training first; pixels in 0..1."""
        return _read(self.find(), None, self.layout)

    def read_some(self, count: int) -> RawData:
        """The first images of the training part, for a preview."""
        return _read(self.find(), count, self.layout)


@dataclass(frozen=True)
class Digits(Source):
    """Images in two files, training first.

    Attributes:
        images: Of both files.
        files: All four files, labels among them.
        layout: What they hold.
    """

    images: tuple[OnDisk, OnDisk]
    files: tuple[Path, ...]
    layout: Layout = Layout()

    def __len__(self) -> int:
        """Their number."""
        return len(self.images[0]) + len(self.images[1])

    def read(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Images in 0..1."""
        return scaled(rows_of(self.images, numbers), self.layout)

    def targets(self) -> NDArray[np.int64]:
        """Labels."""
        labels = [read_idx(file) for file in self.files[1::2]]
        for each, file in zip(labels, self.files[::2], strict=True):
            _check_labels(file, each, self.layout)
        return np.concatenate(labels).astype(np.int64) - self.layout.least

    def validation(self) -> NDArray[np.int64]:
        """The images for testing."""
        return np.arange(len(self.images[0]), len(self), dtype=np.int64)


def _either(folder: Path, name: str, prefix: str) -> Path | None:
    plain = (name, name.replace("t10k-", f"{prefix}test-").replace("train-", f"{prefix}train-"))
    for one in plain if prefix else plain[:1]:
        for variant in (one, f"{one}.gz", one.replace("-idx", ".idx"), f"{one.replace('-idx', '.idx')}.gz"):
            if (folder / variant).is_file():
                return folder / variant
    return None


@lru_cache(maxsize=4)
def _read(files: tuple[Path, ...], count: int | None, layout: Layout) -> RawData:
    arrays = []
    for file, begin, end in parts_of(files):
        with part(begin, end):
            arrays.append(read_idx(file, count))
    train_x, train_y, test_x, test_y = arrays
    checked(train_x, train_y, files[:2], layout)
    checked(test_x, test_y, files[2:], layout)
    still_wanted()
    x = scaled(np.concatenate([train_x, test_x]), layout)
    y = np.concatenate([train_y, test_y]).astype(np.int64) - layout.least
    return RawData(x, y, np.arange(len(train_x), len(x), dtype=np.int64))


def checked(
    images: NDArray[np.uint8], labels: NDArray[np.uint8], files: tuple[Path, ...], layout: Layout
) -> NDArray[np.uint8]:
    """Return images after a check that they and their labels belong together; raises DataProblem."""
    _check_form(files, images.shape, labels.shape)
    _check_labels(files[0], labels, layout)
    return images


def scaled(images: NDArray[np.uint8], layout: Layout) -> NDArray[np.float32]:
    """Return images ``(n, 28, 28)`` with a channel, in 0..1."""
    x = (images.swapaxes(1, 2) if layout.turned else images)[:, None].astype(np.float32)
    x /= np.float32(255)
    return np.ascontiguousarray(x)


def _check_form(pair: tuple[Path, ...], images: tuple[int, ...], labels: tuple[int, ...]) -> None:
    """Check that a file of images and one of labels belong together."""
    file, other = pair
    if len(images) != 3 or images[1:] != SHAPE[1:]:
        held = (
            f"images of {describe(images[1:])} pixels"
            if len(images) == 3
            else f"an array of {describe(images)}"
        )
        raise DataProblem(f"{file.name} does not hold 28 × 28 images with one label each, but {held}.")
    if len(labels) != 1 or images[0] != labels[0]:
        raise DataProblem(
            f"{file.name} does not hold 28 × 28 images with one label each: it has {images[0]:,} images, but "
            f"{other.name} has {labels[0]:,} labels; do they belong together?"
        )


def _check_labels(file: Path, labels: NDArray[np.uint8], layout: Layout) -> None:
    if not labels.size:
        return
    least, most = layout.least, layout.least + layout.classes - 1
    if labels.max() > most:
        letters = not layout.least and labels.min() == 1 and labels.max() == 26
        advice = "; they are letters of EMNIST, which is a data set of its own" if letters else ""
        raise DataProblem(f"The labels beside {file.name} go beyond {most}{advice}.")
    if labels.min() < least:
        raise DataProblem(f"The labels beside {file.name} begin at {labels.min()}, but should at {least}.")
