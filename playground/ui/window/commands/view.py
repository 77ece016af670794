"""The View menu."""

from collections.abc import Iterator
from functools import partial

from playground.ui.canvas.view import rows as on_canvas
from playground.ui.canvas.view.commands import CanvasCommands
from playground.ui.commands.command import Command
from playground.ui.window.appearance import Appearance
from playground.ui.window.docks.dock import Dock
from playground.ui.window.docks.docks import Docks
from playground.ui.window.presentation import Presentation
from playground.ui.window.workspaces import TITLES, Workspaces

THEMES = (("light", "Light"), ("dark", "Dark"), ("system", "System"))

KEYS = 10
"""Docks that have a digit as their key."""


def view_commands(
    canvas: CanvasCommands,
    workspaces: Workspaces,
    docks: Docks,
    appearance: Appearance,
    presentation: Presentation,
) -> Iterator[Command]:
    """Yield workspaces, zoom, docks and the look of the window."""
    for number, (name, title) in enumerate(TITLES.items(), start=1):
        yield Command(
            id=f"view.workspace.{name}", title=f"{title} workspace", menu="View",
            run=partial(workspaces.show, name), keys=(f"Ctrl+{number}",),
            checked=partial(workspaces.is_shown, name), tip=f"Show the {title} workspace",
        )  # fmt: skip
    yield from on_canvas.zoom_commands(canvas)
    yield Command(
        id="view.minimap", title="Minimap", menu="View", in_network=appearance.toggle_minimap,
        checked=appearance.has_minimap, tip="An overview of the canvas while part of the network is out of sight",
    )  # fmt: skip
    for number, dock in enumerate(docks, start=1):
        yield Command(
            id=f"view.dock.{dock.view.key}", title=dock.view.title, menu="View", in_network=dock.toggle,
            keys=(f"Alt+{number % 10}",) if number <= KEYS else (), checked=partial(_is_open, dock),
            separated=number == 1, tip=dock.view.tip,
        )  # fmt: skip
    yield Command(
        id="view.backprop", title="Backpropagation on paper", menu="View",
        in_network=partial(docks.show_large, "backprop"),
        icon="graph-outline", keys=("Ctrl+B",),
        tip="Let the graph of an expression or of the network fill the window; Esc goes back",
    )  # fmt: skip
    yield Command(
        id="view.reset_layout", title="Reset layout", menu="View", in_network=docks.lay_out,
        icon="view-dashboard-outline", tip="Move every dock back to its original place",
    )  # fmt: skip
    for choice, title in THEMES:
        yield Command(
            id=f"view.theme.{choice}", title=title, menu="View/Theme",
            run=partial(appearance.choose_theme, choice), checked=partial(appearance.has_theme, choice),
        )  # fmt: skip
    yield Command(
        id="view.presentation", title="Presentation mode", menu="View", run=presentation.toggle, keys=("F11",),
        checked=presentation.is_on, icon="presentation", separated=True,
        tip="Show only the picture and the transport, in large type; F11 or Esc goes back",
    )  # fmt: skip
    yield Command(
        id="view.full_screen", title="Full screen", menu="View", run=appearance.toggle_full_screen,
        keys=("Shift+F11",), checked=appearance.is_full_screen,
    )  # fmt: skip


def _is_open(dock: Dock) -> bool:
    return not dock.isHidden()
