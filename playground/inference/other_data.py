"""Samples and truth from other data of the kind that a network was trained on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Singles
from playground.build.data.facts import name_of
from playground.build.data.loading import Data
from playground.catalog.kinds import DATASETS, DataInfo, DataProblem, describe
from playground.catalog.tables.table import TableDataset
from playground.inference.samples import as_samples
from playground.inference.table_rows import labelled_rows
from playground.spec.data import DataSpec

AT_ONCE = 2_000
"""Samples that are read at once from data that do not fit into memory."""


def other_samples(own: Data, spec: DataSpec) -> Iterator[tuple[Singles, NDArray[Any]]]:
    """Read all samples of other data, with targets numbered as those of the network's own data.

    A table is encoded as the network's own table was.

    Raises:
        DataProblem: When the data cannot be read, or are of another kind.
        UnknownEntry: When the choice names something unknown.
    """
    dataset = DATASETS.of(spec.dataset)
    if isinstance(dataset, TableDataset) and isinstance(DATASETS.of(own.spec.dataset), TableDataset):
        yield from labelled_rows(own, dataset)
        return
    info, name = dataset.info(), name_of(spec.dataset)
    _check_kind(own.info, info, name)
    source = dataset.source()
    if source is None:
        raw = dataset.load(spec.seed)
        yield as_samples(raw.x, own), _renumbered(raw.y, own.info, info, name)
        return
    y = _renumbered(source.targets(), own.info, info, name)
    for first in range(0, len(source), AT_ONCE):
        places = np.arange(first, min(first + AT_ONCE, len(source)))
        yield as_samples(source.read(places), own), y[places]


def _check_kind(own: DataInfo, info: DataInfo, name: str) -> None:
    if info.task != own.task:
        kinds = {"classification": "classes", "regression": "numbers"}
        raise DataProblem(
            f"{name}: the targets are {kinds[info.task]}, but the network predicts {kinds[own.task]}."
        )
    if tuple(info.shape) != tuple(own.shape):
        raise DataProblem(
            f"{name}: a sample has {describe(info.shape)} numbers, but the network takes {describe(own.shape)}."
        )
    if info.feature_names != own.feature_names:
        odd = next((a for a, b in zip(info.feature_names, own.feature_names, strict=False) if a != b), "")
        raise DataProblem(f"{name}: the network was not trained on the column “{odd}”, or not at that place.")
    if info.token_names != own.token_names:
        raise DataProblem(f"{name}: the vocabulary is not the one that the network was trained on.")
    if own.task == "regression" and info.targets != own.targets:
        raise DataProblem(f"{name} has {info.targets} targets, but the network predicts {own.targets}.")


def _renumbered(y: NDArray[Any], own: DataInfo, info: DataInfo, name: str) -> NDArray[Any]:
    """Number classes by their names as in the network's own data."""
    if not own.class_names or info.class_names == own.class_names:
        return y
    places = {each: place for place, each in enumerate(own.class_names)}
    strange = [
        each for place, each in enumerate(info.class_names) if each not in places and (y == place).any()
    ]
    if strange:
        raise DataProblem(f"{name}: the network does not know the class “{strange[0]}”.")
    numbers: NDArray[np.int64] = np.array([places.get(each, 0) for each in info.class_names], np.int64)
    return np.asarray(numbers[y])
