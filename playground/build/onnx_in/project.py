"""A project around the network of an ONNX file."""

from __future__ import annotations

import os
from pathlib import Path

from playground.build.onnx_in.network import Imported, read_network
from playground.catalog.kinds import DATASETS, DataInfo, DataProblem, UnknownEntry, describe
from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.project import Project
from playground.spec.start import StartSpec

LIKELY = (
    "mnist",
    "fashion_mnist",
    "cifar10",
    "digits",
    "iris",
    "wine",
    "breast_cancer",
    "diabetes",
    "spiral",
    "xor",
)
"""Data sets that a network may be about, the first ones first."""


def import_onnx(path: str | os.PathLike[str]) -> Project:
    """Read the network of an ONNX file as a project that begins with the file's weights.

    The data are a set of the catalog with samples of the right shape and as many targets, where there is one.

    Raises:
        FileProblem: When the file is damaged, or holds operations that are not in the catalog; one sentence.
    """
    found = read_network(path)
    file = Path(path).absolute()
    project = Project(name=file.stem[:200] or "Network", graph=found.graph, notes=_notes(file.name, found))
    project = project.with_(start=StartSpec(weights=str(file)), data=_data(found) or project.data)
    classes = _info(project.data).task == "classification"
    loss = ("nll" if found.probabilities else "cross_entropy") if classes else "mse"
    return project.with_(training=project.training.with_(loss=Choice(kind=loss)))


def _notes(name: str, found: Imported) -> str:
    return (
        f"From {name}: takes samples of {describe(found.shape)} numbers and gives {found.outputs}. "
        "Choose data of that shape; runs begin with the weights of the file."
    )


def _data(found: Imported) -> DataSpec | None:
    """Data that fit the network; None where the catalog has none."""
    for kind in LIKELY:
        spec = DataSpec(dataset=Choice(kind=kind))
        info = _info(spec)
        if (
            info.shape == found.shape
            and not info.token_names
            and info.targets == found.outputs
            and not info.missing
        ):
            return spec
    if len(found.shape) == 1:
        try:
            params = {"inputs": found.shape[0], "targets": found.outputs}
            DATASETS.create("random_numbers", params)
        except UnknownEntry:
            return None
        return DataSpec(dataset=Choice(kind="random_numbers", params=params))
    return None


def _info(spec: DataSpec) -> DataInfo:
    try:
        return DATASETS.of(spec.dataset).info()
    except (DataProblem, UnknownEntry):
        return DataInfo("regression", (), 0)
