"""The user's own data: which data set a file or folder is, and a network to begin with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import cast

from playground.build.data.choose_data import with_dataset
from playground.build.data.facts import info_of, is_known
from playground.catalog.datasets.idx_pair import LABELS, PICTURES, partner
from playground.catalog.files.published_images import PublishedImages
from playground.catalog.kinds import DATASETS, DataInfo, DataProblem
from playground.catalog.tables.facts import Column, Facts
from playground.catalog.tables.table import TableDataset
from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.graph import Edge, Graph, Node
from playground.spec.project import Project
from playground.spec.training import TrainingSpec

KINDS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".dat": "csv", ".data": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".parquet": "parquet", ".pq": "parquet", ".npz": "npz",
}  # fmt: skip
"""Data sets by the endings of their files."""
STEP = 200.0
"""Pixels from one node to the next."""
LEAST_SIDE = 8
"""Side in pixels from which pictures get convolutions."""
MANY = 20_000
"""From this number of samples, a run begins with few epochs."""


def looks_like_data(path: Path) -> bool:
    """Whether a path is that of data as far as its name tells, or a folder."""
    return path.suffix.lower() in KINDS or _is_part(path) or path.is_dir()


def _is_part(path: Path) -> bool:
    """Whether a file is one of several of a well-known data set."""
    return "-ubyte" in path.name or path.name in {f"data_batch_{n}.bin" for n in range(1, 6)} | {
        "test_batch.bin"
    }


def recognize(path: Path) -> Choice:
    """Return the data set that a file or folder is; a table is not read yet.

    Raises:
        DataProblem: When it is none; the message says in one sentence what would be.
    """
    kind = KINDS.get(path.suffix.lower())
    if path.is_dir():
        choice = _known_folder(path) or _idx_folder(path) or _pictures(path)
    elif kind is not None:
        choice = Choice(kind=kind, params={"path": str(path)})
    elif _is_part(path):
        found = _known_folder(path.parent) or _idx_pair(path)
        if found is None:
            raise DataProblem(f"{path.name} is one file of a data set whose other files are not beside it.")
        choice = found
    else:
        raise DataProblem(
            f"{path.name} is no project and no data: drop a .descent file, a table (CSV, Excel, Parquet), an .npz "
            "file, IDX files, or a folder with a folder of pictures for each class."
        )
    if not is_table(choice) and is_known(choice):
        info_of(choice)
    return choice


def is_table(choice: Choice) -> bool:
    """Whether a data set is a table, whose columns must be read before it can be used."""
    return issubclass(DATASETS.entry(choice.kind), TableDataset)


def _pictures(folder: Path) -> Choice:
    if not any(each.is_dir() for each in folder.iterdir()):
        raise DataProblem(
            f"{folder.name} holds no folder of pictures for each class, nor the files of a data set."
        )
    return Choice(kind="image_folder", params={"folder": str(folder)})


def _idx_pair(path: Path) -> Choice | None:
    """The pictures and labels to which an IDX file belongs, if the other file is beside it."""
    pictures = partner(path, LABELS, PICTURES) if LABELS[0] in path.name else path
    if pictures is None or partner(pictures, PICTURES, LABELS) is None:
        return None
    return Choice(kind="idx", params={"path": str(pictures)})


def _idx_folder(folder: Path) -> Choice | None:
    """The pictures of a folder with IDX files; those for training if there are others for testing."""
    found = [each for each in sorted(folder.iterdir()) if "-ubyte" in each.name and PICTURES[0] in each.name]
    found.sort(key=lambda each: "train" not in each.name)
    return next((pair for each in found if (pair := _idx_pair(each)) is not None), None)


def _known_folder(folder: Path) -> Choice | None:
    """The well-known data set whose files a folder holds; its name decides between those with the same files.

    Files that bear the names only, and hold pictures of another size, are not that data set.
    """
    named = folder.resolve().as_posix().lower()
    kinds = [entry for entry in DATASETS if issubclass(entry, PublishedImages)]
    likely = sorted(kinds, key=lambda entry: (not _is_named(entry.key, named), entry.key != "mnist"))
    for entry in likely:
        choice = Choice(kind=entry.key, params={"folder": str(folder)})
        with suppress(DataProblem):
            if not info_of(choice).missing:
                return choice
    return None


def _is_named(key: str, path: str) -> bool:
    return key != "mnist" and key.split("_", maxsplit=1)[0] in path


def read_table(choice: Choice) -> Choice:
    """Read a table and return it with its format, its columns, the usual target and the useful inputs.

    Raises:
        DataProblem: When it cannot be read.
    """
    dataset = cast("TableDataset", DATASETS.of(choice)).detected()
    return table_choice(dataset, dataset.survey())


def table_choice(dataset: TableDataset, facts: Facts) -> Choice:
    """Return the choice of a table that was read: its usual target, and the inputs that differ between rows."""
    target = facts.usual_target()
    useful = [column.name for column in facts.usual_inputs(target) if _is_useful(column)]
    useful = useful or [column.name for column in facts.columns if column is not target]
    params = dataset.model_dump(exclude_defaults=True)
    params |= {"facts": facts.model_dump_json(exclude_defaults=True), "target": target.name}
    if len(useful) < len(facts.columns) - 1:
        params["inputs"] = json.dumps(useful, ensure_ascii=False)
    return Choice(kind=dataset.key, params=params)


def _is_useful(column: Column) -> bool:
    """Whether a column can be an input: it differs, and not from row to row only."""
    return len(column.values) != 1 and column.useful


def described(info: DataInfo) -> str:
    """Say what data are in a few words: ``150 samples, 4 inputs, 3 classes``."""
    samples = "" if info.samples is None else f"{info.samples:,} samples, "
    if info.token_names:
        inputs = f"{info.shape[0]:,} tokens each"
    elif len(info.shape) == 3:
        inputs = f"{info.shape[2]} × {info.shape[1]} pixels"
    else:
        inputs = " × ".join(f"{size:,}" for size in info.shape) + (
            " input" if info.shape == (1,) else " inputs"
        )
    if info.class_names:
        return f"{samples}{inputs}, {info.targets:,} classes"
    return (
        f"{samples}{inputs}, {info.targets:,} {'quantity' if info.targets == 1 else 'quantities'} to predict"
    )


def project_for(path: Path) -> Project:
    """Return a new project for a file or folder of data, with a small network that fits them.

    Raises:
        DataProblem: When it is no data, or they cannot be read.
    """
    choice = recognize(path)
    if is_table(choice):
        choice = read_table(choice)
    info = info_of(choice)
    transform = "standardize" if len(info.shape) == 1 and not info.token_names else "none"
    epochs = 10 if (info.samples or 0) > MANY else 100
    project = Project(
        name=path.stem or path.name,
        graph=_chain(_layers(info)),
        data=DataSpec(transform=Choice(kind=transform)),
        training=TrainingSpec(optimizer=Choice(kind="adam", params={"learning_rate": 0.003}), epochs=epochs),
    )
    return with_dataset(project, choice)


def _layers(info: DataInfo) -> list[tuple[str, dict[str, int], str]]:
    """Kind, parameters and activation of the layers between input and output."""
    hidden = [("linear", {"units": 16}, "relu")] * 2
    if len(info.shape) == 3 and min(info.shape[1:]) >= LEAST_SIDE:
        filters = [
            ("conv2d", {"channels": 8}, "relu"),
            ("max_pool", {}, ""),
            ("conv2d", {"channels": 16}, "relu"),
        ]
        hidden = [*filters, ("max_pool", {}, ""), ("flatten", {}, "")]
    elif len(info.shape) > 1 and not info.token_names:
        hidden = [("flatten", {}, ""), *hidden]
    return [*hidden, ("linear", {"units": max(1, info.targets)}, "")]


def _chain(layers: Sequence[tuple[str, dict[str, int], str]]) -> Graph:
    count: dict[str, int] = {}
    nodes: list[Node] = []
    for kind, params, activation in (("input", {}, ""), *layers, ("output", {}, "")):
        count[kind] = count.get(kind, 0) + 1
        nodes.append(
            Node(
                id=f"{kind}-{count[kind]}",
                kind=kind,
                params=dict(params),
                activation=Choice(kind=activation) if activation else None,
                x=STEP * len(nodes),
            )
        )
    return Graph(nodes=tuple(nodes), edges=tuple(Edge(source=a.id, target=b.id) for a, b in pairwise(nodes)))
