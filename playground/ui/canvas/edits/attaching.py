"""Attaching activations and initializers to nodes."""

from collections.abc import Sequence

from playground.spec.base import Choice
from playground.spec.graph import Graph
from playground.ui.canvas.card.captions import count_words, entry_title
from playground.ui.canvas.card.card_builder import takes_activation, takes_initializer
from playground.ui.canvas.edits.editor import Editor
from playground.ui.canvas.edits.entries import REGISTRIES


class Attaching:
    """Sets and removes what a node has attached."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    def fitting(self, registry: str, ids: Sequence[str]) -> tuple[str, ...]:
        """Return those nodes that take an activation or initializer."""
        fits = {"activations": takes_activation, "initializers": takes_initializer}.get(registry)
        nodes = self._editor.graph.by_id()
        return tuple(i for i in ids if fits is not None and fits(nodes[i].kind))

    def attach(self, registry: str, key: str, ids: Sequence[str]) -> bool:
        """Give nodes an activation or initializer."""
        field = "activation" if registry == "activations" else "initializer"
        title = entry_title(REGISTRIES[registry], key)
        where = count_words(self._editor.graph, tuple(ids))
        choice = Choice(kind=key)

        def change(graph: Graph) -> Graph:
            return graph.replace(*(graph.node(i).with_(**{field: choice}) for i in ids))

        self._editor.selection.set(ids)
        return self._editor.edit(f"Set {title} on {where}", change)

    def remove_activations(self, ids: Sequence[str]) -> bool:
        """Remove the activations of nodes; nodes that are an activation stay as they are."""
        nodes = [self._editor.graph.node(i) for i in ids]
        having = [n for n in nodes if n.activation is not None and n.kind != "activation"]

        def change(graph: Graph) -> Graph:
            return graph.replace(*(node.with_(activation=None) for node in having))

        where = count_words(self._editor.graph, tuple(n.id for n in having)) if having else ""
        return self._editor.edit(f"Remove activation of {where}", change)
