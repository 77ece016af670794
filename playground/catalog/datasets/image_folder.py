"""Pictures in folders, a folder for each class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

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
from playground.catalog.kinds.progress import progress

SUFFIXES = frozenset({".png", ".jpg", ".jpeg"})

Listed = tuple[tuple[str, ...], tuple[tuple[Path, int], ...]]


@DATASETS.register("image_folder", title="Image folders", group="Your own data")
class ImageFolder(FixedDataset):
    """PNG and JPEG pictures, in a folder for each class."""

    when: ClassVar[str] = "Your own photographs; each is cropped and scaled to the chosen size."
    large: ClassVar[bool] = True

    folder: str = param(
        "", "Folder that holds a folder for each class.", browse="folder", empty="no folder chosen"
    )
    height: int = param(
        32, "Height in pixels to which pictures are scaled.", ge=4, le=512, log=True, unit="px"
    )
    width: int = param(32, "Width in pixels to which pictures are scaled.", ge=4, le=512, log=True, unit="px")
    channels: Literal["colour", "grey"] = param("colour", "Three channels, or one.")

    def shape(self) -> tuple[int, int, int]:
        """Shape of one picture."""
        return (3 if self.channels == "colour" else 1, self.height, self.width)

    def stamp(self) -> str:
        """Changes when files come or go."""
        root = Path(self.folder).expanduser()
        if not self.folder or not root.is_dir():
            return ""
        folders = (root, *(each for each in sorted(root.iterdir()) if each.is_dir()))
        return " ".join(str(folder.stat().st_mtime_ns) for folder in folders)

    def listed(self) -> Listed:
        """Names of the classes, and all files with the number of their class.

        Raises:
            DataProblem: When the folders are not as they should be.
        """
        if not self.folder:
            raise DataProblem(f"{self.title}: no folder is chosen yet.")
        root = Path(self.folder).expanduser()
        if not root.is_dir():
            raise DataProblem(f"The folder {root} is not there; choose it again in the data panel.")
        return _listed(root, self.stamp())

    def ready(self) -> bool:
        """Ready only where there is no folder whose files must be listed."""
        return not self.folder or not Path(self.folder).expanduser().is_dir()

    def info(self) -> DataInfo:
        """Facts from the names of the files; none is opened."""
        classes, files = self.listed()
        return DataInfo("classification", self.shape(), len(classes), classes, samples=len(files))

    def source(self) -> Pictures | None:
        """The files, when their pictures do not fit into memory."""
        _, files = self.listed()
        return None if fits(len(files), self.shape()) else Pictures(files, self.shape())

    def read(self) -> RawData:
        """All pictures, in 0..1."""
        return _loaded(self, self.stamp())

    def read_some(self, count: int) -> RawData:
        """Some pictures, spread evenly over the classes."""
        _, files = self.listed()
        count = min(count, len(files))
        return self._read([files[place * len(files) // count] for place in range(count)])

    def _read(self, files: list[tuple[Path, int]]) -> RawData:
        x = np.empty((len(files), *self.shape()), np.float32)
        for place, (path, _) in enumerate(files):
            progress(place / len(files))
            x[place] = read_image(path, self.shape())
        return RawData(x, np.array([label for _, label in files], np.int64))


@dataclass(frozen=True)
class Pictures(Source):
    """Files of pictures with the numbers of their classes, and the shape that they get."""

    files: tuple[tuple[Path, int], ...]
    shape: tuple[int, int, int]

    def __len__(self) -> int:
        """Their number."""
        return len(self.files)

    def read(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Pictures in 0..1."""
        x = np.empty((len(numbers), *self.shape), np.float32)
        for place, number in enumerate(numbers):
            progress(place / len(numbers))
            x[place] = read_image(self.files[number][0], self.shape)
        return x

    def targets(self) -> NDArray[np.int64]:
        """Numbers of the classes."""
        return np.array([label for _, label in self.files], np.int64)


def read_image(path: Path, shape: tuple[int, int, int]) -> NDArray[np.float32]:
    """A picture as ``(channels, height, width)`` in 0..1: its middle in the wanted proportion, made smaller.

    Raises:
        DataProblem: When it cannot be read.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - only who has pictures waits for it

    channels, height, width = shape
    mode = "RGB" if channels == 3 else "L"
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > (Image.MAX_IMAGE_PIXELS or 0):
                raise DataProblem(
                    f"{path.parent.name}/{path.name} has {picture.width} × {picture.height} pixels, too many."
                )
            picture.draft(mode, (2 * width, 2 * height))
            turned = ImageOps.exif_transpose(picture).convert(mode)
            scale = min(turned.width / width, turned.height / height)
            across, down = max(1, round(width * scale)), max(1, round(height * scale))
            left, top = (turned.width - across) // 2, (turned.height - down) // 2
            middle = turned.crop((left, top, left + across, top + down))
            pixels: NDArray[Any] = np.asarray(middle.resize((width, height)), np.float32) / 255
    except DataProblem:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise DataProblem(f"{path.parent.name}/{path.name} is not a picture that can be read.") from None
    return np.moveaxis(pixels, 2, 0) if channels == 3 else pixels[None]


@lru_cache(maxsize=4)
def _listed(root: Path, _stamp: str) -> Listed:
    try:
        folders = sorted(each for each in root.iterdir() if each.is_dir() and not each.name.startswith("."))
        if len(folders) < 2:
            raise DataProblem(
                f"{root} holds {'one folder' if folders else 'no folders'}, but each class needs a folder of its own."
            )
        files: list[tuple[Path, int]] = []
        for label, folder in enumerate(folders):
            found = sorted(_pictures_in(folder))
            if not found:
                raise DataProblem(f"The folder {folder.name} in {root} holds no PNG or JPEG pictures.")
            files += [(path, label) for path in found]
    except OSError as error:
        raise DataProblem(f"{root} cannot be read: {error.strerror or error}.") from None
    return tuple(folder.name for folder in folders), tuple(files)


def _pictures_in(folder: Path) -> Iterator[Path]:
    for each in folder.iterdir():
        still_wanted()
        if each.suffix.lower() in SUFFIXES:
            yield each


@lru_cache(maxsize=1)
def _loaded(dataset: ImageFolder, _stamp: str) -> RawData:
    _, files = dataset.listed()
    return dataset._read(list(files))  # noqa: SLF001 - the part of it that is remembered
