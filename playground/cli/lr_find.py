"""``playground lr-find``: a learning rate found by a sweep."""

from __future__ import annotations

import argparse

from playground.cli.command import Command, add_device_and_seed, add_file, add_json
from playground.cli.data_options import reading_bar
from playground.cli.output import print_json, say


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    add_device_and_seed(parser)
    add_json(parser, "rates and losses")


def _run(options: argparse.Namespace) -> int:
    from playground.spec.files import load  # noqa: PLC0415

    project = load(options.file)
    from playground.engine.training.lr_finder import search_rates  # noqa: PLC0415 - load torch
    from playground.engine.training.session import Session  # noqa: PLC0415
    from playground.engine.training.threads import fit_threads  # noqa: PLC0415

    if options.seed is not None:
        project = project.with_(training=project.training.with_(seed=options.seed))
    with reading_bar():
        session = Session(project, device=options.device)
    fit_threads(session)
    *_, found = search_rates(session)
    tried = f"{len(found.rates)} learning rates"
    if found.suggestion is None:
        say(options, f"{options.file.stem}: the loss falls at none of {tried}.")
    else:
        say(
            options,
            f"{options.file.stem}: learning rate {found.suggestion:g}, where the loss falls fastest; {tried} tried.",
        )
    if options.json:
        curves = {"learning_rate": found.rates, "loss": found.loss, "smooth": found.smooth}
        listed = {name: values.tolist() for name, values in curves.items()}
        print_json({"suggestion": found.suggestion, **listed})
    return 0


COMMAND = Command(
    name="lr-find", help="find a learning rate for a project by a sweep", add_options=_add_options, run=_run
)
