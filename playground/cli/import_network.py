"""``playground import``: a network of another program as a project."""

from __future__ import annotations

import argparse
from pathlib import Path

from playground.cli.command import Command
from playground.cli.output import say


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="an .onnx file")
    where = "the .descent project; its runs begin with the weights of the file, which must stay where it is"
    parser.add_argument("-o", "--output", metavar="PROJECT", required=True, help=where)


def _run(options: argparse.Namespace) -> int:
    from playground.app.imported import import_network  # noqa: PLC0415
    from playground.spec.files import save  # noqa: PLC0415

    project = import_network(options.file)
    save(project, options.output)
    say(options, f"{options.output}: {len(project.graph.nodes)} nodes. {project.notes}")
    return 0


COMMAND = Command(
    name="import",
    help="read the network of an ONNX file as a project that begins with its weights",
    add_options=_add_options,
    run=_run,
)
