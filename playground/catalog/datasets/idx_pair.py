"""Pictures and labels in two IDX files that belong to no well-known data set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.files.chosen_file import chosen_file, stamp_of
from playground.catalog.files.idx_file import idx_on_disk, idx_sizes, read_idx
from playground.catalog.files.on_disk import OnDisk, rows_of
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
TRAINING, TESTING = ("train",), ("t10k", "test", "val")
"""What the names of files for training and for testing differ in."""


@DATASETS.register("idx", title="IDX files", group="Your own data")
class IdxPair(FixedDataset):
    """Gray pictures in one IDX file and their labels in another beside it."""

    when: ClassVar[str] = (
        "Pictures in the form in which MNIST was published, in files of your own; test files are used."
    )
    large: ClassVar[bool] = True

    path: str = param(
        "", "The file of pictures; that of their labels is beside it.", browse="file", empty="no file chosen"
    )

    def pairs(self) -> tuple[tuple[Path, Path], ...]:
        """The files of pictures and labels, and those for testing where they are beside files for training.

        Raises:
            DataProblem: When they are not chosen or not there.
        """
        pictures = chosen_file(self.title, self.path)
        labels = partner(pictures, PICTURES, LABELS)
        if labels is None:
            name = _renamed(pictures.name, PICTURES, LABELS)
            raise DataProblem(f"The labels of {pictures.name} are not beside it; their file would be {name}.")
        test = next((each for name in TESTING if (each := partner(pictures, TRAINING, (name,)))), None)
        other = test and partner(test, PICTURES, LABELS)
        return ((pictures, labels), (test, other)) if test and other else ((pictures, labels),)

    def stamp(self) -> str:
        """Changes with the files."""
        try:
            files = [file for pair in self.pairs() for file in pair]
        except DataProblem:
            files = [Path(self.path)] if self.path else []
        return "".join(stamp_of(str(file)) for file in files)

    def ready(self) -> bool:
        """Ready only where there is no file to read labels from."""
        return not self.stamp()

    def info(self) -> DataInfo:
        """Facts from the sizes of the pictures and all labels; pictures are not read."""
        return self._facts()[0]

    def source(self) -> Source | None:
        """The files of pictures, when they do not fit into memory."""
        info, y = self._facts()
        if fits(len(y), info.shape):
            return None
        return Pictures(tuple(idx_on_disk(pictures) for pictures, _ in self.pairs()), y)

    def read(self) -> RawData:
        """All pictures, those for training first; their pixels become 0..1."""
        info, y = self._facts()
        x = np.concatenate([_scaled(read_idx(pictures)) for pictures, _ in self.pairs()])
        return RawData(x, y, np.arange(len(y) - (info.validation or 0), len(y)) if info.own_split else None)

    def read_some(self, count: int) -> RawData:
        """The first pictures, for a preview."""
        x = _scaled(read_idx(self.pairs()[0][0], count))
        return RawData(x, self._facts()[1][: len(x)])

    def _facts(self) -> tuple[DataInfo, NDArray[np.int64]]:
        return _described(self.pairs(), self.stamp())


@dataclass(frozen=True)
class Pictures(Source):
    """Pictures that stay on the disk.

    Attributes:
        images: Their files; those of the second one are for testing.
        y: Labels.
    """

    images: tuple[OnDisk, ...]
    y: NDArray[np.int64]

    def __len__(self) -> int:
        """Their number."""
        return sum(len(each) for each in self.images)

    def read(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Pictures in 0..1."""
        return _scaled(rows_of(self.images, numbers))

    def targets(self) -> NDArray[Any]:
        """Labels."""
        return self.y

    def validation(self) -> NDArray[np.int64] | None:
        """The pictures of the second file."""
        return np.arange(len(self.images[0]), len(self), dtype=np.int64) if len(self.images) > 1 else None


def partner(path: Path, own: tuple[str, ...], other: tuple[str, ...]) -> Path | None:
    """Return the file beside one of a pair, packed or not; None where there is none.

    Args:
        path: Of the one.
        own: Parts of its name, as ``PICTURES`` or ``LABELS``.
        other: What stands in their place in the name of the other.
    """
    name = _renamed(path.name, own, other)
    plain = name.removesuffix(".gz")
    beside = (path.parent / each for each in (name, plain, f"{plain}.gz") if each not in {"", path.name})
    return next((each for each in beside if state_of_path(each) == "file"), None)


def _renamed(name: str, own: tuple[str, ...], other: tuple[str, ...]) -> str:
    for before, after in zip(own, other, strict=True):
        name = name.replace(before, after)
    return name


@lru_cache(maxsize=4)
def _described(pairs: tuple[tuple[Path, Path], ...], _stamp: str) -> tuple[DataInfo, NDArray[np.int64]]:
    """What the files hold, and the labels."""
    forms: list[tuple[int, ...]] = []
    labels: list[NDArray[np.int64]] = []
    for pictures, beside in pairs:
        sizes, found = idx_sizes(pictures), read_idx(beside)
        if len(sizes) != 3 or 0 in sizes:
            raise DataProblem(f"{pictures.name} holds no gray pictures.")
        if found.shape != sizes[:1]:
            raise DataProblem(
                f"{pictures.name} has {sizes[0]:,} pictures, but {beside.name} has {found.size:,} labels; "
                "do they belong together?"
            )
        if forms and sizes[1:] != forms[0][1:]:
            raise DataProblem(
                f"{pictures.name} holds pictures of another size than {pairs[0][0].name} beside it."
            )
        forms.append(sizes)
        labels.append(found.astype(np.int64))
    y = np.concatenate(labels)
    classes = tuple(str(each) for each in range(int(y.max()) + 1))
    if len(classes) == 1:
        raise DataProblem(f"{pairs[0][1].name} has one class only.")
    tested = len(y) - len(labels[0])
    info = DataInfo(
        "classification", (1, *forms[0][1:]), len(classes), classes, samples=len(y), own_split=tested > 0,
        validation=tested or None,
    )  # fmt: skip
    return info, y


def _scaled(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    x = images[:, None].astype(np.float32)
    x /= np.float32(255)
    return x
