"""MNIST and its relatives from IDX files, as their authors publish them."""

import gzip
import zlib
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.places import usual_places
from playground.catalog.kinds import DataInfo, DataProblem, Dataset, RawData, param

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
        count: Read only so many items.

    Raises:
        DataProblem: When it is not such a file, or ends too early.
    """
    try:
        opener: Any = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rb") as stream:
            magic = stream.read(4)
            if len(magic) < 4 or magic[:3] != b"\0\0\x08" or not 1 <= magic[3] <= 3:
                raise DataProblem(f"{path.name} is not an IDX file of bytes.")
            sizes = [int.from_bytes(stream.read(4), "big") for _ in range(magic[3])]
            if prod(sizes) > 2_000_000_000:
                raise DataProblem(f"{path.name} claims to hold {prod(sizes):,} bytes, which cannot be right.")
            if count is not None:
                sizes[0] = min(count, sizes[0])
            data = stream.read(prod(sizes))
    except (OSError, EOFError, zlib.error) as error:
        raise DataProblem(f"{path} cannot be read: {error}.") from None
    if len(data) < prod(sizes):
        raise DataProblem(f"{path.name} ends after {len(data):,} of {prod(sizes):,} bytes; it is damaged.")
    return np.frombuffer(data, np.uint8).reshape(sizes)


class IdxImages(Dataset):
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
        """One channel of 28 × 28; the test images are the validation split."""
        return DataInfo("classification", (1, 28, 28), 10, self.names, samples=70_000, own_split=True)

    def folders(self) -> tuple[Path, ...]:
        """Where the files are looked for, in order."""
        if self.folder:
            return (Path(self.folder).expanduser(),)
        return usual_places(self.places)

    def find(self) -> tuple[Path, ...]:
        """The four files.

        Raises:
            DataProblem: When no folder has them all; says where it looked.
        """
        folders = self.folders()
        for folder in folders:
            found = [file for name in _FILES if (file := _either(folder, name)) is not None]
            if len(found) == len(_FILES):
                return tuple(found)
        where = str(folders[0]) if self.folder else f"{folders[-1]} and {len(folders) - 1} other usual places"
        raise DataProblem(
            f"{self.title} needs its four IDX files ({_FILES[0]}.gz, …); they are not in {where}."
        )

    def load(self, seed: int) -> RawData:  # noqa: ARG002
        """All images, training first; pixels in 0..1."""
        return _read(self.find(), None)

    def load_some(self, count: int, seed: int = 0) -> RawData:  # noqa: ARG002
        """The first images of the training part, for a preview."""
        return _read(self.find(), count)


def _either(folder: Path, name: str) -> Path | None:
    for variant in (name, f"{name}.gz", name.replace("-idx", ".idx"), f"{name.replace('-idx', '.idx')}.gz"):
        if (folder / variant).is_file():
            return folder / variant
    return None


@lru_cache(maxsize=4)
def _read(files: tuple[Path, ...], count: int | None) -> RawData:
    train_x, train_y, test_x, test_y = (read_idx(file, count) for file in files)
    for images, labels, file in ((train_x, train_y, files[0]), (test_x, test_y, files[2])):
        if images.ndim != 3 or images.shape[1:] != (28, 28) or len(images) != len(labels):
            raise DataProblem(f"{file.name} does not hold 28 × 28 images with one label each.")
        if labels.size and labels.max() > 9:
            raise DataProblem(f"The labels beside {file.name} go beyond 9.")
    x = np.concatenate([train_x, test_x])[:, None].astype(np.float32) / np.float32(255)
    y = np.concatenate([train_y, test_y]).astype(np.int64)
    return RawData(x, y, np.arange(len(train_x), len(x), dtype=np.int64))
