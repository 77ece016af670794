"""Pictures and labels in two IDX files that belong to no well-known data set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.chosen_file import chosen_file, stamp_of
from playground.catalog.datasets.idx_file import idx_on_disk, idx_sizes, read_idx
from playground.catalog.datasets.on_disk import OnDisk
from playground.catalog.kinds import (
    DATASETS,
    DataInfo,
    DataProblem,
    FixedDataset,
    RawData,
    Source,
    fits,
    param,
)
from playground.spec.paths import state_of_path

PICTURES, LABELS = ("images", "idx3"), ("labels", "idx1")
"""What the names of the two files differ in."""


@DATASETS.register("idx", title="IDX files", group="Your own data")
class IdxPair(FixedDataset):
    """Gray pictures in one IDX file and their labels in another beside it."""

    when: ClassVar[str] = "Pictures in the form in which MNIST was published, in two files of your own."
    large: ClassVar[bool] = True

    path: str = param(
        "", "The file of pictures; that of their labels is beside it.", browse="file", empty="no file chosen"
    )

    def pair(self) -> tuple[Path, Path]:
        """The files of pictures and labels; raises DataProblem when they are not chosen or not there."""
        pictures = chosen_file(self.title, self.path)
        labels = partner(pictures, PICTURES, LABELS)
        if labels is None:
            name = _renamed(pictures.name, PICTURES, LABELS)
            raise DataProblem(f"The labels of {pictures.name} are not beside it; their file would be {name}.")
        return pictures, labels

    def stamp(self) -> str:
        """Changes with the files."""
        labels = partner(Path(self.path), PICTURES, LABELS) if self.path else None
        return stamp_of(self.path) + (stamp_of(str(labels)) if labels is not None else "")

    def ready(self) -> bool:
        """Ready only where there is no file to read labels from."""
        return not self.stamp()

    def info(self) -> DataInfo:
        """Facts from the sizes of the pictures and all labels; pictures are not read."""
        return _described(*self.pair(), self.stamp())[0]

    def source(self) -> Source | None:
        """The file of pictures, when they do not fit into memory."""
        pictures, labels = self.pair()
        info, y = _described(pictures, labels, self.stamp())
        return None if fits(len(y), info.shape) else Pictures(idx_on_disk(pictures), y)

    def read(self) -> RawData:
        """All pictures; their pixels become 0..1."""
        return self._read(None)

    def read_some(self, count: int) -> RawData:
        """The first pictures, for a preview."""
        return self._read(count)

    def _read(self, count: int | None) -> RawData:
        pictures, labels = self.pair()
        y = _described(pictures, labels, self.stamp())[1]
        return RawData(_scaled(read_idx(pictures, count)), y[:count])


@dataclass(frozen=True)
class Pictures(Source):
    """Pictures that stay on the disk.

    Attributes:
        images: Their file.
        y: Labels.
    """

    images: OnDisk
    y: NDArray[np.int64]

    def __len__(self) -> int:
        """Their number."""
        return len(self.images)

    def read(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Pictures in 0..1."""
        return _scaled(self.images.rows(numbers))

    def targets(self) -> NDArray[Any]:
        """Labels."""
        return self.y


def partner(path: Path, own: tuple[str, str], other: tuple[str, str]) -> Path | None:
    """Return the file beside one of a pair, packed or not; None where there is none.

    Args:
        path: Of the one.
        own: Parts of its name, ``PICTURES`` or ``LABELS``.
        other: What stands in their place in the name of the other.
    """
    name = _renamed(path.name, own, other)
    plain = name.removesuffix(".gz")
    beside = (path.parent / each for each in (name, plain, f"{plain}.gz") if each not in {"", path.name})
    return next((each for each in beside if state_of_path(each) == "file"), None)


def _renamed(name: str, own: tuple[str, str], other: tuple[str, str]) -> str:
    for before, after in zip(own, other, strict=True):
        name = name.replace(before, after)
    return name


@lru_cache(maxsize=4)
def _described(pictures: Path, labels: Path, _stamp: str) -> tuple[DataInfo, NDArray[np.int64]]:
    """What the files hold, and the labels."""
    sizes, y = idx_sizes(pictures), read_idx(labels)
    if len(sizes) != 3 or 0 in sizes:
        raise DataProblem(f"{pictures.name} holds no gray pictures.")
    if y.shape != sizes[:1]:
        raise DataProblem(
            f"{pictures.name} has {sizes[0]:,} pictures, but {labels.name} has {y.size:,} labels; do they belong "
            "together?"
        )
    classes = tuple(str(each) for each in range(int(y.max()) + 1))
    if len(classes) == 1:
        raise DataProblem(f"{labels.name} has one class only.")
    info = DataInfo("classification", (1, *sizes[1:]), len(classes), classes, samples=sizes[0])
    return info, y.astype(np.int64)


def _scaled(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    x = images[:, None].astype(np.float32)
    x /= np.float32(255)
    return x
