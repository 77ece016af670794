"""The command line: the program with a window, and what works without one.

Rooms are imported when their command runs, so that ``--help`` and error messages come at once.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from playground import __version__

if TYPE_CHECKING:
    from playground.engine.race.network.lr_tuning import LaneTuned
    from playground.export.html_report import Figure
    from playground.export.tables import Result
    from playground.headless.network_race import WatchedRace
    from playground.spec.project import Project

PROBLEM = 2
"""Exit code when a command could not do its work."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 ``check`` found problems, 2 not possible, 130 interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0] not in _COMMANDS and not given[0].startswith("-")):
        return _app(_app_parser().parse_args(given))
    options = _parser().parse_args(given)
    try:
        return int(_COMMANDS[options.command](options))
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    except ValueError as problem:  # FileProblem, CannotTrain, DataProblem, DeviceProblem: sentences for users
        print(f"playground: {problem}", file=sys.stderr)
        return PROBLEM


def _app_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="playground")
    parser.add_argument("file", nargs="?", type=Path, help="a .descent file to open")
    return parser


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="playground",
        description="Descent, a playground for neural networks and optimizers. Without a command the window opens; "
        "FILE.descent alone opens that file.",
    )
    parser.add_argument("--version", action="version", version=f"Descent {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    train = commands.add_parser("train", help="train a project without a screen")
    train.add_argument("file", type=Path)
    train.add_argument("--epochs", type=_epochs, help="instead of the project's")
    train.add_argument("--device", type=_device, help="auto, cpu, cuda:0, mps; instead of the project's")
    train.add_argument("--seed", type=_seed, help="instead of the project's")
    train.add_argument("--checkpoint", type=Path, metavar="WEIGHTS", help="save the weights there at the end")
    train.add_argument("--every", type=_steps, metavar="N", help="save them every N steps too")
    train.add_argument("--resume", type=Path, metavar="WEIGHTS", help="go on from weights saved there")
    train.add_argument("--json", action="store_true", help="print the outcome as JSON on the last line")
    find = commands.add_parser("lr-find", help="find a learning rate for a project by a sweep")
    find.add_argument("file", type=Path)
    find.add_argument("--device", type=_device, help="auto, cpu, cuda:0, mps; instead of the project's")
    find.add_argument("--seed", type=_seed, help="instead of the project's")
    find.add_argument("--json", action="store_true", help="print rates and losses as JSON on the last line")
    check = commands.add_parser("check", help="print what keeps a project from training")
    check.add_argument("file", type=Path)
    race = commands.add_parser("race", help="run a project's race of optimizers without a screen")
    race.add_argument("file", type=Path)
    race.add_argument("--json", action="store_true", help="print the leaderboard as JSON on the last line")
    race.add_argument("--csv", type=Path, metavar="FILE", help="write the leaderboard there as a table")
    race.add_argument("--report", type=Path, metavar="FILE", help="write everything there as one HTML page")
    race.add_argument(
        "--tune",
        action="store_true",
        help="on a network, show in the report how sensitive lanes are to their rates",
    )
    pictures = commands.add_parser("screenshots", help="render the window and its docks to PNG files")
    pictures.add_argument("folder", type=Path)
    pictures.add_argument("--theme", choices=("light", "dark"), default="light")
    pictures.add_argument("--scale", choices=("1", "2"), default="1")
    pictures.add_argument("--size", type=_size, default=(1600, 1000), metavar="WxH")
    return parser


def _epochs(text: str) -> int:
    return _whole(text, 1, 1_000_000)


def _steps(text: str) -> int:
    return _whole(text, 1, 1_000_000_000)


def _seed(text: str) -> int:
    return _whole(text, 0, 2**31 - 1)


def _whole(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most}")
    return int(text)


def _device(text: str) -> str:
    if not re.fullmatch(r"auto|cpu|mps|cuda(:\d+)?", text):
        raise argparse.ArgumentTypeError("must be auto, cpu, mps or like cuda:0")
    return text


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise argparse.ArgumentTypeError("must look like 1366x768")
    return int(width), int(height)


def _app(options: argparse.Namespace) -> int:
    from playground.ui.window.requirements import missing  # noqa: PLC0415

    problem = missing()
    if problem is not None:
        print(f"playground: {problem}", file=sys.stderr)
        return PROBLEM
    from playground.ui.window.app import main as open_window  # noqa: PLC0415

    return open_window(options.file)


def _train(options: argparse.Namespace) -> int:
    from tqdm import tqdm  # noqa: PLC0415

    from playground.build.facts import name_of  # noqa: PLC0415
    from playground.catalog.kinds.progress import watching  # noqa: PLC0415
    from playground.engine.training.divergence import Diverged  # noqa: PLC0415
    from playground.headless.train import Progress, train  # noqa: PLC0415
    from playground.spec.files import load  # noqa: PLC0415

    if options.every and not options.checkpoint:
        raise ValueError("--every needs --checkpoint, which says where to save.")
    project = load(options.file)
    look = partial(tqdm, file=sys.stderr, dynamic_ncols=True, leave=False, disable=None, delay=0.2)
    with look(total=100, unit="%", desc="reading") as reading, look(unit="step") as bar:

        def read(share: float) -> None:
            reading.set_description_str(f"reading {name_of(project.data.dataset)}", refresh=False)
            reading.update(round(100 * share) - reading.n)

        def show(progress: Progress) -> None:
            reading.close()  # samples that are read later on are part of training
            bar.total = progress.total_steps
            bar.set_postfix_str(f"epoch {progress.epoch:.1f}, loss {progress.loss:.4g}", refresh=False)
            bar.update(progress.step - bar.n)

        try:
            with watching(read):
                result = train(
                    project,
                    epochs=options.epochs,
                    device=options.device,
                    seed=options.seed,
                    on_progress=show,
                    resume_from=options.resume,
                    checkpoint=options.checkpoint,
                    every=options.every,
                )
        except Diverged as diverged:
            raise ValueError(" ".join([str(diverged), *diverged.__notes__])) from None
    metric = "accuracy" if result.metric == "accuracy" else "R²"
    print(
        f"{options.file.stem}: validation loss {result.val_loss:.4g}, {metric} {result.val_metric:.4f} after "
        f"{result.steps:,} steps in {result.seconds:.1f} s ({result.steps_per_second:,.0f} steps/s on {result.device})"
    )
    if options.json:
        print(json.dumps(result.summary()))
    return 0


def _find_rate(options: argparse.Namespace) -> int:
    from playground.engine.training.lr_finder import sweep  # noqa: PLC0415
    from playground.engine.training.session import Session  # noqa: PLC0415
    from playground.engine.training.threads import fit_threads  # noqa: PLC0415
    from playground.spec.files import load  # noqa: PLC0415

    project = load(options.file)
    if options.seed is not None:
        project = project.with_(training=project.training.with_(seed=options.seed))
    session = Session(project, device=options.device)
    fit_threads(session)
    *_, found = sweep(session)
    tried = f"{len(found.rates)} learning rates"
    if found.suggestion is None:
        print(f"{options.file.stem}: the loss falls at none of {tried}.")
    else:
        print(
            f"{options.file.stem}: learning rate {found.suggestion:g}, where the loss falls fastest; {tried} tried."
        )
    if options.json:
        curves = {"learning_rate": found.rates, "loss": found.loss, "smooth": found.smooth}
        told = {name: values.tolist() for name, values in curves.items()}
        print(json.dumps({"suggestion": found.suggestion, **told}))
    return 0


def _check(options: argparse.Namespace) -> int:
    from playground.build.expand import title_at  # noqa: PLC0415
    from playground.build.shapes import analyze  # noqa: PLC0415
    from playground.spec.files import load  # noqa: PLC0415

    project = load(options.file)
    report = analyze(project)
    for problem in report.problems:
        place = problem.place
        if problem.node is not None:
            place = f"{title_at(project.graph, problem.node)} ({problem.node})"
        print(f"{place}: {problem.message}")
    if report.problems:
        return 1
    print(
        f"No problems: {report.total_parameters:,} parameters, {report.total_multiply_adds:,} multiply-adds."
    )
    return 0


def _screenshots(options: argparse.Namespace) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = options.scale
    from playground.ui.window.screenshots import render  # noqa: PLC0415

    for file in render(options.folder, options.theme, options.size):
        print(file)
    return 0


def _race(options: argparse.Namespace) -> int:
    from tqdm import tqdm  # noqa: PLC0415

    from playground.export.tables import results_csv  # noqa: PLC0415
    from playground.headless.network_race import watch  # noqa: PLC0415
    from playground.headless.race import race  # noqa: PLC0415
    from playground.spec.files import load  # noqa: PLC0415

    project = load(options.file)
    if options.tune and not (options.report and project.race.on == "network"):
        raise ValueError("--tune needs --report, and a race on a network.")
    for file in filter(None, (options.csv, options.report)):
        if not file.absolute().parent.is_dir():  # said before the race, not after it
            raise ValueError(f"{file}: cannot be written: there is no such folder.")
    with tqdm(unit="step", file=sys.stderr) as bar:

        def tell(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        watched = (
            watch(project, on_progress=tell) if options.report and project.race.on == "network" else None
        )
        results = watched.results if watched is not None else race(project, on_progress=tell)
    for place, result in enumerate(results, start=1):
        reached = "–" if result.steps_to_target is None else f"{result.steps_to_target:,.0f} steps"
        print(f"{place:2}. {result.name:24} {reached:>14}  final {result.final:<12.6g} {result.state}")
    if options.csv:
        _write(options.csv, results_csv(results))
    if options.report:
        _write(options.report, _page(options, project, results, watched))
    if options.json:
        print(json.dumps({"lanes": [result.as_json() for result in results]}))
    return 0


def _page(
    options: argparse.Namespace, project: Project, results: Sequence[Result], watched: WatchedRace | None
) -> str:
    """The report of a race; with pictures where Qt can run."""
    from datetime import datetime  # noqa: PLC0415

    from playground.export.html_report import report  # noqa: PLC0415
    from playground.ui.window.requirements import missing  # noqa: PLC0415

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    figures: Sequence[Figure] = ()
    if missing() is None:
        from playground.ui.export.offscreen import network_pictures, surface_pictures  # noqa: PLC0415

        tuned = _tuned(project) if options.tune else {}
        figures = surface_pictures(project) if watched is None else network_pictures(project, watched, tuned)
    fairness = watched.fairness if watched is not None else None
    now = datetime.now().astimezone()
    return report(project, results, made=now, fairness=fairness, figures=figures, file=options.file.name)


def _tuned(project: Project) -> dict[str, LaneTuned]:
    """What came of other learning rates, by lane."""
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


_COMMANDS = {
    "train": _train,
    "lr-find": _find_rate,
    "check": _check,
    "race": _race,
    "screenshots": _screenshots,
}
