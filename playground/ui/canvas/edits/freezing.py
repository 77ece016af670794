"""Freezing and thawing nodes."""

from collections.abc import Sequence

from playground.catalog.kinds import LAYERS
from playground.spec.graph import Graph, Node
from playground.spec.node_training import freeze, has_frozen_parts
from playground.ui.canvas.card.captions import count_words
from playground.ui.canvas.edits.editor import Editor

BLOCK_IS_FROZEN = "The block around it is frozen; thaw the block first."


class Freezing:
    """Edits of what is trained."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    def freezable(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Return those nodes that have weights or keep statistics of batches."""
        nodes = self._editor.graph.by_id()
        return tuple(i for i in ids if i in nodes and self._has_weights(nodes[i]))

    def can_toggle(self) -> bool:
        """Whether a selected node can be frozen or thawed."""
        return bool(self.freezable(self._editor.selection.nodes))

    def thaws(self) -> bool:
        """Whether ``toggle`` would thaw: all selected nodes with weights are frozen."""
        chosen = self.freezable(self._editor.selection.nodes)
        graph = self._editor.graph
        return bool(chosen) and all(graph.node(name).training.frozen for name in chosen)

    def toggle(self) -> bool:
        """Freeze the selected nodes, or thaw them if all are frozen; return whether anything changed."""
        chosen = self.freezable(self._editor.selection.nodes)
        if not chosen:
            return False
        if self._editor.scene.scope.is_frozen:
            self._editor.say(BLOCK_IS_FROZEN)
            return False
        thaws = self.thaws()
        words = count_words(self._editor.graph, chosen)

        def change(graph: Graph) -> Graph:
            return freeze(graph, chosen, frozen=not thaws)

        return self._editor.edit(f"{'Thaw' if thaws else 'Freeze'} {words}", change)

    def thaw_inside(self) -> bool:
        """Thaw everything in the selected nodes, where only parts of them are frozen."""
        graph = self._editor.graph
        chosen = [i for i in self._editor.selection.nodes if has_frozen_parts(graph.node(i))]
        words = count_words(graph, tuple(chosen)) if chosen else ""
        return self._editor.edit(f"Thaw {words}", lambda graph: freeze(graph, chosen, frozen=False))

    def frozen_inside(self) -> bool:
        """Whether a selected block is thawed, but holds frozen nodes."""
        nodes = [self._editor.graph.node(name) for name in self._editor.selection.nodes]
        return any(not node.training.frozen and has_frozen_parts(node) for node in nodes)

    def _has_weights(self, node: Node) -> bool:
        statistics = node.kind in LAYERS and LAYERS.entry(node.kind).keeps_statistics
        return statistics or bool(self._editor.report.parameters.get(node.id))
