"""The context menus of node, wire and canvas, as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from playground.catalog.kinds import ACTIVATIONS, INITIALIZERS, Entry
from playground.spec.graph import Edge
from playground.ui.canvas.edits.blocks import REPEATS
from playground.ui.canvas.edits.commands import HOW_WORDS

if TYPE_CHECKING:
    from playground.ui.canvas.view.view import CanvasView


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
    """A menu of these items; it goes away by itself once closed."""
    menu = QMenu(title, parent)
    for item in items:
        if not item.title:
            menu.addSeparator()
        elif item.items:
            submenu = build_menu(item.items, menu, item.title)
            submenu.setEnabled(item.enabled)
            menu.addMenu(submenu)
        else:
            # Keys are only shown: a real shortcut here would stand in the way of the window's own.
            action = menu.addAction(f"{item.title}\t{item.keys}" if item.keys else item.title)
            action.setEnabled(item.enabled)
            assert item.run is not None
            action.triggered.connect(lambda _=False, run=item.run: run())
    return menu


def open_menu(view: CanvasView, event: QContextMenuEvent) -> None:
    """Open the menu for what lies under the mouse, or for the selection when a key asked for it."""
    at = view.to_scene(QPointF(event.pos()))
    selection = view.canvas.selection
    if event.reason() == QContextMenuEvent.Reason.Keyboard:
        items = menu_of_nodes(view) if selection.nodes else menu_of_canvas(view, view.seen().center())
    else:
        under = view.mouse.under(QPointF(event.pos()))
        node = under.node or (under.port.node if under.port is not None else None)
        if node is not None and node not in selection.nodes:
            selection.set([node])
        if under.edge is not None:
            selection.set(edges=[under.edge])
            items = menu_of_wire(view, under.edge, at)
        else:
            items = menu_of_nodes(view) if node is not None else menu_of_canvas(view, at)
    menu = build_menu(items, view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(event.globalPos())


def menu_of_nodes(view: CanvasView) -> list[Item]:
    """For the selected nodes."""
    chosen = view.canvas.selection.nodes
    several = len(chosen) > 1
    problems = view.canvas.report.of_node(chosen[-1]) if chosen else ()
    fixes = [Item(fix.label, partial(view.apply_fix, fix)) for problem in problems for fix in problem.fixes]
    return [
        *fixes,
        *([SEPARATOR] if fixes else []),
        *_of_blocks(view),
        Item("Rename", view.rename, "F2", enabled=not several),
        *_choices(view, "activations", "Activation", ACTIVATIONS),
        *_choices(view, "initializers", "Initializer", INITIALIZERS),
        SEPARATOR,
        Item("Connect", view.connect_selected, "C", enabled=several),
        Item("Align", items=_aligning(view), enabled=several),
        Item("Group into block", view.blocks.group, "Ctrl+G"),
        SEPARATOR,
        Item("Cut", view.cut, "Ctrl+X"),
        Item("Copy", view.copy, "Ctrl+C"),
        Item("Duplicate", view.duplicate, "Ctrl+D"),
        Item("Delete", view.delete_selection, "Del"),
    ]


def _of_blocks(view: CanvasView) -> list[Item]:
    """What only blocks can do; nothing where none is selected."""
    blocks = view.blocks.selected()
    if not blocks:
        return []
    times = {block.block.repeat for block in blocks if block.block is not None}
    repeats = [
        Item(
            f"× {count}" if count > 1 else "Once",
            partial(view.blocks.repeat, count),
            enabled=times != {count},
        )
        for count in REPEATS
    ]
    return [
        Item("Look inside", view.blocks.enter, "Return", enabled=len(blocks) == 1),
        Item("Repeat", items=repeats),
        Item("Ungroup", view.blocks.ungroup, "Ctrl+Shift+G"),
        SEPARATOR,
    ]


def menu_of_wire(view: CanvasView, edge: Edge, at: QPointF) -> list[Item]:
    """For a wire, with the place where it was clicked."""
    return [
        Item("Insert a layer…", partial(view.open_quick_add, at)),
        Item("Delete wire", partial(view.commands.disconnect, edge), "Del"),
    ]


def menu_of_canvas(view: CanvasView, at: QPointF) -> list[Item]:
    """For empty canvas, with the place where it was clicked."""
    there = bool(view.canvas.nodes)
    return [
        Item("Add a layer…", partial(view.open_quick_add, at), "Space"),
        Item("Paste", view.paste, "Ctrl+V"),
        Item("Select all", view.select_all, "Ctrl+A", enabled=there),
        SEPARATOR,
        *([Item("Leave the block", view.blocks.leave, "Esc")] if view.blocks.inside() else []),
        Item("Auto-layout", view.auto_layout, enabled=there),
        Item("Fit", view.fit, "F", enabled=there),
        Item("Zoom to 100 %", view.zoom_reset),
    ]


def _choices(view: CanvasView, registry: str, title: str, entries: Iterable[type[Entry]]) -> list[Item]:
    """A submenu of what can be snapped onto the selected nodes; nothing where none of them takes it."""
    chosen = view.canvas.selection.nodes
    fitting = view.commands.fitting(registry, chosen)
    if not fitting:
        return []
    items = [
        Item(entry.title, partial(view.commands.snap_on, registry, entry.key, fitting)) for entry in entries
    ]
    if registry == "activations":
        items = [Item("None", partial(view.commands.take_off, fitting)), SEPARATOR, *items]
    return [Item(title, items=items)]


def _aligning(view: CanvasView) -> list[Item]:
    return [
        Item(title, partial(view.align, how), enabled=not how.startswith("distribute") or _three(view))
        for how, title in HOW_WORDS.items()
    ]


def _three(view: CanvasView) -> bool:
    return len(view.canvas.selection.nodes) > 2
