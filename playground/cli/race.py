"""``playground race``: run a project's race without a window."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
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
    seeds,
    steps,
)
from playground.cli.data_options import left_out_of, say_left_out, without_unusable
from playground.cli.output import plain, print_json, say
from playground.cli.race_progress import RaceProgress

if TYPE_CHECKING:
    from playground.engine.race.network.lr_tuning import LaneTuned
    from playground.export.html_report import Figure
    from playground.headless.race import RaceResult
    from playground.records.race import RaceRecord
    from playground.spec.project import Project


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--steps", type=steps, help="on a surface; default: the project's")
    parser.add_argument("--epochs", type=epochs, help="on a network; default: the project's")
    parser.add_argument("--seeds", type=seeds, metavar="N", help="repetitions; default: the project's")
    add_device_and_seed(parser)
    add_leave_out(parser)
    add_json(parser, "the leaderboard")
    add_destination(parser, "--csv", "save the leaderboard as a CSV table")
    add_destination(parser, "--report", "save a report as one HTML page")
    add_destination(parser, "--record", "save the paths or curves of all lanes")
    add_destination(
        parser,
        "--paths",
        "save every position of every lane as a CSV table; on a network, on the common plane",
    )
    add_destination(parser, "--gif", "save an animation of the paths; on a network, on the common plane")
    add_destination(
        parser,
        "--checkpoint",
        "on a network, save the race once a minute, at the end, or when interrupted",
        "RACE",
    )
    parser.add_argument("--resume", type=Path, metavar="RACE", help="continue a race saved earlier")
    parser.add_argument(
        "--tune",
        action="store_true",
        help="on a network, show in the report how sensitive the lanes are to their learning rates",
    )


def _run(options: argparse.Namespace) -> int:
    from playground.spec.destinations import write_file  # noqa: PLC0415
    from playground.spec.files import load  # noqa: PLC0415

    loaded = load(options.file)
    from playground.export.tables import paths_csv, plane_paths_csv, results_csv  # noqa: PLC0415 - load torch
    from playground.headless.race import with_conditions  # noqa: PLC0415

    project = with_conditions(
        loaded,
        seed=options.seed,
        seeds=options.seeds,
        steps=options.steps,
        epochs=options.epochs,
        device=options.device,
    )
    _check(options, project)
    if options.leave_out:
        project = without_unusable(project)
    results = _raced(options, project)
    for place, result in enumerate(results, start=1):
        reached = "–" if result.steps_to_target is None else f"{result.steps_to_target:,.0f} steps"
        final = f"final {result.measure} {result.shown(result.final):<12.6g}"
        words = f"{place:2}. {result.name:24} {reached:>14}  {final} {result.state}"
        say(options, words.replace("\n", " "))
    if project.race.on == "network":
        say_left_out(options, project)
    if options.csv:
        write_file(options.csv, results_csv(results.record).encode())
    if options.paths:
        table = paths_csv if project.race.on == "surface" else plane_paths_csv
        write_file(options.paths, table(results.record).encode())
    if options.report:
        write_file(options.report, _page(options, project, results.record).encode())
    if options.record:
        results.record.save(options.record)
    if options.json:
        left_out = left_out_of(project) if project.race.on == "network" else ""
        print_json({"lanes": [result.as_json() for result in results], "left_out": left_out})
    if options.gif:  # last, as lanes may have no common plane
        write_file(options.gif, _gif(project, results.record))
    return 0


def _check(options: argparse.Namespace, project: Project) -> None:
    """Check everything that would fail after the race."""
    on_network = project.race.on == "network"
    if options.leave_out and not on_network:
        raise ValueError("--leave-out needs a race on a network; this project's race is on a surface.")
    if options.tune and not (options.report and on_network):
        raise ValueError("--tune needs --report, and a race on a network.")
    for name in ("checkpoint", "resume"):
        if getattr(options, name) and not on_network:
            raise ValueError(f"--{name} needs a race on a network; this project's race is on a surface.")
    if options.checkpoint == "-":
        raise ValueError("--checkpoint cannot save to standard output; name a file.")
    if options.gif and (problem := _without_window()):
        raise ValueError(f"--gif cannot draw: {problem}")


def _without_window() -> str | None:
    """Prepare Qt for drawing without a screen, or return why it cannot."""
    from playground.ui.window.program.requirements import missing  # noqa: PLC0415

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return missing()


def _gif(project: Project, record: RaceRecord) -> bytes:
    from playground.ui.export.offscreen import network_animation, surface_animation  # noqa: PLC0415

    return surface_animation(project) if record.on == "surface" else network_animation(project, record)


def _raced(options: argparse.Namespace, project: Project) -> RaceResult:
    from playground.headless.race import race  # noqa: PLC0415

    with RaceProgress() as bar:
        return race(
            project,
            on_progress=bar.show,
            on_event=bar.take,
            plane=bool(options.report or options.paths or options.gif),
            resume_from=options.resume,
            checkpoint=options.checkpoint,
        )


def _page(options: argparse.Namespace, project: Project, record: RaceRecord) -> str:
    """The report of a race; with pictures where Qt can run."""
    from datetime import datetime  # noqa: PLC0415

    from playground.export.html_report import report  # noqa: PLC0415

    figures: Sequence[Figure] = ()
    if _without_window() is None:
        from playground.ui.export.offscreen import network_pictures, surface_pictures  # noqa: PLC0415

        tuned = _tuned(project) if options.tune else {}
        on_surface = record.on == "surface"
        figures = surface_pictures(project) if on_surface else network_pictures(project, record, tuned)
    now = datetime.now().astimezone()
    return report(project, record, made=now, figures=figures, file=options.file.name)


def _tuned(project: Project) -> dict[str, LaneTuned]:
    """What other learning rates led to, by lane."""
    from tqdm import tqdm  # noqa: PLC0415

    from playground.engine.events.control import Control  # noqa: PLC0415
    from playground.engine.race.network.lr_tuning import LaneTuned, TuningJob, TuningProgress  # noqa: PLC0415

    tuned: dict[str, LaneTuned] = {}
    with tqdm(total=100, unit="%", file=sys.stderr, disable=None) as bar:
        for event in TuningJob(project, 0, Control()):
            if isinstance(event, LaneTuned):
                tuned[event.lane] = event
            elif isinstance(event, TuningProgress):
                bar.update(round(100 * event.done) - bar.n)
                if event.problem:
                    print(plain(f"playground: {event.problem}"), file=sys.stderr)
    return tuned


COMMAND = Command(
    name="race",
    help="run a project's race of optimizers without a window",
    add_options=_add_options,
    run=_run,
)
