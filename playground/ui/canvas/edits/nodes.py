"""Editing nodes that exist: delete, move, copy, rename."""

from collections.abc import Mapping, Sequence

from playground.spec.graph import Edge, Graph
from playground.ui.canvas.card.captions import count_words, node_title
from playground.ui.canvas.edits.editor import Editor
from playground.ui.canvas.edits.surgery import Position, insert_with_room

LONGEST_TITLE = 80


class NodeEdits:
    """Edits of existing nodes."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    def delete(self, nodes: Sequence[str], edges: Sequence[Edge]) -> bool:
        """Remove wires, and nodes with their neighbours rewired."""
        if nodes:
            label = f"Delete {count_words(self._editor.graph, tuple(nodes))}"
        else:
            label = "Delete wire" if len(edges) == 1 else f"Delete {len(edges)} wires"
        return self._editor.edit(label, lambda graph: graph.disconnect(*edges).remove(nodes))

    def delete_selected(self) -> bool:
        """Remove the selected nodes and wires."""
        selection = self._editor.selection
        return bool(selection.nodes or selection.edges) and self.delete(selection.nodes, selection.edges)

    def move(self, positions: Mapping[str, Position], *, merge: str | None = None) -> bool:
        """Put nodes elsewhere."""
        label = f"Move {count_words(self._editor.graph, tuple(positions))}"
        return self._editor.edit(label, lambda graph: graph.move(positions), merge=merge)

    def drop_on_wire(self, node_id: str, at: Position, wire: Edge, *, merge: str | None = None) -> bool:
        """Put an unconnected node in the middle of a wire."""
        node = self._editor.graph.node(node_id).with_(x=at[0], y=at[1])
        label = f"Insert {node_title(node)}"
        return self._editor.edit(label, lambda graph: insert_with_room(graph, node, wire), merge=merge)

    def copy_in(
        self, part: Graph, shift: Position, verb: str, *, merge: str | None = None
    ) -> tuple[str, ...]:
        """Add a copy of a part, moved by ``shift``; returns the new ids, which are selected."""
        added: list[str] = []

        def change(graph: Graph) -> Graph:
            graph, ids = graph.merge(part, *shift)
            added[:] = ids
            return graph

        words = count_words(part, tuple(node.id for node in part.nodes))
        self._editor.edit(f"{verb} {words}", change, merge=merge)
        self._editor.selection.set(added)
        return tuple(added)

    def rename(self, node_id: str, title: str) -> bool:
        """Give a node a title; an empty one, or the layer's own name, restores the default."""
        node = self._editor.graph.node(node_id)
        plain = node_title(node.with_(title=""))
        title = "" if title.strip() == plain else title.strip()[:LONGEST_TITLE]
        label = f"Rename {node_title(node)}"
        return self._editor.edit(label, lambda graph: graph.replace(graph.node(node_id).with_(title=title)))
