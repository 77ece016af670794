"""The selection on the canvas, which survives edits."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from playground.spec.graph import Edge, Graph


class Selection(QObject):
    """Selected nodes in the order in which they were chosen, and selected wires."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: dict[str, None] = {}
        self._edges: dict[Edge, None] = {}

    @property
    def nodes(self) -> tuple[str, ...]:
        """Ids, the last chosen last."""
        return tuple(self._nodes)

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Wires, the last chosen last."""
        return tuple(self._edges)

    def __contains__(self, item: object) -> bool:
        return item in self._nodes or (isinstance(item, Edge) and item in self._edges)

    def set(self, nodes: Iterable[str] = (), edges: Iterable[Edge] = ()) -> None:
        """Select exactly these."""
        new_nodes, new_edges = dict.fromkeys(nodes), dict.fromkeys(edges)
        if list(new_nodes) != list(self._nodes) or new_edges != self._edges:
            self._nodes, self._edges = new_nodes, new_edges
            self.changed.emit()

    def toggle(self, item: str | Edge) -> None:
        """Select what is not selected, deselect what is."""
        if isinstance(item, Edge):
            edges = [edge for edge in self._edges if edge != item]
            self.set(self._nodes, edges if item in self._edges else [*edges, item])
        else:
            nodes = [node for node in self._nodes if node != item]
            self.set(nodes if item in self._nodes else [*nodes, item], self._edges)

    def keep_existing(self, graph: Graph) -> None:
        """Deselect what no longer exists."""
        ids, edges = {node.id for node in graph.nodes}, set(graph.edges)
        self.set((i for i in self._nodes if i in ids), (e for e in self._edges if e in edges))
