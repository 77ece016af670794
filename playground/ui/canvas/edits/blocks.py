"""What is done with blocks on the canvas: group, open, repeat, and go in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF

from playground.build.nodes import title_of
from playground.spec.block import Path, group, set_repeat, ungroup, within
from playground.spec.graph import Graph, Node
from playground.ui.canvas.card.captions import count_words
from playground.ui.canvas.overlays.breadcrumbs import Breadcrumbs
from playground.ui.canvas.overlays.hud import EDGE
from playground.ui.style.theme import Theme, ThemeHub

if TYPE_CHECKING:
    from playground.ui.canvas.view.view import CanvasView

REPEATS = (1, 2, 3, 4, 5, 6, 8, 12, 16, 24)
"""Offered in the menu; the inspector takes any number."""


class Blocks(QObject):
    """The commands on blocks, and the bar that shows the way."""

    def __init__(self, view: CanvasView, hub: ThemeHub) -> None:
        super().__init__(view)
        self._view = view
        self._scene = view.canvas
        self._cameras: dict[Path, tuple[float, QPointF]] = {}
        self.crumbs = Breadcrumbs(hub, view)
        self.crumbs.move(EDGE, EDGE)
        self.crumbs.chosen.connect(self._go_up)
        self.crumbs.turned.connect(self.turn)
        self._scene.entered.connect(self._arrived)

    # --- questions -----------------------------------------------------------------------------------

    def selected(self) -> list[Node]:
        """The selected blocks."""
        nodes = self._scene.scope.graph.by_id()
        return [nodes[i] for i in self._scene.selection.nodes if nodes[i].block is not None]

    def any_selected(self) -> bool:
        """Whether a block is selected."""
        return bool(self.selected())

    def inside(self) -> bool:
        """Whether the inside of a block is shown."""
        return bool(self._scene.scope.path)

    # --- edits ---------------------------------------------------------------------------------------

    def group(self) -> bool:
        """Put the selected nodes into a block."""
        chosen = self._scene.selection.nodes
        made: list[str] = []

        def change(graph: Graph) -> Graph:
            graph, block = group(graph, chosen)
            made[:] = [block]
            return graph

        commands = self._view.commands
        words = count_words(commands.graph, chosen)
        if not commands.edit(f"Group {words}", change):
            return False
        self._scene.selection.set(made)
        return True

    def ungroup(self) -> bool:
        """Put what is in the selected blocks in their place."""
        blocks = self.selected()
        if not blocks:
            return False
        freed: list[str] = []

        def change(graph: Graph) -> Graph:
            freed.clear()
            for block in blocks:
                graph, new = ungroup(graph, block.id)
                freed.extend(new)
            return graph

        words = count_words(self._view.commands.graph, tuple(block.id for block in blocks))
        done = self._view.commands.edit(f"Ungroup {words}", change)
        self._scene.selection.set(freed)
        return done

    def repeat(self, times: int) -> bool:
        """Repeat the selected blocks so many times."""
        blocks = self.selected()

        def change(graph: Graph) -> Graph:
            for block in blocks:
                graph = set_repeat(graph, block.id, times)
            return graph

        words = count_words(self._view.commands.graph, tuple(block.id for block in blocks))
        return self._view.commands.edit(f"Repeat {words} × {times}", change)

    # --- going in and out ----------------------------------------------------------------------------

    def enter(self, block_id: str | None = None) -> bool:
        """Show the inside of a block, by default of the one selected last; whether there is one."""
        if block_id is None:
            block_id = next((block.id for block in reversed(self.selected())), None)
        if block_id is None:
            return False
        self.show_part((*self._scene.scope.path, block_id))
        return True

    def leave(self) -> bool:
        """Show what is around the block; whether there was one to leave."""
        if self.inside():
            self._go_up(len(self._scene.scope.path) - 1)
            return True
        return False

    def _go_up(self, depth: int) -> None:
        left = self._scene.scope.path[depth]
        self.show_part(self._scene.scope.path[:depth])
        self._scene.selection.set([left])

    def turn(self, step: int) -> bool:
        """Show the next or the previous repeat of the block that is shown; whether there is one."""
        scope = self._scene.scope
        if not scope.path or not self._scene.show_repeat(scope.repeats[-1] + step):
            return False
        self.refresh()
        self._scene.selection.changed.emit()  # the same nodes have other names now
        return True

    def has_repeats(self) -> bool:
        """Whether the block that is shown is there several times."""
        return self._scene.scope.count > 1

    def show_part(self, path: Path) -> None:
        """Show a part of the network, where it was looked at last."""
        view = self._view
        if path == self._scene.scope.path:
            return
        view.mouse.give_up()
        view.title_editor.take()
        self._cameras[self._scene.scope.path] = (view.zoom, view.seen().center())
        self._scene.show_part(path)
        view.setFocus()

    def _arrived(self) -> None:
        path = self._scene.scope.path
        known = self._cameras.get(path)
        if known is None or path:
            self._view.fit()
        else:
            self._view.zoom_at(known[0] / self._view.zoom)
            self._view.centre(known[1])
        self.refresh()

    def refresh(self) -> None:
        """Titles or repeats may have changed."""
        path, graph = self._scene.scope.path, self._scene.document.project.graph
        around = [within(graph, path[:k]).node(block) for k, block in enumerate(path)]
        scope = self._scene.scope
        self.crumbs.show_way(
            tuple(title_of(node) for node in around), scope.repeats[-1] if path else 1, scope.count
        )

    def restyle(self, theme: Theme) -> None:
        """Take on a theme's colours."""
        self.crumbs.restyle(theme)
