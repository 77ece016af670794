"""``playground sweep``: train a project with many settings."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING

from playground.cli.command import (
    Command,
    add_destination,
    add_device_and_seed,
    add_file,
    add_json,
    epochs,
    seeds,
    whole,
)
from playground.cli.output import plain, print_json, say

if TYPE_CHECKING:
    from playground.records.sweep import SweepRecord, TrialResult
    from playground.spec.base import Value
    from playground.sweep.plan import SweepPlan
    from playground.sweep.run import Sweep

BEST = 10
"""Settings in the printed table."""


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument(
        "--grid",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME=VALUES",
        help="values of a setting: 16,32,64, a range 1e-4..1, or 0..1:5 with 5 points; a range over more than two "
        "powers of ten is logarithmic, :log and :linear decide otherwise; linear-1.units names a node's setting",
    )
    parser.add_argument("--optimizer", metavar="LIST", help="the same as --grid optimizer=LIST")
    parser.add_argument(
        "--seeds", type=seeds, default=1, metavar="N", help="trainings of each point; default: 1"
    )
    parser.add_argument(
        "--trials", type=whole(1, 100_000), metavar="N", help="draw N points instead of a grid"
    )
    parser.add_argument(
        "--sampler", choices=("random", "tpe"), default="tpe", help="how Optuna draws them; default: tpe"
    )
    parser.add_argument(
        "--pruner",
        choices=("none", "median", "halving"),
        default="none",
        help="stop bad trials early; needs --trials",
    )
    parser.add_argument(
        "--goal",
        choices=("loss", "metric"),
        default="loss",
        help="validation result that counts; default: loss",
    )
    parser.add_argument("--epochs", type=epochs, help="of each training; default: the project's")
    add_device_and_seed(parser)
    parser.add_argument(
        "--workers", type=whole(1, 1024), metavar="N", help="processes; default: one per core"
    )
    parser.add_argument("--address", help="a Ray cluster: auto, HOST:PORT, or local to start one here")
    parser.add_argument(
        "--output", metavar="FILE", help="file of the results; default: the project's name with .sweep"
    )
    parser.add_argument(
        "--resume", dest="resumed", action="store_true", help="continue the sweep in that file"
    )
    add_destination(parser, "--csv", "save a table with a row for each trial")
    add_json(parser, "all results")


def _run(options: argparse.Namespace) -> int:
    plan = _plan(options)
    if options.output == "-":
        raise ValueError("--output cannot be standard output; name a file.")
    path = options.output or f"{options.file.stem}.sweep"
    space = plan.space()
    for axis in space.axes:
        print(plain(axis.words), file=sys.stderr)
    from playground.records.sweep import SweepRecord  # noqa: PLC0415 - loads numpy

    plan.sampler(space, SweepRecord())  # its problems come before a file is made
    file, record = plan.opened(path, space, resume=options.resumed)
    from playground.sweep.run import Sweep  # noqa: PLC0415

    sampler = plan.sampler(space, record)
    sweep = Sweep(plan.project, sampler, plan.seeds, plan.runner(), record, file, plan.goal)
    if not _watched(sweep):
        raise KeyboardInterrupt(f"{len(record):,} trials are in {path}; --resume continues.")
    if options.csv:
        from playground.export.sweep_tables import sweep_csv  # noqa: PLC0415
        from playground.spec.destinations import write_file  # noqa: PLC0415

        write_file(options.csv, sweep_csv(record).encode())
    _report(options, record, path)
    return 0


def _plan(options: argparse.Namespace) -> SweepPlan:
    from playground.engine.training.threads import cores  # noqa: PLC0415 - loads torch
    from playground.spec.files import load  # noqa: PLC0415
    from playground.sweep.plan import SweepPlan  # noqa: PLC0415

    project = load(options.file)
    given = {name: getattr(options, name) for name in ("epochs", "device", "seed")}
    given = {name: value for name, value in given.items() if value is not None}
    return SweepPlan(
        project=project.with_(training=project.training.with_(**given)),
        axes=_axes(options),
        seeds=options.seeds,
        trials=options.trials,
        method=options.sampler,
        pruner=options.pruner,
        goal=options.goal,
        workers=options.workers or cores(),
        address=options.address,
    )


def _axes(options: argparse.Namespace) -> dict[str, str]:
    pairs = [*options.grid, *([f"optimizer={options.optimizer}"] if options.optimizer else [])]
    axes: dict[str, str] = {}
    for pair in pairs:
        name, equals, values = pair.partition("=")
        if not equals:
            raise ValueError(f"--grid needs NAME=VALUES, not “{pair[:60]}”.")
        if name in axes:
            raise ValueError(f"{name} is given twice.")
        axes[name] = values
    return axes


def _watched(sweep: Sweep) -> bool:
    """Run a sweep with a bar on a terminal, until its end or Ctrl+C."""
    from tqdm import tqdm  # noqa: PLC0415

    from playground.headless.interrupts import interrupts  # noqa: PLC0415

    with tqdm(total=sweep.total, unit="trial", file=sys.stderr, disable=None) as bar, interrupts() as stopped:

        def show(result: TrialResult) -> None:
            bar.update(sweep.settled - bar.n)
            if result.state in {"failed", "lost"}:
                tqdm.write(plain(f"{_words(result.settings)}: {result.message}"), file=sys.stderr)

        return sweep.run(show, stopped)


def _words(settings: Mapping[str, Value]) -> str:
    return ", ".join(
        f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in settings.items()
    )


def _report(options: argparse.Namespace, record: SweepRecord, path: str) -> None:
    ranking = record.ranking(options.goal)
    for place, point in enumerate(ranking[:BEST], start=1):
        value = point.value(options.goal)
        shown = f"{value:.4g}" if isfinite(value) else "–"
        state = "" if point.complete else f"  {point.trials[0].state}"
        say(options, f"{place:2}. {shown:>10}  {_words(point.settings)}{state}")
    say(options, f"{len(record):,} trials are in {path}.")
    if options.json:
        from playground.export.sweep_tables import sweep_json  # noqa: PLC0415

        print_json({"file": path, **sweep_json(record, options.goal)})


COMMAND = Command(name="sweep", help="train a project with many settings", add_options=_add_options, run=_run)
