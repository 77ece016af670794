"""The context menus of node, wire and canvas, as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from playground.catalog.kinds import ACTIVATIONS, INITIALIZERS, Entry
from playground.spec.graph import Edge
from playground.ui.canvas.edits.arranging import ALIGNMENTS
from playground.ui.canvas.view.commands import CanvasCommands
from playground.ui.canvas.view.rows import canvas_rows

REPEATS = (1, 2, 3, 4, 5, 6, 8, 12, 16, 24)
"""Numbers of repeats offered in the menu; the inspector takes any."""


@dataclass(frozen=True)
class Item:
    """A line of a menu.

    Attributes:
        title: What it says; empty for a separator.
        run: What it does.
        keys: The keys that do the same, shown at the right.
        enabled: Whether it can be chosen now.
        items: A submenu instead of ``run``.
    """

    title: str = ""
    run: Callable[[], object] | None = None
    keys: str = ""
    enabled: bool = True
    items: Sequence[Item] = ()


SEPARATOR = Item()


def build_menu(items: Sequence[Item], parent: QWidget, title: str = "") -> QMenu:
    """Return a menu of these items."""
    menu = QMenu(title, parent)
    for item in items:
        if not item.title:
            menu.addSeparator()
        elif item.items:
            submenu = build_menu(item.items, menu, item.title)
            submenu.setEnabled(item.enabled)
            menu.addMenu(submenu)
        else:
            # Keys are only shown: a real shortcut here would conflict with the window's own.
            action = menu.addAction(f"{item.title}\t{item.keys}" if item.keys else item.title)
            action.setEnabled(item.enabled)
            assert item.run is not None
            action.triggered.connect(lambda _=False, run=item.run: run())
    return menu


def open_menu(commands: CanvasCommands, event: QContextMenuEvent) -> None:
    """Open the menu for what lies under the mouse, or for the selection when a key asked for it."""
    at = commands.viewport.to_scene(QPointF(event.pos()))
    selection = commands.viewport.canvas.selection
    if event.reason() == QContextMenuEvent.Reason.Keyboard:
        items = (
            menu_of_nodes(commands)
            if selection.nodes
            else menu_of_canvas(commands, commands.viewport.seen().center())
        )
    else:
        under = commands.mouse.under(QPointF(event.pos()))
        node = under.node or (under.port.node if under.port is not None else None)
        if node is not None and node not in selection.nodes:
            selection.set([node])
        if under.edge is not None:
            selection.set(edges=[under.edge])
            items = menu_of_wire(commands, under.edge, at)
        else:
            items = menu_of_nodes(commands) if node is not None else menu_of_canvas(commands, at)
    menu = build_menu(items, commands.viewport)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(event.globalPos())


def _item(commands: CanvasCommands, command: str, title: str, *, enabled: bool = True) -> Item:
    """A line that does what a command does, with its keys."""
    row = canvas_rows(commands)[command]
    return Item(title, row.in_network, row.shown_keys, enabled)


def _keys(commands: CanvasCommands, command: str) -> str:
    return canvas_rows(commands)[command].shown_keys


def menu_of_nodes(commands: CanvasCommands) -> list[Item]:
    """For the selected nodes."""
    chosen = commands.viewport.canvas.selection.nodes
    several = len(chosen) > 1
    problems = commands.viewport.canvas.report.of_node(chosen[-1]) if chosen else ()
    fixes = [
        Item(fix.label, partial(commands.apply_fix, fix)) for problem in problems for fix in problem.fixes
    ]
    return [
        *fixes,
        *([SEPARATOR] if fixes else []),
        *_of_blocks(commands),
        *_of_sizes(commands),
        _item(commands, "edit.rename", "Rename", enabled=not several),
        *_choices(commands, "activations", "Activation", ACTIVATIONS),
        *_choices(commands, "initializers", "Initializer", INITIALIZERS),
        *_of_training(commands),
        SEPARATOR,
        _item(commands, "network.connect", "Connect", enabled=several),
        Item("Align", items=_aligning(commands), enabled=several),
        _item(commands, "network.group", "Group into block"),
        SEPARATOR,
        _item(commands, "edit.cut", "Cut"),
        _item(commands, "edit.copy", "Copy"),
        _item(commands, "edit.duplicate", "Duplicate"),
        _item(commands, "edit.delete", "Delete"),
    ]


def _of_sizes(commands: CanvasCommands) -> list[Item]:
    """Return the items that make layers wider and narrower, and the one that inserts a layer behind."""
    sizes = [("network.wider", "More units"), ("network.narrower", "Fewer units")]
    return [
        *(_item(commands, row, title) for row, title in sizes if commands.quick.can_resize()),
        _item(commands, "network.hidden", "Insert hidden layer after"),
        SEPARATOR,
    ]


def _of_training(commands: CanvasCommands) -> list[Item]:
    """Return the items that freeze and thaw; none where nothing selected has weights."""
    freezing = commands.edits.freezing
    items = []
    if freezing.can_toggle():
        items.append(_item(commands, "network.freeze", "Thaw" if freezing.thaws() else "Freeze"))
    if freezing.frozen_inside():
        items.append(_item(commands, "network.thaw_inside", "Thaw what is inside"))
    return items


def _of_blocks(commands: CanvasCommands) -> list[Item]:
    """Return the items that only blocks have; none when no block is selected."""
    blocks = commands.edits.blocks.selected()
    if not blocks:
        return []
    times = {block.block.repeat for block in blocks if block.block is not None}
    repeats = [
        Item(
            f"× {count}" if count > 1 else "Once",
            partial(commands.edits.blocks.repeat, count),
            enabled=times != {count},
        )
        for count in REPEATS
    ]
    return [
        _item(commands, "network.enter", "Look inside", enabled=len(blocks) == 1),
        Item("Repeat", items=repeats),
        _item(commands, "network.ungroup", "Ungroup"),
        SEPARATOR,
    ]


def menu_of_wire(commands: CanvasCommands, edge: Edge, at: QPointF) -> list[Item]:
    """For a wire, with the place where it was clicked."""
    return [
        _item(commands, "network.hidden", "Insert hidden layer"),
        Item("Insert a layer…", partial(commands.adding.open, at)),
        Item("Delete wire", partial(commands.edits.wiring.disconnect, edge), _keys(commands, "edit.delete")),
    ]


def menu_of_canvas(commands: CanvasCommands, at: QPointF) -> list[Item]:
    """For empty canvas, with the place where it was clicked."""
    there = bool(commands.viewport.canvas.nodes)
    return [
        Item("Add a layer…", partial(commands.adding.open, at), _keys(commands, "network.add")),
        Item("Paste", partial(commands.paste, at), _keys(commands, "edit.paste")),
        _item(commands, "edit.select_all", "Select all", enabled=there),
        SEPARATOR,
        *([_item(commands, "network.leave", "Leave block")] if commands.blocks.inside() else []),
        _item(commands, "network.layout", "Auto-layout", enabled=there),
        _item(commands, "view.fit", "Fit", enabled=there),
        _item(commands, "view.zoom_reset", "Zoom to 100%"),
    ]


def _choices(
    commands: CanvasCommands, registry: str, title: str, entries: Iterable[type[Entry]]
) -> list[Item]:
    """Return a submenu of the entries that the selected nodes take; nothing when none of them takes any."""
    chosen = commands.viewport.canvas.selection.nodes
    fitting = commands.edits.attaching.fitting(registry, chosen)
    if not fitting:
        return []
    items = [
        Item(entry.title, partial(commands.edits.attaching.attach, registry, entry.key, fitting))
        for entry in entries
    ]
    if registry == "activations":
        items = [
            Item("None", partial(commands.edits.attaching.remove_activations, fitting)),
            SEPARATOR,
            *items,
        ]
    return [Item(title, items=items)]


def _aligning(commands: CanvasCommands) -> list[Item]:
    return [
        Item(
            title, partial(commands.align, how), enabled=not how.startswith("distribute") or _three(commands)
        )
        for how, title in ALIGNMENTS.items()
    ]


def _three(commands: CanvasCommands) -> bool:
    return len(commands.viewport.canvas.selection.nodes) > 2
