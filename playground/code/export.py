"""A script with its data file."""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.build.analysis.shapes import analyze
from playground.build.data.features import compute
from playground.build.data.loading import Data, load_data
from playground.build.network import Network, build_network
from playground.build.report import Report
from playground.build.weights.start import begin_with
from playground.code.opening import order_seed
from playground.code.rungs import rung
from playground.code.script import AboveRung, Script
from playground.code.subject import subject
from playground.spec.destinations import write_file
from playground.spec.paths import FileProblem, checked_path, shown_name
from playground.spec.project import Project

IMPORTED = frozenset(
    {"filelock", "fsspec", "h5py", "jinja2", "keras", "mpmath", "networkx", "numpy", "optree", "rich", "sympy", "torch",
     "typing_extensions"}
)  # fmt: skip
"""Modules outside the standard library that scripts import, and those import in turn."""
MOST_PLACES = 2_000_000
"""Numbers in the orders of epochs in a data file; later epochs are shuffled by numpy."""


def export_script(
    project: Project, key: str, path: str | os.PathLike[str], network: Network | None = None
) -> tuple[Path, Path]:
    """Write a script and, beside it, its data file.

    Args:
        project: The project.
        key: Of the rung.
        path: Of the script; the data file has the same name and ends with ``.npz``.
        network: Whose weights the script begins with; by default the initial ones.

    Returns:
        The two files.

    Raises:
        AboveRung: When something in the project cannot be written on this rung.
        DataProblem: When the data cannot be loaded.
        FileProblem: When a file cannot be written.
    """
    target = checked_path(path)
    beside = target.with_suffix(".npz")
    if beside == target:
        raise FileProblem(f"{shown_name(target)} is the name of its data file; end the script's with .py.")
    if target.suffix == ".py" and target.stem in sys.stdlib_module_names | IMPORTED:
        raise FileProblem(
            f"{shown_name(target)}: Python would take the script for the module “{target.stem}” that it imports; "
            "choose another name."
        )
    report = analyze(project)
    about = subject(project, report)
    script = rung(key).write(about, beside.name)
    data = load_data(project.data)
    if data.stream is not None:
        raise AboveRung("The data do not fit into memory, and not into one data file either.")
    network = network or _first(project, report)
    arrays = {**_samples(data, prepared=not script.prepares), **_weights(script, network)}
    if script.orders:
        arrays["orders"] = _orders(order_seed(about), len(data.x_train), project.training.epochs)
    packed = BytesIO()
    np.savez(packed, allow_pickle=False, **arrays)
    write_file(beside, packed.getbuffer())
    write_file(target, script.text.encode())
    return target, beside


def export_weights(
    project: Project, path: str | os.PathLike[str], network: Network | None = None
) -> dict[str, Tensor]:
    """Write the weights as a state_dict in the safetensors format, which the script on the rung ``module`` loads.

    Args:
        project: The project.
        path: Of the file; ``-`` is standard output.
        network: Whose weights; by default the initial ones.

    Returns:
        What was written.

    Raises:
        AboveRung: When something in the network cannot be written as a module.
        FileProblem: When the file cannot be written.
    """
    from safetensors.torch import save  # noqa: PLC0415 - imported when needed

    report = analyze(project)
    script = rung("module").write(subject(project, report), "")
    network = network or _first(project, report)
    found = {
        name.removeprefix("model."): torch.from_numpy(array).clone()
        for name, array in _weights(script, network).items()
    }
    write_file(path, save(found, {"format": "pt"}))
    return found


def _first(project: Project, report: Report) -> Network:
    """The network with the weights that a run begins with."""
    network = build_network(project.graph, report, project.training.seed)
    begin_with(network, project.start)
    return network


def _samples(data: Data, *, prepared: bool) -> dict[str, NDArray[Any]]:
    """Inputs and targets of both splits, prepared, or as the preprocessing gets them."""
    x = [data.x_train.numpy(), data.x_val.numpy()]
    y = [data.y_train, data.y_val]
    if not prepared:
        x = [compute(data.spec, data.info, raw) for raw in (data.raw_train, data.raw_val)]
    else:
        y = [data.target.apply(values) for values in y]
    return {"x_train": x[0], "y_train": y[0].numpy(), "x_val": x[1], "y_val": y[1].numpy()}


def _weights(script: Script, network: Network) -> dict[str, NDArray[Any]]:
    found: dict[str, NDArray[Any]] = {}
    for weights in script.weights:
        step = network.step_of(weights.node)
        module = step.activation_module if weights.activation else step.module
        assert module is not None
        arrays = {name: tensor.detach().cpu().numpy() for name, tensor in module.state_dict().items()}
        if weights.convert is not None:
            found |= {f"{weights.prefix}{k}": array for k, array in enumerate(weights.convert(arrays))}
            continue
        names = {name: weights.name_of(name) for name in arrays}
        found |= {stored: arrays[name] for name, stored in names.items() if stored is not None}
    return found


def _orders(seed: int, samples: int, epochs: int) -> NDArray[np.int32]:
    """The order of the samples in the first epochs, as torch draws it."""
    generator = torch.Generator().manual_seed(seed)
    rows = min(epochs, max(1, MOST_PLACES // samples))
    orders = (torch.randperm(samples, generator=generator).numpy() for _ in range(rows))
    return np.stack([order.astype(np.int32) for order in orders])
