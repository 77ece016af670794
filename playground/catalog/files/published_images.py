"""Image sets in several files, as their authors publish them: where the files are, and what is known of them."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any, ClassVar

from playground.catalog.files.chosen_file import data_path
from playground.catalog.files.places import state_of, usual_places
from playground.catalog.kinds import DataInfo, DataProblem, FixedDataset, Shape, param
from playground.spec.paths import shown_path, state_of_path


def folder_param(files: str) -> Any:
    """The folder in which the files are sought."""
    return param(
        "",
        f"Folder with the {files}; empty: look in the usual places.",
        browse="folder",
        empty="usual places",
    )


class PublishedImages(FixedDataset):
    """Images of several classes; those for testing are the validation split.

    Attributes:
        shape: Of one image.
        counts: Numbers of training and test images, as published.
        names: Of the classes.
        places: Names of folders, to be looked for in the usual places.
        needed: The files in words, with the name of one.
        folder: Where the user has them; empty for the usual places.
    """

    shape: ClassVar[Shape]
    counts: ClassVar[tuple[int, int]]
    names: ClassVar[tuple[str, ...]]
    places: ClassVar[tuple[str, ...]]
    needed: ClassVar[str]
    folder: str

    @abstractmethod
    def files_in(self, folder: Path) -> tuple[Path, ...] | None:
        """All files, if a folder has them."""

    @abstractmethod
    def counted(self, files: tuple[Path, ...]) -> tuple[int, int]:
        """Numbers of training and test images, from heads and sizes of the files.

        Raises:
            DataProblem: When they hold something else than such images.
        """

    def info(self) -> DataInfo:
        """Facts from the heads of the files, or those of the published ones where there are none.

        Raises:
            DataProblem: When the files hold something else; their names alone prove nothing.
        """
        missing, counts = "", self.counts
        try:
            files = self.find()
        except DataProblem as problem:
            missing = str(problem)
        else:
            counts = self.counted(files)
        return DataInfo(
            "classification",
            self.shape,
            len(self.names),
            self.names,
            samples=sum(counts),
            own_split=True,
            validation=counts[1],
            missing=missing,
        )

    def stamp(self) -> str:
        """Changes when files come or go."""
        return state_of(self.folders)

    def folders(self) -> tuple[Path, ...]:
        """Folders in which the files are sought, in order."""
        return (data_path(self.folder),) if self.folder else usual_places(self.places)

    def find(self) -> tuple[Path, ...]:
        """All files.

        Raises:
            DataProblem: When no folder has them all; says where it looked.
        """
        folders = self.folders()
        for folder in (each for each in folders if state_of_path(each) == "folder"):
            files = self.files_in(folder)
            if files is not None:
                return files
        where = (
            shown_path(folders[0])
            if self.folder
            else f"{folders[-1]} and {len(folders) - 1} other usual places"
        )
        raise DataProblem(f"{self.title} needs its {self.needed}; they are not in {where}.")
