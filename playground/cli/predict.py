"""``playground predict``: use a trained network for new samples."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from playground.cli.command import Command, add_destination, add_file, add_json, device
from playground.cli.output import print_json, say

if TYPE_CHECKING:
    from playground.arrays import Singles
    from playground.inference.prediction import Prediction
    from playground.spec.project import Project


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("weights", type=Path, help="weights saved by train --checkpoint")
    where = 'a table, an .npz file with x, a picture, a folder of pictures, or a typed row such as "1.5, 2"'
    parser.add_argument("input", help=where)
    parser.add_argument(
        "--device", type=device, help="auto, cpu, mps, or cuda:0 and so on; default: the project's"
    )
    add_destination(parser, "--csv", "save the predictions as a CSV table")
    add_json(parser, "the predictions")


def _run(options: argparse.Namespace) -> int:
    from playground.spec.destinations import STANDARD_OUTPUT, write_file  # noqa: PLC0415
    from playground.spec.files import load  # noqa: PLC0415

    project = load(options.file)
    from playground.inference.prediction_table import (  # noqa: PLC0415 - loads torch
        prediction_csv,
        prediction_line,
        prediction_rows,
    )

    names, prediction = _predicted(options, project)
    if options.json:
        print_json({"predictions": prediction_rows(names, prediction)})
    if options.csv:
        write_file(options.csv, prediction_csv(names, prediction).encode())
        if options.csv != STANDARD_OUTPUT:
            count = "1 prediction" if len(names) == 1 else f"{len(names):,} predictions"
            say(options, f"{options.file.stem}: {count} saved in {options.csv}.")
    elif not options.json:
        for place, name in enumerate(names):
            say(options, prediction_line(name, prediction, place).replace("\n", " "))
    return 0


def _predicted(options: argparse.Namespace, project: Project) -> tuple[list[str], Prediction]:
    """Predict with a bar that shows how much of the input is read."""
    from tqdm import tqdm  # noqa: PLC0415

    from playground.inference.inputs import read_inputs  # noqa: PLC0415
    from playground.inference.trained_model import load_model  # noqa: PLC0415

    model = load_model(project, options.weights, device=options.device)
    names: list[str] = []
    with tqdm(total=100, unit="%", file=sys.stderr, leave=False, disable=None, delay=0.2) as bar:

        def samples() -> Iterator[Singles]:
            for rows in read_inputs(model.data, options.input):
                names.extend(rows.names)
                yield rows.x
                bar.update(round(100 * rows.share) - bar.n)

        return names, model.predict_batches(samples())


COMMAND = Command(
    name="predict",
    help="use a trained network: predict tables, pictures, arrays, or a typed row",
    add_options=_add_options,
    run=_run,
)
