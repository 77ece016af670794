"""Which nodes and wires are hovered, selected, or the target of a drag."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from playground.spec.graph import Edge
from playground.ui.canvas.card.card_state import CardState
from playground.ui.canvas.items.edge_item import EdgeItem
from playground.ui.canvas.items.node_item import NodeItem


class Marks:
    """Marks the items of a scene; a name without an item is ignored."""

    def __init__(self, nodes: Mapping[str, NodeItem], edges: Mapping[Edge, EdgeItem]) -> None:
        self._nodes = nodes
        self._edges = edges
        self._hovered: str | Edge | None = None
        self._targets: frozenset[str | Edge] = frozenset()
        self._selected: frozenset[str | Edge] = frozenset()

    def marked(self, state: CardState, node_id: str) -> CardState:
        """Return the state of a node's card with the node's marks."""
        return replace(
            state,
            selected=node_id in self._selected,
            hovered=node_id == self._hovered,
            target=node_id in self._targets,
        )

    def hover(self, what: str | Edge | None) -> None:
        """Mark what the mouse is over."""
        before, self._hovered = self._hovered, what
        if what != before:
            self._show("hovered", {before}, on=False)
            self._show("hovered", {what}, on=True)

    def aim(self, targets: Iterable[str | Edge] = ()) -> None:
        """Mark where something being dragged would land."""
        before, self._targets = self._targets, frozenset(targets)
        self._show("target", before - self._targets, on=False)
        self._show("target", self._targets - before, on=True)

    def select(self, chosen: Iterable[str | Edge]) -> None:
        """Mark what is selected; selected nodes lie above the others."""
        before, self._selected = self._selected, frozenset(chosen)
        self._show("selected", before - self._selected, on=False)
        self._show("selected", self._selected - before, on=True)
        for name in before ^ self._selected:
            if isinstance(name, str) and name in self._nodes:
                self._nodes[name].setZValue(3.0 if name in self._selected else 2.0)

    def _show(self, mark: str, names: Iterable[str | Edge | None], *, on: bool) -> None:
        for name in names:
            if isinstance(name, Edge) and name in self._edges:
                self._edges[name].mark(mark, on=on)
            elif isinstance(name, str) and name in self._nodes:
                item = self._nodes[name]
                item.show_state(self.marked(item.state, name))
