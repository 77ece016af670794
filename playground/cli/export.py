"""``playground export``: a project as a Python script with its data and weights, or its weights alone."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from playground.cli.command import Command, add_file
from playground.cli.output import check_destinations, say

if TYPE_CHECKING:
    from playground.build.network import Network
    from playground.spec.project import Project

RUNGS = ("numpy", "tensors", "autograd", "sequential", "optim", "module")
"""Keys of ``code.rungs``, which would import torch for ``--help``."""
WEIGHTS = "weights"
"""A state_dict in the safetensors format."""


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--to", choices=(*RUNGS, WEIGHTS), required=True, help="what is written")
    where = "the script; its data file lies beside it; - is standard output, without a data file"
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help=where)
    parser.add_argument("--weights", type=Path, help="begin with weights saved by train --checkpoint")


def _run(options: argparse.Namespace) -> int:
    from playground.code.export import export_script  # noqa: PLC0415
    from playground.code.rungs import write_script  # noqa: PLC0415
    from playground.spec.destinations import STANDARD_OUTPUT, write_file  # noqa: PLC0415
    from playground.spec.files import load  # noqa: PLC0415

    check_destinations(options)
    project = load(options.file)
    project = project if project.name != "Untitled" else project.with_(name=options.file.stem)
    if options.to == WEIGHTS:
        return _write_weights(options, project)
    if options.output == STANDARD_OUTPUT:
        script = write_script(project, options.to, f"{options.file.stem}.npz")
        write_file(STANDARD_OUTPUT, script.text.encode())
        return 0
    network = _trained(project, options.weights) if options.weights else None
    target, beside = export_script(project, options.to, options.output, network)
    say(options, f"{target} and {beside} are written; run it with python {target}.")
    return 0


def _write_weights(options: argparse.Namespace, project: Project) -> int:
    from playground.code.export import export_weights  # noqa: PLC0415

    network = _trained(project, options.weights) if options.weights else None
    names = export_weights(project, options.output, network)
    say(options, f"{options.output}: {len(names)} arrays, named as in the script that --to module writes.")
    return 0


def _trained(project: Project, weights: Path) -> Network:
    """The network with the weights of a file."""
    from playground.engine.training.checkpoint import resume  # noqa: PLC0415
    from playground.inference.trained_model import trained_network  # noqa: PLC0415

    return trained_network(resume(weights, project, device="cpu"))


COMMAND = Command(
    name="export",
    help="write a project as a Python script with its data and weights, or its weights alone",
    add_options=_add_options,
    run=_run,
)
