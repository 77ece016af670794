"""``playground evaluate``: measure how well a trained network predicts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from playground.cli.command import Command, add_file, add_json, device
from playground.cli.output import print_json, say

if TYPE_CHECKING:
    from playground.spec.data import DataSpec
    from playground.spec.project import Project


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("weights", type=Path, help="weights saved by train --checkpoint")
    where = "other data of the same kind: a file or folder, or a project with such data; default: the validation part"
    parser.add_argument("data", nargs="?", type=Path, help=where)
    parser.add_argument(
        "--device", type=device, help="auto, cpu, mps, or cuda:0 and so on; default: the project's"
    )
    add_json(parser, "all measures, for each class or target, and the confusion matrix")


def _run(options: argparse.Namespace) -> int:
    from playground.inference.evaluation_report import evaluation_json, evaluation_text  # noqa: PLC0415
    from playground.inference.trained_model import load_model  # noqa: PLC0415
    from playground.spec.files import load  # noqa: PLC0415

    project = load(options.file)
    model = load_model(project, options.weights, device=options.device)
    evaluation = model.evaluate(_other(options.data, project) if options.data else None)
    if options.json:
        print_json(evaluation_json(evaluation))
        return 0
    part = f"samples of {options.data.name}" if options.data else "validation samples"
    say(options, f"{options.file.stem}: {len(evaluation.truth):,} {part}\n\n{evaluation_text(evaluation)}")
    return 0


def _other(path: Path, project: Project) -> DataSpec:
    """The data of a path, in place of the project's own."""
    from playground.build.data.own_data import recognize  # noqa: PLC0415
    from playground.spec.files import load  # noqa: PLC0415

    if path.suffix == ".descent":
        return load(path).data
    return project.data.with_(dataset=recognize(path.absolute()))


COMMAND = Command(
    name="evaluate",
    help="measure a trained network: precision, recall, F1, ROC, or MAE, RMSE and R², for each class or target",
    add_options=_add_options,
    run=_run,
)
