"""Pictures in folders, a folder for each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.files.chosen_file import data_path
from playground.catalog.files.picture import Background, read_image
from playground.catalog.files.picture_files import Listing, listing, stamp_of_folders, without_broken
from playground.catalog.kinds import (
    DATASETS,
    DataInfo,
    DataProblem,
    FixedDataset,
    RawData,
    SetParams,
    Source,
    fits,
    param,
)
from playground.catalog.kinds.progress import progress
from playground.spec.paths import shown_path, state_of_path


@DATASETS.register("image_folder", title="Image folders", group="Your own data")
class ImageFolder(FixedDataset):
    """Pictures, in a folder for each class; folders train and val are kept apart."""

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
    background: Background = param("white", "What shows through transparent pictures.")
    broken: Literal["tell", "leave out"] = param(
        "tell", "What to do with pictures that cannot be read; to leave them out, all are opened first."
    )

    def shape(self) -> tuple[int, int, int]:
        """Shape of one picture."""
        return (3 if self.channels == "colour" else 1, self.height, self.width)

    def stamp(self) -> str:
        """Changes when files come or go."""
        return stamp_of_folders(data_path(self.folder)) if state_of_path(self.folder) == "folder" else ""

    def listed(self) -> Listing:
        """All files with the number of their class.

        Raises:
            DataProblem: When the folders are not as they should be.
        """
        if not self.folder:
            raise DataProblem(f"{self.title}: no folder is chosen yet.")
        root = data_path(self.folder)
        if state_of_path(self.folder) != "folder":
            raise DataProblem(
                f"The folder {shown_path(root)} is not there; choose it again in the data panel."
            )
        return (without_broken if self.broken == "leave out" else listing)(root, self.stamp())

    def ready(self) -> bool:
        """Ready only where there is no folder whose files must be listed."""
        return state_of_path(self.folder) != "folder"

    def info(self) -> DataInfo:
        """Facts from the names of the files; none is opened unless broken ones are left out."""
        found = self.listed()
        return DataInfo(
            "classification",
            self.shape(),
            len(found.classes),
            found.classes,
            samples=len(found.files),
            own_split=found.held is not None,
            validation=found.held,
            left_out=", ".join(found.left_out),
        )

    def source(self) -> Pictures | None:
        """The files, when their pictures do not fit into memory."""
        found = self.listed()
        if fits(len(found.files), self.shape()):
            return None
        return Pictures(found.files, self.shape(), found.held, self.background)

    def read(self) -> RawData:
        """All pictures, in 0..1."""
        return _loaded(self, self.stamp())

    def read_some(self, count: int) -> RawData:
        """Some pictures, spread evenly over the classes."""
        files = self.listed().files
        count = min(count, len(files))
        return self._read([files[place * len(files) // count] for place in range(count)])

    def _read(self, files: Sequence[tuple[Path, int]], held: int | None = None) -> RawData:
        x = np.empty((len(files), *self.shape()), np.float32)
        for place, (path, _) in enumerate(files):
            progress(place / len(files))
            x[place] = _picture(path, self.shape(), self.background)
        return RawData(x, np.array([label for _, label in files], np.int64), _held(len(files), held))


@dataclass(frozen=True)
class Pictures(Source):
    """Files of pictures with the numbers of their classes, and the shape that they get.

    Attributes:
        files: Files and classes; those of the validation part are last.
        shape: Of each picture.
        held: Size of the validation part, None where there is none.
        background: What shows through transparent pictures.
    """

    files: tuple[tuple[Path, int], ...]
    shape: tuple[int, int, int]
    held: int | None = None
    background: Background = "white"

    def __len__(self) -> int:
        """Their number."""
        return len(self.files)

    def read(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Pictures in 0..1."""
        x = np.empty((len(numbers), *self.shape), np.float32)
        for place, number in enumerate(numbers):
            progress(place / len(numbers))
            x[place] = _picture(self.files[number][0], self.shape, self.background)
        return x

    def targets(self) -> NDArray[np.int64]:
        """Numbers of the classes."""
        return np.array([label for _, label in self.files], np.int64)

    def validation(self) -> NDArray[np.int64] | None:
        """The last ones."""
        return _held(len(self), self.held)

    def where(self, number: int) -> str:
        """Folder and name of the file."""
        path = self.files[number][0]
        return f"{path.parent.name}/{path.name}"


def _picture(path: Path, shape: tuple[int, int, int], background: Background) -> NDArray[np.float32]:
    """A picture; raises DataProblem with a fix when it is broken."""
    try:
        return read_image(path, shape, background)
    except DataProblem as problem:
        words = str(problem).rstrip(".")
        raise DataProblem(
            f"{words}; remove it, or let broken pictures be left out.",
            (SetParams("Leave out broken pictures", {"broken": "leave out"}),),
        ) from None


def _held(count: int, held: int | None) -> NDArray[np.int64] | None:
    return None if held is None else np.arange(count - held, count, dtype=np.int64)


@lru_cache(maxsize=1)
def _loaded(dataset: ImageFolder, _stamp: str) -> RawData:
    found = dataset.listed()
    return dataset._read(found.files, found.held)  # noqa: SLF001 - the part of it that is remembered
