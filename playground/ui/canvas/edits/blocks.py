"""Editing blocks: group nodes into one, ungroup, repeat."""

from playground.spec.block import group, set_repeat, ungroup
from playground.spec.graph import Graph, Node
from playground.ui.canvas.card.captions import count_words
from playground.ui.canvas.edits.editor import Editor


class BlockEdits:
    """Edits of blocks."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    def selected(self) -> list[Node]:
        """Return the selected blocks."""
        nodes = self._editor.graph.by_id()
        return [nodes[i] for i in self._editor.selection.nodes if nodes[i].block is not None]

    def any_selected(self) -> bool:
        """Return whether a block is selected."""
        return bool(self.selected())

    def group(self) -> bool:
        """Put the selected nodes into a block."""
        chosen = self._editor.selection.nodes
        made: list[str] = []

        def change(graph: Graph) -> Graph:
            graph, block = group(graph, chosen)
            made[:] = [block]
            return graph

        words = count_words(self._editor.graph, chosen)
        if not self._editor.edit(f"Group {words}", change):
            return False
        self._editor.selection.set(made)
        return True

    def ungroup(self) -> bool:
        """Replace the selected blocks by the nodes inside them."""
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

        done = self._editor.edit(f"Ungroup {self._words(blocks)}", change)
        self._editor.selection.set(freed)
        return done

    def repeat(self, times: int) -> bool:
        """Set how many times the selected blocks are repeated."""
        blocks = self.selected()

        def change(graph: Graph) -> Graph:
            for block in blocks:
                graph = set_repeat(graph, block.id, times)
            return graph

        return self._editor.edit(f"Repeat {self._words(blocks)} × {times}", change)

    def _words(self, blocks: list[Node]) -> str:
        return count_words(self._editor.graph, tuple(block.id for block in blocks))
