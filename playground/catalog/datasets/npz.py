"""Arrays that numpy has stored; files with objects in them are refused, since those would run code."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, ClassVar

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from playground.catalog.kinds import DATASETS, DataInfo, DataProblem, Dataset, RawData, Shape, describe, param

USUAL_X, USUAL_Y = (
    ("x", "X", "x_train", "data", "images", "features"),
    ("y", "Y", "y_train", "labels", "targets"),
)
MOST_CLASSES = 1000
MOST_BYTES = 8_000_000_000


@dataclass(frozen=True)
class _Header:
    shape: tuple[int, ...]
    dtype: np.dtype[Any]


@DATASETS.register("npz", title="NumPy arrays", group="Your own data")
class Npz(Dataset):
    """Two arrays in an .npz file: samples and their targets."""

    when: ClassVar[str] = "Data that you have prepared in Python; numpy.savez(file, x=x, y=y) writes them."
    large: ClassVar[bool] = True

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

    def file(self) -> Path:
        """The file.

        Raises:
            DataProblem: When it is not chosen or not there.
        """
        if not self.path:
            raise DataProblem(f"{self.title}: no file is chosen yet.")
        path = Path(self.path).expanduser()
        if not path.is_file():
            raise DataProblem(f"The data file {path} is not there; choose it again in the data panel.")
        return path

    def stamp(self) -> str:
        """Changes with the file."""
        path = Path(self.path).expanduser()
        if not self.path or not path.is_file():
            return ""
        state = path.stat()
        return f"{state.st_mtime_ns} {state.st_size}"

    def info(self) -> DataInfo:
        """From the forms of the arrays and all targets; samples are not read."""
        return _described(self.file(), self.stamp(), self.x, self.y)[0]

    def load(self, seed: int) -> RawData:  # noqa: ARG002
        """Both arrays."""
        return self._read(None)

    def load_some(self, count: int, seed: int = 0) -> RawData:  # noqa: ARG002
        """The first samples; no more of the file is read."""
        return self._read(count)

    def _read(self, count: int | None) -> RawData:
        path = self.file()
        info, name, y = _described(path, self.stamp(), self.x, self.y)
        x = _samples(path, name, _array(path, name, count), info.shape)
        return RawData(x, y[:count])


@lru_cache(maxsize=4)
def _described(path: Path, _stamp: str, x: str, y: str) -> tuple[DataInfo, str, NDArray[Any]]:
    """What the file holds, the name of the array of samples, and the targets."""
    headers = _headers(path)
    x = _named(path, headers, x, USUAL_X, "samples")
    y = _named(path, headers, y, USUAL_Y, "targets")
    form = headers[x]
    if len(form.shape) not in {2, 3, 4} or 0 in form.shape:
        raise DataProblem(
            f"{path.name}: the array “{x}” has the form {describe(form.shape) or 'of one number'}, but samples are "
            "rows of numbers or images."
        )
    if headers[y].shape[:1] != form.shape[:1]:
        raise DataProblem(
            f"{path.name}: “{x}” has {form.shape[0]:,} samples, but “{y}” has the form "
            f"{describe(headers[y].shape) or 'of one number'}."
        )
    shape = _shape(form.shape[1:])
    names = tuple(f"column {place + 1}" for place in range(shape[0])) if len(shape) == 1 else ()
    targets, classes = _targets(path, y, _array(path, y, None))
    info = DataInfo(
        "classification" if classes else "regression",
        shape,
        classes or int(targets.shape[1]),
        tuple(str(number) for number in range(classes)),
        names,
        "" if classes else y,
        form.shape[0],
    )
    return info, x, targets


def _shape(shape: tuple[int, ...]) -> Shape:
    """Of a sample: images get a channel, which comes first."""
    if len(shape) == 2:
        return (1, *shape)
    if len(shape) == 3 and shape[2] in {1, 3, 4} and shape[0] not in {1, 3, 4}:
        return (shape[2], shape[0], shape[1])
    return shape


def _samples(path: Path, name: str, array: NDArray[Any], shape: Shape) -> NDArray[np.float32]:
    """Float32 in the form of ``shape``; bytes become 0..1."""
    last = array.ndim == 4 and array.shape[1:] != shape
    values = np.moveaxis(array, 3, 1) if last else array
    x = np.ascontiguousarray(values.reshape(len(values), *shape), np.float32)
    if array.dtype == np.uint8 and len(shape) == 3:
        x /= 255
    if not np.isfinite(x).all():
        place = int(np.argwhere(~np.isfinite(x))[0][0])
        raise DataProblem(
            f"{path.name}: sample {place:,} of “{name}” holds something that is not a finite number."
        )
    return x


def _targets(path: Path, name: str, array: NDArray[Any]) -> tuple[NDArray[Any], int]:
    """Class numbers and how many classes there are, or targets ``(N, targets)`` and 0."""
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim > 2 or array.ndim == 0:
        raise DataProblem(
            f"{path.name}: the array “{name}” has the form {describe(array.shape)}, not one of targets."
        )
    if array.ndim == 1 and (np.issubdtype(array.dtype, np.integer) or array.dtype == np.bool_):
        y = array.astype(np.int64)
        wrong = np.flatnonzero((y < 0) | (y >= MOST_CLASSES))
        if len(wrong):
            raise DataProblem(
                f"{path.name}: target {wrong[0]:,} of “{name}” is {y[wrong[0]]}, but classes are numbered from 0 "
                f"to at most {MOST_CLASSES - 1}."
            )
        if y.max() == y.min():
            raise DataProblem(f"{path.name}: all targets in “{name}” are {y[0]}; there is nothing to learn.")
        return y, int(y.max()) + 1
    values = array.astype(np.float32).reshape(len(array), -1)
    wrong = np.flatnonzero(~np.isfinite(values).all(1))
    if len(wrong):
        raise DataProblem(f"{path.name}: target {wrong[0]:,} of “{name}” is not a finite number.")
    return values, 0


def _named(path: Path, headers: dict[str, _Header], name: str, usual: tuple[str, ...], role: str) -> str:
    found = next((each for each in ((name,) if name else usual) if each in headers), None)
    if found is None:
        wanted = f"no array “{name[:40]}”" if name else f"no array of {role} with a usual name"
        raise DataProblem(f"{path.name} has {wanted}; it has {', '.join(headers) or 'none at all'}.")
    return found


# --- the file itself ------------------------------------------------------------------------------


def _headers(path: Path) -> dict[str, _Header]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith(".npy")]
            found = {}
            for name in names:
                with archive.open(name) as stream:
                    found[name.removesuffix(".npy")] = _header(path, name, stream)
            return found
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error):
        raise DataProblem(f"{path.name} is not an .npz file, or it is damaged.") from None


def _header(path: Path, name: str, stream: IO[bytes]) -> _Header:
    try:
        version = npy.read_magic(stream)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, fortran, dtype = read(stream)
    except (ValueError, EOFError):
        raise DataProblem(f"{path.name}: the array “{name.removesuffix('.npy')}” is damaged.") from None
    title = name.removesuffix(".npy")
    if dtype.hasobject or dtype.kind not in "biuf":
        raise DataProblem(
            f"{path.name}: the array “{title}” holds objects or texts, which are not read; store numbers."
        )
    if fortran and len(shape) > 1:
        raise DataProblem(
            f"{path.name}: the array “{title}” is stored column by column; store a copy made by "
            "numpy.ascontiguousarray."
        )
    if int(np.prod(shape, dtype=object)) * dtype.itemsize > MOST_BYTES:
        raise DataProblem(f"{path.name}: the array “{title}” has the form {describe(shape)}, more than fits.")
    return _Header(tuple(int(n) for n in shape), dtype)


def _array(path: Path, name: str, count: int | None) -> NDArray[Any]:
    """The array of that name, or the first rows of it."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(f"{name}.npy") as stream:
            header = _header(path, f"{name}.npy", stream)
            shape = header.shape if count is None else (min(count, header.shape[0]), *header.shape[1:])
            size = int(np.prod(shape)) * header.dtype.itemsize
            body = stream.read(size)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error):
        raise DataProblem(f"{path.name}: the array “{name}” is damaged.") from None
    if len(body) < size:
        raise DataProblem(f"{path.name}: the array “{name}” ends after {len(body):,} of {size:,} bytes.")
    return np.frombuffer(body, header.dtype).reshape(shape)
