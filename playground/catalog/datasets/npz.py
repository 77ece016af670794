"""Arrays that numpy has stored; files with objects in them are refused, since those would run code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.files.chosen_file import chosen_file, stamp_of
from playground.catalog.files.close_numbers import merged_column
from playground.catalog.files.npz_file import array, array_names, array_on_disk, header
from playground.catalog.files.npz_targets import TaskChoice, targets_of
from playground.catalog.files.on_disk import OnDisk
from playground.catalog.kinds import (
    DATASETS,
    DataInfo,
    DataProblem,
    FixedDataset,
    RawData,
    Shape,
    Source,
    describe,
    fits,
    param,
    still_wanted,
)

USUAL_X, USUAL_Y = (
    ("x", "X", "x_train", "data", "images", "features"),
    ("y", "Y", "y_train", "labels", "targets"),
)
MOST_INPUTS = 1_000_000
"""Numbers of one sample."""


@DATASETS.register("npz", title="NumPy arrays", group="Your own data")
class Npz(FixedDataset):
    """Two arrays in an .npz file: samples and their targets."""

    when: ClassVar[str] = "Data that you have prepared in Python; numpy.savez(file, x=x, y=y) writes them."
    large: ClassVar[bool] = True
    own_units: ClassVar[bool] = True

    path: str = param("", "The .npz file.", browse="file", empty="no file chosen")
    x: str = param(
        "",
        "Name of the array of samples; empty: look for the usual names.",
        empty="usual names",
        title="Samples",
    )
    y: str = param(
        "",
        "Name of the array of targets; empty: look for the usual names.",
        empty="usual names",
        title="Targets",
    )
    task: TaskChoice = param(
        "detect", "Classes or quantities; whole numbers, texts and one-hot rows are classes when detected."
    )

    def file(self) -> Path:
        """The file; raises DataProblem when it is not chosen or not there."""
        return chosen_file(self.title, self.path)

    def stamp(self) -> str:
        """Changes with the file."""
        return stamp_of(self.path)

    def choice(self) -> tuple[str, str, str, TaskChoice]:
        """The state of the file and all that decides what is read from it."""
        return self.stamp(), self.x, self.y, self.task

    def ready(self) -> bool:
        """Ready only where there is no file to read targets from."""
        return not self.stamp()

    def info(self) -> DataInfo:
        """Facts from the shapes of the arrays and all targets; samples are not read."""
        return _described(self.file(), *self.choice())[0]

    def source(self) -> Source | None:
        """The array of samples, when it does not fit into memory."""
        path = self.file()
        info, name, _ = _described(path, *self.choice())
        if info.samples is None or fits(info.samples, info.shape):
            return None
        stored = array_on_disk(path, name)
        problem = _merged_on_disk(path, self.stamp(), name, stored)
        if problem:
            raise DataProblem(problem)
        return Rows(self, name, info.shape, stored)

    def read(self) -> RawData:
        """Both arrays."""
        return self._read(None)

    def read_some(self, count: int) -> RawData:
        """The first samples; no more of the file is read."""
        return self._read(count)

    def _read(self, count: int | None) -> RawData:
        path = self.file()
        info, name, y = _described(path, *self.choice())
        stored = array(path, name, count)
        x = _samples(path, name, stored, info.shape)
        if count is None:
            problem = _merged(path, name, stored.ndim, lambda: [stored])
            if problem:
                raise DataProblem(problem)
        return RawData(x, y[:count])


@dataclass(frozen=True)
class Rows(Source):
    """An array of samples that stays on the disk.

    Attributes:
        dataset: Whose it is.
        name: Of the array in its file.
        shape: That each sample gets.
        array: Where it is.
    """

    dataset: Npz
    name: str
    shape: Shape
    array: OnDisk

    def __len__(self) -> int:
        """Their number."""
        return len(self.array)

    def read(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Samples; one that is not finite is reported when it is read."""
        return _samples(self.dataset.file(), self.name, self.array.rows(numbers), self.shape, numbers)

    def targets(self) -> NDArray[Any]:
        """All targets, which are in memory."""
        return _described(self.dataset.file(), *self.dataset.choice())[2]

    def where(self, number: int) -> str:
        """File, number as numpy counts, and array."""
        return f"{self.dataset.file().name}: sample {number:,} of “{self.name}”"


def read_samples(path: Path, name: str, shape: Shape) -> NDArray[np.float32]:
    """Read samples without targets, as those of a data set are read.

    Args:
        path: An .npz file.
        name: Of the array; empty: look for the usual names.
        shape: Of one sample that the caller wants; an array of this shape, or of it without channel, is one sample.

    Returns:
        Samples ``(N, *shape)`` in the shape that the file gives them.

    Raises:
        DataProblem: When there is no such array, or it holds something that is not a finite number.
    """
    name = _named(path, array_names(path), name, USUAL_X, "samples")
    values = array(path, name)
    if _shape(values.shape) == tuple(shape):
        values = values[None]
    if not 2 <= values.ndim <= 4:
        raise DataProblem(
            f"{path.name}: the array “{name}” does not hold samples of {describe(shape)} numbers."
        )
    return _samples(path, name, values, _shape(values.shape[1:]))


@lru_cache(maxsize=4)
def _described(
    path: Path, _stamp: str, x: str, y: str, task: TaskChoice
) -> tuple[DataInfo, str, NDArray[Any]]:
    """What the file holds, the name of the array of samples, and the targets."""
    found = array_names(path)
    x = _named(path, found, x, USUAL_X, "samples")
    y = _named(path, found, y, USUAL_Y, "targets")
    form, labels = header(path, x), header(path, y, texts=True)
    if len(form.shape) not in {2, 3, 4} or 0 in form.shape:
        raise DataProblem(
            f"{path.name}: the array “{x}” has the shape {describe(form.shape) or 'of one number'}, but samples are "
            "rows of numbers or images."
        )
    if prod(form.shape[1:]) > MOST_INPUTS:
        raise DataProblem(
            f"{path.name}: the samples in “{x}” have {prod(form.shape[1:]):,} numbers each; at most {MOST_INPUTS:,} "
            "can be used."
        )
    if labels.shape[:1] != form.shape[:1]:
        raise DataProblem(
            f"{path.name}: “{x}” has {form.shape[0]:,} samples, but “{y}” has the shape "
            f"{describe(labels.shape) or 'of one number'}."
        )
    shape = _shape(form.shape[1:])
    names = tuple(f"column {place + 1}" for place in range(shape[0])) if len(shape) == 1 else ()
    targets = targets_of(path, y, array(path, y, texts=True), task)
    classes = targets.classes
    info = DataInfo(
        "classification" if classes else "regression",
        shape,
        len(classes) or int(targets.y.shape[1]),
        classes,
        names,
        "" if classes else y,
        form.shape[0],
    )
    return info, x, targets.y


def _shape(shape: tuple[int, ...]) -> Shape:
    """Shape of a sample: images get a leading channel."""
    if len(shape) == 2:
        return (1, *shape)
    if len(shape) == 3 and shape[2] in {1, 3, 4} and shape[0] not in {1, 3, 4}:
        return (shape[2], shape[0], shape[1])
    return shape


def _samples(
    path: Path,
    name: str,
    stored: NDArray[Any],
    shape: Shape,
    numbers: Sequence[int] | NDArray[np.int64] | None = None,
) -> NDArray[np.float32]:
    """Float32 in the form of ``shape``; bytes become 0..1. Numbers tell which samples they are, if not the first."""
    last = stored.ndim == 4 and stored.shape[1:] != shape
    values = np.moveaxis(stored, 3, 1) if last else stored
    still_wanted()
    with np.errstate(over="ignore"):  # refused below
        x = np.ascontiguousarray(values.reshape(len(values), *shape), np.float32)
    if stored.dtype == np.uint8 and len(shape) == 3:
        x /= 255
    still_wanted()
    if not np.isfinite(x).all():
        place = int(np.argwhere(~np.isfinite(x))[0][0])
        finite = bool(np.isfinite(stored[place]).all())
        place = place if numbers is None else int(numbers[place])
        words = (
            "a number that is too large; networks compute with numbers up to ±3.4e38"
            if finite
            else "something that is not a finite number"
        )
        raise DataProblem(f"{path.name}: sample {place:,} of “{name}” holds {words}.")
    return x


@lru_cache(maxsize=4)
def _merged_on_disk(path: Path, _stamp: str, name: str, stored: OnDisk) -> str:
    """What is wrong with a large array, which is read through once; empty for nothing."""
    if np.can_cast(stored.dtype, np.float32):
        return ""
    return _merged(path, name, len(stored.shape), stored.parts)


def _merged(path: Path, name: str, dimensions: int, parts: Callable[[], Iterable[NDArray[Any]]]) -> str:
    """Refuse samples with numbers that single precision merges, in a sentence; empty where there are none."""
    table = dimensions == 2
    found = merged_column(lambda: (values if table else values.reshape(-1, 1) for values in parts()))
    if found is None:
        return ""
    column = f"column {found[0] + 1} of “{name}”" if table else f"“{name}”"
    return (
        f"{path.name}: the numbers in {column} lie too close together for their size; networks compute with "
        f"single precision. Subtract {found[1]:.15g} from them."
    )


def _named(path: Path, found: list[str], name: str, usual: tuple[str, ...], role: str) -> str:
    chosen = next((each for each in ((name,) if name else usual) if each in found), None)
    if chosen is None:
        wanted = f"no array “{name[:40]}”" if name else f"no array of {role} with a usual name"
        raise DataProblem(f"{path.name} has {wanted}; it has {', '.join(found) or 'none at all'}.")
    return chosen
