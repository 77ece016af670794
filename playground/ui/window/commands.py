"""The table of everything that the window can do."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from playground.app.examples import examples
from playground.catalog.kinds import NETWORKS
from playground.engine.events.run import RunState
from playground.ui.window.actions import Command
from playground.ui.window.docks import Dock
from playground.ui.window.workspaces import TITLES, Name

if TYPE_CHECKING:
    from playground.ui.window.main_window import MainWindow

ALIGNMENTS = (
    ("left", "Align left edges", "align-horizontal-left"),
    ("centre", "Align centres", "align-horizontal-center"),
    ("right", "Align right edges", "align-horizontal-right"),
    ("top", "Align tops", "align-vertical-top"),
    ("middle", "Align middles", "align-vertical-center"),
    ("bottom", "Align bottoms", "align-vertical-bottom"),
    ("distribute_across", "Distribute across", "distribute-horizontal-center"),
    ("distribute_down", "Distribute down", "distribute-vertical-center"),
)


def commands(window: MainWindow) -> tuple[Command, ...]:
    """All commands of a window, menu by menu in the order shown."""
    return (
        *_file(window),
        *_edit(window),
        *_view(window),
        *_network(window),
        *_run(window),
        *_help(window),
    )


def _file(w: MainWindow) -> Iterator[Command]:
    files = w.files
    yield Command("file.new", "New", "File", files.new, "file-outline", ("Ctrl+N",))
    yield Command("file.open", "Open…", "File", files.ask_open, "folder-open-outline", ("Ctrl+O",))
    for example in examples():
        run = partial(files.open_example, example.path)
        yield Command(f"file.example.{example.path.stem}", example.title, "File/Examples", run)
    yield Command(
        "file.save", "Save", "File", files.save, "content-save-outline", ("Ctrl+S",), separated=True
    )
    yield Command("file.save_as", "Save as…", "File", files.save_as, keys=("Ctrl+Shift+S",))
    yield Command("file.save_weights", "Save weights…", "File", w.weights.save, separated=True)
    yield Command("file.load_weights", "Load weights…", "File", w.weights.load)
    yield Command(
        "file.last_run",
        "Go on with the last run",
        "File",
        w.weights.load_last_run,
        enabled=w.weights.has_last_run,
    )
    yield from _export(w)
    yield Command("file.quit", "Quit", "File", w.close, "exit-to-app", ("Ctrl+Q",), separated=True)


def _export(w: MainWindow) -> Iterator[Command]:
    exports = w.exports
    for key, title, run, sign, enabled in (
        ("picture", "Save picture…", exports.ask_picture, "image-outline", None),
        (
            "animation",
            "Save animation of the race…",
            exports.ask_animation,
            "movie-outline",
            exports.can_film,
        ),
        (
            "report",
            "Save report of the race…",
            exports.save_report,
            "file-document-outline",
            exports.has_results,
        ),
        ("csv", "Save results as CSV…", exports.save_csv, "table", exports.has_results),
        ("json", "Save results as JSON…", exports.save_json, "code-json", exports.has_results),
        ("ways", "Save ways as CSV…", exports.save_ways, "map-marker-path", exports.has_ways),
    ):
        yield Command(f"file.export.{key}", title, "File/Export", run, sign, enabled=enabled)


def _edit(w: MainWindow) -> Iterator[Command]:
    document, canvas = w.document, w.canvas
    selected = w.has_selection
    yield Command(
        "edit.undo", "Undo", "Edit", document.undo, "undo", ("Ctrl+Z",),
        enabled=lambda: document.undo_label is not None, label=lambda: _named("Undo", document.undo_label),
    )  # fmt: skip
    yield Command(
        "edit.redo", "Redo", "Edit", document.redo, "redo", ("Ctrl+Shift+Z", "Ctrl+Y"),
        enabled=lambda: document.redo_label is not None, label=lambda: _named("Redo", document.redo_label),
    )  # fmt: skip
    on_canvas = (
        ("cut", "Cut", canvas.commands.cut, "content-cut", ("Ctrl+X",), selected),
        ("copy", "Copy", canvas.commands.copy, "content-copy", ("Ctrl+C",), selected),
        ("paste", "Paste", canvas.commands.paste, "content-paste", ("Ctrl+V",), None),
        ("duplicate", "Duplicate", canvas.commands.duplicate, "content-duplicate", ("Ctrl+D",), selected),
        ("delete", "Delete", canvas.commands.delete_selection, "delete-outline", ("Del", "Backspace"), None),
        ("select_all", "Select all", canvas.commands.select_all, "select-all", ("Ctrl+A",), None),
    )
    for key, title, run, sign, keys, enabled in on_canvas:
        apart = key in {"cut", "select_all"}
        yield Command(
            f"edit.{key}", title, "Edit", run, sign, keys, enabled=enabled, canvas=True, separated=apart
        )
    yield Command(
        "edit.rename",
        "Rename",
        "Edit",
        canvas.commands.rename,
        "rename-outline",
        ("F2",),
        enabled=selected,
        canvas=True,
    )


def _named(verb: str, edit: str | None) -> str:
    return f"{verb} {edit}" if edit else verb


def _view(w: MainWindow) -> Iterator[Command]:
    canvas = w.canvas
    for number, (name, title) in enumerate(TITLES.items(), start=1):
        yield Command(
            f"view.workspace.{name}", f"{title} workspace", "View", partial(w.workspaces.show, name),
            keys=(f"Ctrl+{number}",), checked=partial(_is_shown, w, name),
        )  # fmt: skip
    yield Command(
        "view.zoom_in",
        "Zoom in",
        "View",
        canvas.zoom_in,
        "magnify-plus-outline",
        ("Ctrl++", "Ctrl+="),
        separated=True,
    )
    yield Command("view.zoom_out", "Zoom out", "View", canvas.zoom_out, "magnify-minus-outline", ("Ctrl+-",))
    yield Command("view.zoom_reset", "Natural size", "View", canvas.zoom_reset, keys=("Ctrl+0",))
    yield Command("view.fit", "Fit network", "View", canvas.fit, "fit-to-page-outline", ("F",), native=True)
    yield Command(
        "view.minimap", "Minimap", "View", w.toggle_minimap, checked=lambda: w.memory.settings.minimap
    )
    for number, dock in enumerate(w.docks, start=1):
        yield Command(
            f"view.dock.{dock.objectName()}", dock.windowTitle(), "View", partial(_toggle, dock),
            keys=(f"Alt+{number}",), checked=partial(_is_open, dock), separated=number == 1,
            enabled=lambda: not w.racing,
        )  # fmt: skip
    yield Command(
        "view.reset_layout", "Reset layout", "View", w.reset_layout, "view-dashboard-outline",
        enabled=lambda: not w.racing,
    )  # fmt: skip
    for choice, title in (("light", "Light"), ("dark", "Dark"), ("system", "Like the system")):
        yield Command(
            f"view.theme.{choice}", title, "View/Theme", partial(w.choose_theme, choice),
            checked=partial(_is_choice, w, choice),
        )  # fmt: skip
    yield Command(
        "view.full_screen", "Full screen", "View", w.toggle_full_screen, keys=("F11",), checked=w.isFullScreen,
        separated=True,
    )  # fmt: skip


def _toggle(dock: Dock) -> None:
    if dock.seen:
        dock.close()
    else:
        dock.bring()


def _is_shown(w: MainWindow, name: Name) -> bool:
    return w.workspaces.current == name


def _is_open(dock: Dock) -> bool:
    return not dock.isHidden()


def _is_choice(w: MainWindow, choice: str) -> bool:
    return w.hub.choice == choice


def _network(w: MainWindow) -> Iterator[Command]:
    canvas = w.canvas
    yield Command(
        "network.add", "Quick add…", "Network", canvas.commands.quick_add, "plus", ("Space",), native=True
    )
    yield Command(
        "network.connect", "Connect selected", "Network", canvas.commands.connect_selected, "vector-line", ("C",),
        enabled=w.has_several, native=True,
    )  # fmt: skip
    blocks, edits = canvas.blocks, canvas.edits.blocks
    for key, title, run, sign, keys, enabled in (
        ("group", "Group into block", edits.group, "group", "Ctrl+G", w.has_selection),
        ("ungroup", "Ungroup block", edits.ungroup, "ungroup", "Ctrl+Shift+G", edits.any_selected),
        ("enter", "Look inside block", blocks.enter, "arrow-expand-all", "Return", edits.any_selected),
        ("leave", "Leave block", blocks.leave, "arrow-collapse-all", "Esc", blocks.inside),
        (
            "next_repeat",
            "Next repeat",
            partial(blocks.turn, 1),
            "chevron-right",
            "PgDown",
            blocks.has_repeats,
        ),
        (
            "last_repeat",
            "Previous repeat",
            partial(blocks.turn, -1),
            "chevron-left",
            "PgUp",
            blocks.has_repeats,
        ),
    ):
        grouping = key in {"group", "ungroup"}
        yield Command(
            f"network.{key}", title, "Network", run, sign, (keys,), enabled=enabled, canvas=grouping,
            native=not grouping, separated=key == "group",
        )  # fmt: skip
    for network in NETWORKS:
        use = partial(canvas.edits.adding.use, "networks", network.key)
        yield Command(f"network.ready.{network.key}", network.title, "Network/Ready networks", use)
    yield Command(
        "network.preprocessing", "Preprocessing…", "Network", w.tools.show_preparation, "chart-scatter-plot",
        separated=True,
    )  # fmt: skip
    yield Command(
        "network.layout",
        "Auto-layout",
        "Network",
        canvas.commands.auto_layout,
        "auto-fix",
        ("Ctrl+L",),
        separated=True,
    )
    for how, title, sign in ALIGNMENTS:
        apart = how == "distribute_across"
        yield Command(
            f"network.{how}", title, "Network/Align", partial(canvas.commands.align, how), sign, enabled=w.has_several,
            separated=apart,
        )  # fmt: skip
    yield Command(
        "network.problems", "Show problems", "Network", w.show_problems, "alert-circle-outline",
        ("Ctrl+Shift+M",), separated=True,
    )  # fmt: skip


def _run(w: MainWindow) -> Iterator[Command]:
    runs = w.runs
    yield Command(
        "run.toggle", "Play", "Run", w.play, "play", ("Ctrl+P", "F5"),
        label=lambda: "Pause" if runs.state is RunState.RUNNING and not w.racing else "Play",
    )  # fmt: skip
    yield Command("run.step", "One step", "Run", runs.step, "debug-step-over", ("Ctrl+Right",))
    yield Command("run.epoch", "One epoch", "Run", runs.epoch, "skip-next", ("Ctrl+Shift+Right",))
    yield Command("run.reset", "Reset", "Run", runs.reset, "skip-previous", ("Ctrl+R",), separated=True)
    yield Command("run.find_rate", "Find a learning rate…", "Run", w.tools.find_rate, "chart-bell-curve")
    yield Command("run.new_seed", "New seed", "Run", runs.new_seed, "dice-5-outline", ("Ctrl+Shift+R",))


def _help(w: MainWindow) -> Iterator[Command]:
    yield Command(
        "help.commands",
        "Find a command…",
        "Help",
        w.open_command_palette,
        "magnify",
        ("Ctrl+K", "Ctrl+Shift+P"),
    )
    yield Command(
        "help.shortcuts", "Keyboard shortcuts", "Help", w.show_shortcuts, "keyboard-outline", ("F1",)
    )
    yield Command("help.tour", "First steps", "Help", w.show_first_steps, "school-outline")
    yield Command("help.about", "About Descent", "Help", w.show_about, "information-outline", separated=True)
