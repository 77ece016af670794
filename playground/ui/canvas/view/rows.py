"""Commands on the canvas as rows, by the menu that they stand in.

The keys and context menus of the canvas and the menus of the window follow from them.
"""

from collections.abc import Iterator
from functools import partial

from playground.catalog.kinds import NETWORKS
from playground.spec.transfer import RECIPES
from playground.ui.canvas.view.commands import CanvasCommands
from playground.ui.commands.command import Command

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


class Selection:
    """Conditions of commands on selected nodes."""

    def __init__(self, commands: CanvasCommands) -> None:
        self._selection = commands.viewport.canvas.selection

    def some(self) -> bool:
        """Whether a node is selected."""
        return bool(self._selection.nodes)

    def several(self) -> bool:
        """Whether several nodes are selected."""
        return len(self._selection.nodes) > 1


def canvas_rows(commands: CanvasCommands) -> dict[str, Command]:
    """Return all rows by id."""
    makers = (edit_commands, zoom_commands, build_commands, arrange_commands)
    return {row.id: row for make in makers for row in make(commands)}


def edit_commands(commands: CanvasCommands) -> Iterator[Command]:
    """Yield clipboard, deletion, selection and renaming."""
    some = Selection(commands).some
    for key, title, run, icon, keys, enabled in (
        ("cut", "Cut", commands.cut, "content-cut", ("Ctrl+X", "Shift+Del"), some),
        ("copy", "Copy", commands.copy, "content-copy", ("Ctrl+C", "Ctrl+Ins"), some),
        ("paste", "Paste", commands.paste, "content-paste", ("Ctrl+V", "Shift+Ins"), None),
        ("duplicate", "Duplicate", commands.duplicate, "content-duplicate", ("Ctrl+D",), some),
        ("delete", "Delete", commands.delete_selection, "delete-outline", ("Del", "Backspace"), None),
        ("select_all", "Select all", commands.select_all, "select-all", ("Ctrl+A",), None),
        ("rename", "Rename", commands.rename, "rename-outline", ("F2",), some),
    ):
        yield Command(
            id=f"edit.{key}", title=title, menu="Edit", in_network=run, icon=icon, canvas_keys=keys,
            enabled=enabled, separated=key in {"cut", "select_all"},
        )  # fmt: skip


def zoom_commands(commands: CanvasCommands) -> Iterator[Command]:
    """Yield the sizes at which the network is shown."""
    yield Command(
        id="view.zoom_in", title="Zoom in", menu="View", in_network=commands.viewport.zoom_in,
        icon="magnify-plus-outline", keys=("Ctrl++", "Ctrl+="), separated=True,
    )  # fmt: skip
    yield Command(
        id="view.zoom_out", title="Zoom out", menu="View", in_network=commands.viewport.zoom_out,
        icon="magnify-minus-outline", keys=("Ctrl+-",),
    )  # fmt: skip
    yield Command(
        id="view.zoom_reset",
        title="Actual size",
        menu="View",
        in_network=commands.viewport.zoom_reset,
        keys=("Ctrl+0",),
    )
    yield Command(
        id="view.fit", title="Fit network", menu="View", in_network=commands.viewport.fit, icon="fit-to-page-outline",
        canvas_keys=("F",), tip="Zoom so that the whole network is visible",
    )  # fmt: skip


def build_commands(commands: CanvasCommands) -> Iterator[Command]:
    """Yield adding, connecting, blocks and ready networks."""
    yield Command(
        id="network.add", title="Quick add…", menu="Network", in_network=commands.quick_add, icon="plus",
        canvas_keys=("Space",), tip="Add a layer by typing its name",
    )  # fmt: skip
    yield Command(
        id="network.connect", title="Connect selected", menu="Network", in_network=commands.connect_selected,
        icon="vector-line", canvas_keys=("C",), enabled=Selection(commands).several,
        tip="Connect the selected nodes in the order of selection",
    )  # fmt: skip
    yield from _sizes(commands)
    yield from _blocks(commands)
    yield from _freezing(commands)
    for network in NETWORKS:
        yield Command(
            id=f"network.ready.{network.key}", title=network.title, menu="Network/Ready networks",
            in_network=partial(commands.edits.adding.use, "networks", network.key),
        )  # fmt: skip


def _sizes(commands: CanvasCommands) -> Iterator[Command]:
    quick = commands.quick
    yield Command(
        id="network.wider", title="More units", menu="Network", in_network=partial(quick.resize_selected, 1),
        canvas_keys=("+", "Shift++", "="), enabled=quick.can_resize, separated=True,
        tip="Make the selected layers one unit or channel wider",
    )  # fmt: skip
    yield Command(
        id="network.narrower", title="Fewer units", menu="Network", in_network=partial(quick.resize_selected, -1),
        canvas_keys=("-",), enabled=quick.can_resize, tip="Make the selected layers one unit or channel narrower",
    )  # fmt: skip
    yield Command(
        id="network.hidden", title="Insert hidden layer", menu="Network", in_network=quick.insert_layer,
        canvas_keys=("Ins",), tip="Insert a layer like the one before, behind the selection or before the last layer",
    )  # fmt: skip


def _blocks(commands: CanvasCommands) -> Iterator[Command]:
    blocks, edits = commands.blocks, commands.edits.blocks
    for key, title, run, icon, keys, enabled in (
        ("group", "Group into block", edits.group, "group", "Ctrl+G", Selection(commands).some),
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
        yield Command(
            id=f"network.{key}", title=title, menu="Network", in_network=run, icon=icon, canvas_keys=(keys,),
            enabled=enabled, separated=key == "group",
        )  # fmt: skip


def _freezing(commands: CanvasCommands) -> Iterator[Command]:
    freezing = commands.edits.freezing
    yield Command(
        id="network.freeze", title="Freeze or thaw", menu="Network", in_network=freezing.toggle, icon="snowflake",
        canvas_keys=("Shift+F",), enabled=freezing.can_toggle, separated=True,
        label=lambda: "Thaw" if freezing.thaws() else "Freeze",
        tip="Keep the weights of the selected nodes as they are, or train them again",
    )  # fmt: skip
    yield Command(
        id="network.thaw_inside", title="Thaw what is inside", menu="Network", in_network=freezing.thaw_inside,
        icon="snowflake-melt", enabled=freezing.frozen_inside, tip="Train the frozen layers in the selected blocks",
    )  # fmt: skip
    transfer = commands.edits.transfer
    yield Command(
        id="network.new_head", title="New head", menu="Network/Transfer learning", in_network=transfer.new_head,
        icon="head-plus-outline", enabled=transfer.has_head,
        tip="Draw the last layer again, with as many outputs as the loss needs; the others begin with their weights",
    )  # fmt: skip
    for key, (title, words) in RECIPES.items():
        yield Command(
            id=f"network.recipe.{key}", title=title, menu="Network/Transfer learning", tip=words,
            in_network=partial(transfer.apply, key), separated=key in {"head", "scratch"},
        )  # fmt: skip


def arrange_commands(commands: CanvasCommands) -> Iterator[Command]:
    """Yield layout and alignment."""
    yield Command(
        id="network.layout", title="Auto-layout", menu="Network", in_network=commands.auto_layout,
        icon="auto-fix", keys=("Ctrl+L",), separated=True, tip="Arrange the selected nodes, or all, from left to right",
    )  # fmt: skip
    for how, title, icon in ALIGNMENTS:
        yield Command(
            id=f"network.{how}", title=title, menu="Network/Align", in_network=partial(commands.align, how),
            icon=icon, enabled=Selection(commands).several, separated=how == "distribute_across",
        )  # fmt: skip
