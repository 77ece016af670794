"""Draws networks of layers from left to right, column by column."""

from __future__ import annotations

from playground.spec.base import Choice, Value
from playground.spec.graph import Block, Edge, Graph, Node

COLUMN, ROW = 208.0, 168.0
"""Pixels from one node to the next."""


class Drawing:
    """A network in the making. Every node stands one column right of those that feed it.

    A node without sources given is fed by the one drawn last.
    """

    def __init__(self) -> None:
        self._graph = Graph()
        self._columns: dict[str, int] = {}
        self._last = ""

    def node(
        self, kind: str, *sources: str, row: float = 0.0, activation: str | None = None, title: str = "",
        **params: Value,
    ) -> str:  # fmt: skip
        """Draw a layer, ``row`` rows below the first one; returns its id."""
        choice = Choice(kind=activation) if activation else None
        return self._put(
            Node(id=self._graph.fresh_id(kind), kind=kind, params=params, activation=choice, title=title),
            sources,
            row,
        )

    def block(self, title: str, inside: Graph, *sources: str, row: float = 0.0, repeat: int = 1) -> str:
        """Draw a block; returns its id."""
        block = Block(graph=inside, repeat=repeat)
        node = Node(id=self._graph.fresh_id("block"), kind="block", title=title, block=block)
        return self._put(node, sources, row)

    def _put(self, node: Node, sources: tuple[str, ...], row: float) -> str:
        fed_by = sources or ((self._last,) if self._last else ())
        column = 1 + max((self._columns[source] for source in fed_by), default=-1)
        self._columns[node.id] = column
        graph = self._graph.add(node.with_(x=COLUMN * column, y=ROW * row))
        wires = (Edge(source=source, target=node.id, slot=slot) for slot, source in enumerate(fed_by))
        self._graph = graph.with_(edges=(*graph.edges, *wires))
        self._last = node.id
        return node.id

    def done(self) -> Graph:
        """The network drawn, with an output behind the last node."""
        self.node("output")
        return self._graph
