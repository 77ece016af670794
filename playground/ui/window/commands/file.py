"""The File menu."""

from collections.abc import Iterator
from functools import partial

from playground.app.examples import examples
from playground.ui.commands.command import Command, Run
from playground.ui.export.exports import Exports
from playground.ui.files.project_files import ProjectFiles
from playground.ui.files.project_texts import ProjectTexts
from playground.ui.files.race_files import RaceFiles
from playground.ui.files.recent_menu import LastProject
from playground.ui.files.weight_files import WeightFiles
from playground.ui.files.work_keeper import WorkKeeper


def file_commands(
    files: ProjectFiles,
    last: LastProject,
    work: WorkKeeper,
    weights: WeightFiles,
    exports: Exports,
    leave: Run,
    *,
    races: RaceFiles,
    texts: ProjectTexts,
) -> Iterator[Command]:
    """Yield projects, weights, exports, and leaving the program."""
    yield from _projects(files, texts, last)
    yield from _kept(work)
    yield from _weights(weights, races)
    yield from _exports(exports)
    yield Command(
        id="file.quit",
        title="Quit",
        menu="File",
        run=leave,
        icon="exit-to-app",
        keys=("Ctrl+Q",),
        separated=True,
    )


def _projects(files: ProjectFiles, texts: ProjectTexts, last: LastProject) -> Iterator[Command]:
    yield Command(
        id="file.new", title="New", menu="File", run=files.new, icon="file-outline", keys=("Ctrl+N",),
        tip="Start a new project with the smallest network",
    )  # fmt: skip
    yield Command(
        id="file.open", title="Open…", menu="File", run=files.ask_open, icon="folder-open-outline",
        keys=("Ctrl+O",),
    )  # fmt: skip
    yield Command(
        id="file.reopen", title="Reopen the last project", menu="File", run=last.reopen, keys=("Ctrl+Shift+O",),
        enabled=last.is_known, tip="Open the project that was opened last, other than this one",
    )  # fmt: skip
    for example in examples():
        yield Command(
            id=f"file.example.{example.path.stem}", title=example.title, menu="File/Examples",
            run=partial(files.open_example, example.path),
        )  # fmt: skip
    yield Command(
        id="file.save", title="Save", menu="File", run=files.save, icon="content-save-outline", keys=("Ctrl+S",),
        separated=True,
    )  # fmt: skip
    yield Command(id="file.save_as", title="Save as…", menu="File", run=files.save_as, keys=("Ctrl+Shift+S",))
    yield Command(
        id="file.copy_text", title="Copy as text", menu="File", run=texts.copy, icon="content-copy",
        tip="Copy the whole project as one text for a mail or a chat; pasted into Descent, it opens",
    )  # fmt: skip
    yield Command(
        id="file.paste_text", title="Open copied text", menu="File", run=texts.paste,
        tip="Open the project whose text is on the clipboard; pasting on the canvas does the same",
    )  # fmt: skip


def _kept(work: WorkKeeper) -> Iterator[Command]:
    yield Command(
        id="file.backups", title="Backups…", menu="File", run=work.show_backups, icon="history",
        tip="See hourly and daily backups of your projects, and restore them",
    )  # fmt: skip
    yield Command(
        id="file.recover", title="Recover unsaved work…", menu="File", run=work.offer, enabled=work.has_recoverable,
        tip="See the unsaved work of a window that ended without closing",
    )  # fmt: skip


def _weights(weights: WeightFiles, races: RaceFiles) -> Iterator[Command]:
    yield Command(
        id="file.save_weights", title="Save weights…", menu="File", run=weights.save, separated=True,
        tip="Save everything that is needed to resume this run later",
    )  # fmt: skip
    yield Command(
        id="file.load_weights", title="Load weights…", menu="File", run=weights.load,
        tip="Resume a run from saved weights",
    )  # fmt: skip
    yield Command(
        id="file.last_run", title="Resume last run", menu="File", run=weights.load_last_run,
        enabled=weights.has_last_run, tip="Open the project and the weights of the last run before this start",
    )  # fmt: skip
    yield Command(
        id="file.last_race", title="Resume last race", menu="File", run=races.resume_last_race,
        enabled=races.has_last_race, tip="Open the last race on a network that was ended, with all its lanes",
    )  # fmt: skip


def _exports(exports: Exports) -> Iterator[Command]:
    yield Command(
        id="file.export.picture", title="Save picture…", menu="File/Export", run=exports.ask_picture,
        icon="image-outline", tip="Save a plot as PNG or SVG",
    )  # fmt: skip
    network = exports.network
    yield Command(
        id="file.export.network", title="Save network…", menu="File/Export", in_network=network.save_drawing,
        icon="graph-outline", tip="Save the network as drawn: SVG, PDF, PNG, or TikZ for LaTeX",
    )  # fmt: skip
    yield Command(
        id="file.export.onnx", title="Save as ONNX…", menu="File/Export", in_network=network.save_onnx,
        icon="swap-horizontal", tip="Save the network with its weights as they are now, for programs that run ONNX",
    )  # fmt: skip
    yield Command(
        id="file.export.curves", title="Save curves…", menu="File/Export", in_network=network.save_curves,
        icon="chart-line", enabled=network.has_curves, tip="Save all curves of the run: CSV, JSON or Parquet",
    )  # fmt: skip
    yield Command(
        id="file.export.events", title="Write TensorBoard files while training", menu="File/Export",
        in_network=network.toggle_events, checked=network.writes_events,
        tip="Each run writes its losses, weights and pictures into a folder of its own, which TensorBoard reads",
    )  # fmt: skip
    yield Command(
        id="file.export.animation", title="Save animation of the race…", menu="File/Export",
        in_race=exports.ask_animation, icon="movie-outline", enabled=exports.can_film,
        tip="Save a plot of the race as GIF or MP4 while it plays",
    )  # fmt: skip
    for key, title, run, icon, enabled in (
        (
            "report",
            "Save report of the race…",
            exports.save_report,
            "file-document-outline",
            exports.has_results,
        ),
        ("csv", "Save results as CSV…", exports.save_csv, "table", exports.has_results),
        ("json", "Save results as JSON…", exports.save_json, "code-json", exports.has_results),
        ("paths", "Save paths as CSV…", exports.save_paths, "map-marker-path", exports.has_paths),
    ):
        yield Command(
            id=f"file.export.{key}", title=title, menu="File/Export", in_race=run, icon=icon, enabled=enabled
        )
