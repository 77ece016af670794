"""``playground export``: a project as a script, its network as a file of other programs, or its weights alone."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from playground.cli.command import Command, add_file
from playground.cli.output import say

if TYPE_CHECKING:
    from playground.build.network import Network
    from playground.spec.project import Project

RUNGS = ("numpy", "tensors", "autograd", "sequential", "optim", "module", "keras")
"""Keys of ``code.rungs``, which would import torch for ``--help``."""


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--to", choices=(*RUNGS, *FORMATS), required=True, help="what is written")
    where = "the file; the data file of a script lies beside it; - is standard output, without a data file"
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help=where)
    parser.add_argument("--weights", type=Path, help="begin with weights saved by train --checkpoint")
    within = "onnx: put the preprocessing into the file, so that it takes samples as the data set has them"
    parser.add_argument("--with-preprocessing", action="store_true", help=within)


def _run(options: argparse.Namespace) -> int:
    from playground.spec.files import load  # noqa: PLC0415

    if options.with_preprocessing and options.to != "onnx":
        raise ValueError(
            "--with-preprocessing is for --to onnx; scripts do it themselves where it can be written."
        )
    project = load(options.file)
    project = project if project.name != "Untitled" else project.with_(name=options.file.stem)
    FORMATS.get(options.to, _write_script)(options, project)
    return 0


def _write_script(options: argparse.Namespace, project: Project) -> None:
    from playground.code.export import export_script  # noqa: PLC0415
    from playground.code.rungs import needed_for, write_script  # noqa: PLC0415
    from playground.spec.destinations import STANDARD_OUTPUT, write_file  # noqa: PLC0415

    if options.output == STANDARD_OUTPUT:
        script = write_script(project, options.to, f"{options.file.stem}.npz")
        write_file(STANDARD_OUTPUT, script.text.encode())
        return
    target, beside = export_script(project, options.to, options.output, _network(options, project))
    say(options, f"{target} and {beside} are written; run it with python {target}.{needed_for(options.to)}")


def _write_weights(options: argparse.Namespace, project: Project) -> None:
    """A state_dict in the safetensors format."""
    from playground.code.export import export_weights  # noqa: PLC0415

    names = export_weights(project, options.output, _network(options, project))
    say(options, f"{options.output}: {len(names)} arrays, named as in the script that --to module writes.")


def _write_onnx(options: argparse.Namespace, project: Project) -> None:
    from playground.exchange.onnx_out.model import export_onnx  # noqa: PLC0415

    names = export_onnx(
        project,
        options.output,
        _network(options, project),
        preprocessing=options.with_preprocessing,
    )
    takes = "samples as the data set has them" if options.with_preprocessing else "preprocessed samples"
    say(options, f"{options.output}: takes {takes}, any number at once, and gives {' and '.join(names)}.")


def _write_drawing(options: argparse.Namespace, project: Project) -> None:
    """The network as a picture; without a screen where there is none."""
    from playground.build.analysis.shapes import analyze  # noqa: PLC0415

    report = analyze(project)
    if options.to in {"png", "pdf"}:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415

        from playground.ui.window.program.app import make_application  # noqa: PLC0415

        _keep.append(QApplication.instance() or make_application())
    from playground.ui.export.network_drawing import write_drawing  # noqa: PLC0415

    write_drawing(project, report, options.output, options.to)
    say(options, f"{options.output}: the network with {len(project.graph.nodes)} nodes.")


_keep: list[object] = []
"""The Qt application, which must outlive what is drawn with it."""


def _write_event_files(options: argparse.Namespace, project: Project) -> None:
    """The network, its weights and its settings for TensorBoard."""
    from contextlib import closing  # noqa: PLC0415

    from playground.engine.training.checkpoint import resume  # noqa: PLC0415
    from playground.engine.training.session import Session  # noqa: PLC0415
    from playground.export.event_files import EventFiles  # noqa: PLC0415

    given = options.weights
    session = Session(project, device="cpu") if given is None else resume(given, project, device="cpu")
    with closing(EventFiles(options.output, project)) as files:
        files.add_network(session)
    say(options, f"{options.output}: event files; see them with tensorboard --logdir {options.output}.")


def _network(options: argparse.Namespace, project: Project) -> Network | None:
    """The network with the weights of a file; None for the initial ones."""
    if options.weights is None:
        return None
    from playground.engine.training.checkpoint import resume  # noqa: PLC0415
    from playground.inference.trained_model import trained_network  # noqa: PLC0415

    return trained_network(resume(options.weights, project, device="cpu"))


FORMATS: Mapping[str, Callable[[argparse.Namespace, Project], None]] = {
    "onnx": _write_onnx,
    "weights": _write_weights,
    "tensorboard": _write_event_files,
    "svg": _write_drawing,
    "png": _write_drawing,
    "pdf": _write_drawing,
    "tikz": _write_drawing,
}
"""What is written besides scripts."""

COMMAND = Command(
    name="export",
    help="write a project as a script, its network for ONNX, TensorBoard or papers, or its weights alone",
    add_options=_add_options,
    run=_run,
)
