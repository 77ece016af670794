"""Inputs as somebody names them: a table, arrays, a picture, a folder of pictures, or a typed row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from playground.arrays import Singles
from playground.build.data.loading import Data
from playground.build.data.own_data import KINDS
from playground.catalog.datasets.image_folder import ImageFolder
from playground.catalog.datasets.npz import Npz, read_samples
from playground.catalog.files.picture import SUFFIXES, read_image
from playground.catalog.kinds import DATASETS, DataProblem, describe
from playground.inference.samples import as_samples
from playground.inference.table_rows import Rows, listed, plan_of, table_rows, typed_row
from playground.spec.paths import shown, shown_path, state_of_path

PICTURES_AT_ONCE = 64
ROUNDING = 1e-3
"""How far levels of pictures may leave 0..1."""


def read_inputs(data: Data, given: str) -> Iterator[Rows]:
    """Read samples for a network, some at a time.

    Args:
        data: What the network was trained on.
        given: Path of a table, an .npz file with ``x``, a picture or a folder of pictures; or a row as it is typed.

    Raises:
        DataProblem: When they cannot be read, or do not suit the network; one sentence that names the place.
    """
    state, path = state_of_path(given), Path(given).expanduser().absolute()
    suffix = path.suffix.lower()
    if state == "folder":
        yield from _pictures(data, path, _picture_files(path))
    elif state == "file" and suffix == ".npz":
        yield _arrays(data, path)
    elif state == "file" and suffix in KINDS:
        yield from table_rows(data, path)
    elif state == "file" and suffix in SUFFIXES:
        yield from _pictures(data, path.parent, [path])
    elif state == "file":
        raise DataProblem(f"{shown_path(path)} is no table, no .npz file and no picture.")
    elif suffix in KINDS or suffix in SUFFIXES:
        raise DataProblem(f"The file {shown_path(path)} is not there.")
    else:
        yield _typed(data, given)


def describe_inputs(data: Data) -> str:
    """Say in a sentence what a network takes."""
    info, shape = data.info, data.info.shape
    if info.token_names:
        return f"The network takes {shape[0]} tokens of {' '.join(info.token_names[:20])}, or an .npz file."
    if len(shape) == 3:
        return f"The network takes pictures, scaled to {shape[2]} × {shape[1]} pixels: files, folders, or an .npz file."
    if len(shape) != 1:
        return f"The network takes arrays of {describe(shape)} numbers in an .npz file."
    names = [column.name for column in plan_of(data).inputs]
    count = "one value" if len(names) == 1 else f"{len(names)} values"
    return f"The network takes {count}: {listed(names)}; in a table, columns with these names."


def takes_levels(data: Data) -> bool:
    """Whether a network was trained on pictures with levels from 0 to 1, such as those of picture files."""
    raw = data.raw_train
    return len(data.info.shape) == 3 and raw.min() >= -ROUNDING and raw.max() <= 1 + ROUNDING


def _arrays(data: Data, path: Path) -> Rows:
    dataset = DATASETS.of(data.spec.dataset)
    name = dataset.x if isinstance(dataset, Npz) else ""
    try:
        x = as_samples(read_samples(path, name, data.info.shape), data, what="sample")
    except DataProblem as problem:
        words = str(problem)
        raise DataProblem(words if words.startswith(path.name) else f"{path.name}: {words}") from None
    return Rows(tuple(f"sample {place}" for place in range(1, len(x) + 1)), x)


def _picture_files(folder: Path) -> list[Path]:
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith(".")
    )
    if not found:
        raise DataProblem(f"The folder {shown_path(folder)} holds no pictures.")
    return found


def _pictures(data: Data, root: Path, files: list[Path]) -> Iterator[Rows]:
    """Read pictures as an image folder does: the middle in the wanted proportion, scaled, levels 0..1."""
    shape = data.info.shape
    if len(shape) != 3:
        columns = ", ".join(data.info.feature_names[:6])
        raise DataProblem(
            f"{shown(files[0].name)}: the network takes no pictures, but rows of {describe(shape)} numbers"
            + (f": {columns}." if columns else ".")
        )
    if not takes_levels(data):
        raise DataProblem(
            "The network was trained on pictures whose levels are not within 0 to 1, so that picture files cannot be "
            "compared with them; give an .npz file."
        )
    dataset = DATASETS.of(data.spec.dataset)
    background = dataset.background if isinstance(dataset, ImageFolder) else "black"
    wanted = (shape[0], shape[1], shape[2])
    for first in range(0, len(files), PICTURES_AT_ONCE):
        some = files[first : first + PICTURES_AT_ONCE]
        x: Singles = np.stack([read_image(file, wanted, background) for file in some])
        names = tuple(file.relative_to(root).as_posix() for file in some)
        yield Rows(names, x, (first + len(some)) / len(files))


def _typed(data: Data, text: str) -> Rows:
    info = data.info
    if not info.token_names:
        if len(info.shape) != 1:
            raise DataProblem(
                f"“{shown(text)}” is neither a file nor a folder; the network takes pictures or arrays, no typed row."
            )
        return typed_row(data, text)
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    words = list(words[0]) if len(words) == 1 and words[0] not in info.token_names else words
    strange = next((word for word in words if word not in info.token_names), None)
    if strange is not None:
        raise DataProblem(
            f"“{shown(strange)}” is no token of the network; they are {' '.join(info.token_names[:20])}."
        )
    if len(words) != info.shape[0]:
        raise DataProblem(f"“{shown(text)}” has {len(words)} tokens, but the network takes {info.shape[0]}.")
    return Rows(("row",), np.array([[info.token_names.index(word) for word in words]], np.float32))
