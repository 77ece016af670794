"""``playground train``: train a project without a window."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from playground.cli.command import (
    Command,
    add_destination,
    add_device_and_seed,
    add_file,
    add_json,
    add_leave_out,
    epochs,
    steps,
    whole,
)
from playground.cli.data_options import say_left_out, without_unusable
from playground.cli.output import plain, print_json, say
from playground.cli.timeline import timeline

if TYPE_CHECKING:
    from playground.engine.events.run import Event
    from playground.engine.runtime.ranks import Ranks
    from playground.headless.train import Progress, Result
    from playground.spec.project import Project


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--epochs", type=epochs, help="default: the project's")
    add_device_and_seed(parser)
    where = "train with this many processes of this computer; default: the project's"
    parser.add_argument("--processes", type=whole(1, 64), metavar="N", help=where)
    where = "train with K processes of this computer, each of which computes some of the layers"
    parser.add_argument("--stages", type=whole(1, 64), metavar="K", help=where)
    where = "parts of a batch that travel through the stages one after another; default: the project's"
    parser.add_argument("--micro-batches", type=whole(1, 256), metavar="M", help=where)
    add_destination(parser, "--checkpoint", "save the weights at the end, or when interrupted", "WEIGHTS")
    parser.add_argument("--every", type=steps, metavar="N", help="also save them after every N steps")
    parser.add_argument("--resume", type=Path, metavar="WEIGHTS", help="continue from weights saved earlier")
    where = "begin with the weights of a state_dict (safetensors, or .pt without code)"
    parser.add_argument("--start", metavar="FILE", help=where)
    parser.add_argument("--partial", action="store_true", help="draw the weights that --start lacks")
    add_destination(parser, "--record", "save all curves, evaluations and changes")
    add_destination(parser, "--curves", "write all curves as a table: .csv, .json or .parquet")
    where = "write event files for TensorBoard into this folder, also while training"
    parser.add_argument("--tensorboard", metavar="DIR", help=where)
    add_leave_out(parser)
    add_json(parser, "the outcome")


def _check(options: argparse.Namespace) -> None:
    """Refuse options that contradict each other, with a sentence."""
    if options.every and not options.checkpoint:
        raise ValueError("--every needs --checkpoint, which says where to save.")
    if options.every and options.checkpoint == "-":
        raise ValueError("--every cannot save to standard output; name a file.")
    if options.stages and options.processes:
        raise ValueError("--stages and --processes exclude each other: each says what the processes share.")
    if options.curves:
        from playground.export.curve_tables import format_of  # noqa: PLC0415

        format_of(options.curves)


def _run(options: argparse.Namespace) -> int:
    _check(options)
    project = _project(options)
    from playground.engine.training.divergence import Diverged  # noqa: PLC0415 - loads torch

    try:
        result = (
            _trained_together(options, project) if "WORLD_SIZE" in os.environ else _trained(options, project)
        )
    except Diverged as diverged:
        raise ValueError(" ".join([str(diverged), *diverged.__notes__])) from None
    if result is None:
        return 0
    # Files first: a reader of the output that closes it must not cost them.
    if options.record:
        result.record.save(options.record)
    if options.curves:
        from playground.export.curve_tables import write_curves  # noqa: PLC0415

        write_curves(result.record, options.curves)
    metric = "accuracy" if result.metric == "accuracy" else "R²"
    value = f"{result.val_metric:.4f}" if isfinite(result.val_metric) else "undefined"
    say(
        options,
        f"{options.file.stem}: validation loss {result.val_loss:.4g}, {metric} {value} after "
        f"{result.steps:,} steps in {result.seconds:.1f} s ({result.steps_per_second:,.0f} steps/s on {result.device})",
    )
    for line in timeline(result.stages):
        say(options, line)
    say_left_out(options, project)
    if options.json:
        from playground.inference.evaluation_report import evaluation_json  # noqa: PLC0415

        print_json({**result.summary(), "measures": evaluation_json(result.evaluate())})
    return 0


def _project(options: argparse.Namespace) -> Project:
    """The project of the file, with what the options change."""
    from playground.spec.files import load  # noqa: PLC0415
    from playground.spec.start import StartSpec  # noqa: PLC0415

    project = load(options.file)
    if options.leave_out:
        project = without_unusable(project)
    if options.processes:
        project = project.with_(training=project.training.with_(processes=options.processes))
    if options.stages:
        project = project.with_(training=project.training.with_(processes=options.stages, split="layers"))
    if options.micro_batches:
        project = project.with_(training=project.training.with_(micro_batches=options.micro_batches))
    if options.start:
        project = project.with_(start=StartSpec(weights=options.start, partial=options.partial))
    return project


def _trained_together(options: argparse.Namespace, project: Project) -> Result | None:
    """Train as one of the processes that torchrun has started; None where another one reports."""
    from playground.engine.runtime.ranks import ranks_of, restarted  # noqa: PLC0415
    from playground.engine.training.together.follower import follow  # noqa: PLC0415

    ranks = ranks_of()
    if ranks is None:
        return _trained(options, project)
    if restarted() and options.checkpoint and Path(options.checkpoint).exists():
        options.resume = Path(options.checkpoint)
    options.device = ranks.device(options.device or project.training.device)
    project = project.with_(training=project.training.with_(processes=ranks.size))
    with ranks.joined(options.device):
        if ranks.leads:
            return _trained(options, project, ranks)
        follow(project, ranks, device=options.device)
    return None


def _trained(options: argparse.Namespace, project: Project, ranks: Ranks | None = None) -> Result:
    """Train with bars that show how far the reading of data and the training are."""
    from tqdm import tqdm  # noqa: PLC0415

    from playground.engine.events.run import DataLoading, Message  # noqa: PLC0415
    from playground.headless.train import train  # noqa: PLC0415

    # Without a terminal there are no bars; a small part is shown like a large one, and so the last one is.
    bar_of = partial(
        tqdm, file=sys.stderr, dynamic_ncols=True, leave=False, disable=None, delay=0.2, miniters=1
    )
    with bar_of(total=100, unit="%", desc="reading") as reading, bar_of(unit="step") as bar:

        def show_reading(event: Event) -> None:
            if isinstance(event, Message) and not event.trouble:
                tqdm.write(plain(event.text), file=sys.stderr)
            if isinstance(event, DataLoading):
                reading.set_description_str(f"reading {event.name}", refresh=False)
                reading.update(round(100 * event.share) - reading.n)

        def show(progress: Progress) -> None:
            reading.close()  # samples that are read later on are part of training
            bar.total = progress.total_steps
            bar.set_postfix_str(f"epoch {progress.epoch:.1f}, loss {progress.loss:.4g}", refresh=False)
            bar.update(progress.step - bar.n)

        return train(
            project,
            epochs=options.epochs,
            device=options.device,
            seed=options.seed,
            on_progress=show,
            on_event=show_reading,
            resume_from=options.resume,
            checkpoint=options.checkpoint,
            every=options.every,
            tensorboard=options.tensorboard,
            ranks=ranks,
        )


COMMAND = Command(name="train", help="train a project without a window", add_options=_add_options, run=_run)
