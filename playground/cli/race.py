"""``playground race``: run a project's race without a window."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from playground.cli.command import Command, add_file
from playground.export.strict_json import strict_json

if TYPE_CHECKING:
    from playground.engine.race.network.lr_tuning import LaneTuned
    from playground.export.html_report import Figure
    from playground.headless.race import RaceResult
    from playground.records.race import RaceRecord
    from playground.spec.project import Project


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--json", action="store_true", help="print the leaderboard as JSON on the last line")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="save the leaderboard as a CSV table")
    parser.add_argument("--report", type=Path, metavar="FILE", help="save a report as one HTML page")
    parser.add_argument("--record", type=Path, metavar="FILE", help="save the paths or curves of all lanes")
    parser.add_argument(
        "--tune",
        action="store_true",
        help="on a network, show in the report how sensitive the lanes are to their learning rates",
    )


def _run(options: argparse.Namespace) -> int:
    from playground.export.tables import results_csv  # noqa: PLC0415
    from playground.spec.files import load  # noqa: PLC0415

    project = load(options.file)
    if options.tune and not (options.report and project.race.on == "network"):
        raise ValueError("--tune needs --report, and a race on a network.")
    for file in filter(None, (options.csv, options.report, options.record)):
        if not file.absolute().parent.is_dir():  # said before the race, not after it
            raise ValueError(f"{file}: cannot be written: there is no such folder.")
    results = _raced(project, plane=bool(options.report))
    for place, result in enumerate(results, start=1):
        reached = "–" if result.steps_to_target is None else f"{result.steps_to_target:,.0f} steps"
        print(f"{place:2}. {result.name:24} {reached:>14}  final {result.final:<12.6g} {result.state}")
    if options.csv:
        _write(options.csv, results_csv(results.record))
    if options.report:
        _write(options.report, _page(options, project, results.record))
    if options.record:
        results.record.save(options.record)
    if options.json:
        print(strict_json({"lanes": [result.as_json() for result in results]}))
    return 0


def _raced(project: Project, *, plane: bool) -> RaceResult:
    from tqdm import tqdm  # noqa: PLC0415

    from playground.headless.race import race  # noqa: PLC0415

    with tqdm(unit="step", file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return race(project, on_progress=show, plane=plane)


def _page(options: argparse.Namespace, project: Project, record: RaceRecord) -> str:
    """The report of a race; with pictures where Qt can run."""
    from datetime import datetime  # noqa: PLC0415

    from playground.export.html_report import report  # noqa: PLC0415
    from playground.ui.window.requirements import missing  # noqa: PLC0415

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    figures: Sequence[Figure] = ()
    if missing() is None:
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
    with tqdm(total=100, unit="%", file=sys.stderr) as bar:
        for event in TuningJob(project, 0, Control()):
            if isinstance(event, LaneTuned):
                tuned[event.lane] = event
            elif isinstance(event, TuningProgress):
                bar.update(round(100 * event.done) - bar.n)
                if event.problem:
                    print(f"playground: {event.problem}", file=sys.stderr)
    return tuned


def _write(file: Path, text: str) -> None:
    from playground.spec.atomic import replace  # noqa: PLC0415

    try:
        replace(file, text.encode())
    except OSError as error:
        raise ValueError(f"{file}: cannot be written: {error.strerror or error}.") from None


COMMAND = Command(
    name="race",
    help="run a project's race of optimizers without a window",
    add_options=_add_options,
    run=_run,
)
