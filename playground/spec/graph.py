"""The network as drawn: nodes, wires, and edits that return a new graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from pydantic import Field, model_validator

from playground.spec.base import Choice, Frozen, Kind, Params, Position
from playground.spec.fields import setting
from playground.spec.training import AS_ALL, NodeTraining


class Node(Frozen):
    """One box on the canvas.

    Attributes:
        id: Unique within the graph.
        kind: Key of a layer in the catalog.
        params: The layer's parameters; those left out have their defaults.
        activation: Applied to the layer's output; None for none.
        initializer: Of the weights; None for the layer's own default.
        title: Shown instead of the layer's name when not empty.
        block: The inside of a node of kind ``block``; None for a layer.
        training: How it learns, where that differs from the choices for all.
        x: Horizontal position of the box's top-left corner on the canvas, in pixels at zoom 1.
        y: Vertical position, downwards.
    """

    id: str = Field(min_length=1, max_length=64)
    kind: Kind
    params: Params = Field(default_factory=dict)
    activation: Choice | None = None
    initializer: Choice | None = None
    title: str = Field("", max_length=80)
    block: Block | None = Field(None, exclude_if=lambda block: block is None)
    training: NodeTraining = Field(AS_ALL, exclude_if=lambda training: training == AS_ALL)
    x: Position = 0.0
    y: Position = 0.0

    @model_validator(mode="after")
    def _is_block_or_layer(self) -> Node:
        if self.block is not None and self.kind != "block":
            raise ValueError(f"{self.id} holds a block, but its kind is {self.kind}")
        return self


MOST_INPUTS = 1024
"""Inputs of one node."""
MOST_NODES = 2000
"""Nodes of a network with those inside its blocks."""
MOST_EDGES = 5_000
"""Wires of one graph."""


class Edge(Frozen):
    """A wire from the output of ``source`` to input number ``slot`` of ``target``."""

    source: str
    target: str
    slot: int = Field(0, ge=0, lt=MOST_INPUTS)


class Graph(Frozen):
    """A directed graph of layers. Edits return a new graph; this one never changes."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Graph:
        if self.size > MOST_NODES:
            raise ValueError(f"a network has at most {MOST_NODES:,} nodes, not {self.size:,}")
        if len(self.edges) > MOST_EDGES:
            raise ValueError(f"a network has at most {MOST_EDGES:,} wires, not {len(self.edges):,}")
        ids = {node.id for node in self.nodes}
        if len(ids) != len(self.nodes):
            raise ValueError("two nodes have the same id")
        if self.depth:
            _refuse_slashes(ids)
        taken: set[tuple[str, int]] = set()
        for edge in self.edges:
            if edge.source not in ids or edge.target not in ids:
                raise ValueError(f"the wire {edge.source} -> {edge.target} ends at no node")
            if (edge.target, edge.slot) in taken:
                raise ValueError(f"two wires end at input {edge.slot} of {edge.target}")
            taken.add((edge.target, edge.slot))
        return self

    # --- questions -------------------------------------------------------------------------------

    @property
    def depth(self) -> int:
        """Levels of blocks in blocks: 0 without any."""
        return max((1 + node.block.graph.depth for node in self.nodes if node.block is not None), default=0)

    @property
    def size(self) -> int:
        """Number of nodes, those inside blocks included, without repeats."""
        inside = (node.block.graph.size for node in self.nodes if node.block is not None)
        return len(self.nodes) + sum(inside)

    def node(self, node_id: str) -> Node:
        """Return the node with this id; KeyError if there is none."""
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)

    def by_id(self) -> dict[str, Node]:
        """Return all nodes by their id."""
        return {node.id: node for node in self.nodes}

    def inputs_of(self, node_id: str) -> tuple[Edge, ...]:
        """Return the wires into a node, by slot."""
        return tuple(sorted((e for e in self.edges if e.target == node_id), key=lambda e: e.slot))

    def outputs_of(self, node_id: str) -> tuple[Edge, ...]:
        """Return the wires out of a node."""
        return tuple(e for e in self.edges if e.source == node_id)

    def order(self) -> tuple[str, ...]:
        """Return node ids so that every wire points forward; ties keep the order of ``nodes``.

        Raises:
            CycleError: When there is a cycle; ``args[1]`` lists its nodes.
        """
        sorter: TopologicalSorter[str] = TopologicalSorter({node.id: () for node in self.nodes})
        for edge in self.edges:
            sorter.add(edge.target, edge.source)
        return tuple(sorter.static_order())

    def makes_cycle(self, source: str, target: str) -> bool:
        """Return whether a wire from ``source`` to ``target`` would close a cycle."""
        edges: dict[str, list[str]] = {}
        for edge in self.edges:
            edges.setdefault(edge.source, []).append(edge.target)
        stack, seen = [target], set[str]()
        while stack:
            here = stack.pop()
            if here == source:
                return True
            if here not in seen:
                seen.add(here)
                stack.extend(edges.get(here, ()))
        return False

    def fresh_id(self, kind: str) -> str:
        """Return an id for a new node of this kind that no node has yet, e.g. ``linear-3``."""
        taken = {node.id for node in self.nodes}
        stem, number = kind[:48].replace("/", "-"), 1
        while f"{stem}-{number}" in taken:
            number += 1
        return f"{stem}-{number}"

    def free_slot(self, node_id: str) -> int:
        """Return the lowest input number of a node without a wire."""
        taken = {e.slot for e in self.edges if e.target == node_id}
        return next(slot for slot in range(len(taken) + 1) if slot not in taken)

    # --- edits -----------------------------------------------------------------------------------

    def add(self, *nodes: Node) -> Graph:
        """Return the graph with more nodes; ValueError when an id is taken."""
        return self.with_(nodes=(*self.nodes, *nodes))

    def replace(self, *nodes: Node) -> Graph:
        """Return the graph with each given node in place of the one that has its id."""
        new = {node.id: node for node in nodes}
        return self.with_(nodes=tuple(new.get(node.id, node) for node in self.nodes))

    def connect(self, source: str, target: str, slot: int | None = None) -> Graph:
        """Return the graph with a wire; without a slot it takes the lowest free one, a taken slot is rewired."""
        slot = self.free_slot(target) if slot is None else slot
        kept = tuple(e for e in self.edges if (e.target, e.slot) != (target, slot))
        return self.with_(edges=(*kept, Edge(source=source, target=target, slot=slot)))

    def disconnect(self, *edges: Edge) -> Graph:
        """Return the graph without these wires."""
        gone = set(edges)
        return self.with_(edges=tuple(e for e in self.edges if e not in gone))

    def insert(self, node: Node, edge: Edge) -> Graph:
        """Return the graph with a new node in the middle of a wire."""
        kept = tuple(e for e in self.edges if e != edge)
        new = (edge.with_(target=node.id, slot=0), edge.with_(source=node.id))
        return Graph(nodes=(*self.nodes, node), edges=(*kept, *new))

    def remove(self, ids: Iterable[str], *, rewire: bool = True) -> Graph:
        """Return the graph without these nodes and their wires.

        With ``rewire``, whatever a removed node fed is fed by the source of its first input instead,
        through any number of removed nodes.
        """
        gone = set(ids)
        first_source = {e.target: e.source for e in sorted(self.edges, key=lambda e: -e.slot)}

        def survivor(node_id: str) -> str | None:
            seen: set[str] = set()
            here: str | None = node_id
            while here in gone and here not in seen:
                seen.add(here)
                here = first_source.get(here)
            return None if here in gone else here

        edges = []
        for edge in self.edges:
            if edge.target in gone:
                continue
            source = survivor(edge.source) if rewire or edge.source not in gone else None
            if source is not None and (source != edge.target or source == edge.source):
                edges.append(edge.with_(source=source))
        return Graph(nodes=tuple(n for n in self.nodes if n.id not in gone), edges=tuple(edges))

    def move(self, positions: Mapping[str, tuple[float, float]]) -> Graph:
        """Return the graph with some nodes at new positions."""
        return self.replace(
            *(n.with_(x=positions[n.id][0], y=positions[n.id][1]) for n in self.nodes if n.id in positions)
        )

    def part(self, ids: Iterable[str]) -> Graph:
        """Return these nodes and the wires among them."""
        kept = set(ids)
        return Graph(
            nodes=tuple(n for n in self.nodes if n.id in kept),
            edges=tuple(e for e in self.edges if e.source in kept and e.target in kept),
        )

    def merge(self, other: Graph, dx: float = 0.0, dy: float = 0.0) -> tuple[Graph, tuple[str, ...]]:
        """Return the graph with the nodes of another graph under fresh ids, shifted, and the new ids."""
        graph, names = self, {}
        for node in other.nodes:
            names[node.id] = graph.fresh_id(node.kind)
            graph = graph.add(node.with_(id=names[node.id], x=node.x + dx, y=node.y + dy))
        wires = (e.with_(source=names[e.source], target=names[e.target]) for e in other.edges)
        return graph.with_(edges=(*graph.edges, *wires)), tuple(names.values())


MOST_REPEATS = 64
DEEPEST = 4
"""Levels of blocks in blocks."""


class Block(Frozen):
    """A part of a network in its own box, possibly repeated in a row, each time with its own weights.

    Attributes:
        graph: What is inside. Its nodes of kind ``input`` are the inputs, by slot in the order of ``nodes``; its one
            node of kind ``output`` passes on the result.
        repeat: Number of repeats; each takes the output of the one before.
    """

    graph: Graph
    repeat: int = setting(
        1,
        "Number of times that the block is repeated, each time with its own weights.",
        ge=1,
        le=MOST_REPEATS,
    )

    @model_validator(mode="after")
    def _is_flat_enough(self) -> Block:
        _refuse_slashes(node.id for node in self.graph.nodes)
        if self.graph.depth >= DEEPEST:
            raise ValueError(f"blocks are nested more than {DEEPEST} deep")
        return self

    @property
    def inputs(self) -> tuple[str, ...]:
        """Ids of the nodes inside through which values come in, by slot."""
        return tuple(node.id for node in self.graph.nodes if node.kind == "input")


def _refuse_slashes(ids: Iterable[str]) -> None:
    """Refuse ids with a slash beside and inside blocks: ``block-1/2/linear-1`` names a layer in the second repeat."""
    wrong = next((name for name in ids if "/" in name), None)
    if wrong is not None:
        raise ValueError(f"the id {wrong} holds a slash, which is reserved for paths into blocks")


Node.model_rebuild()

__all__ = ["DEEPEST", "MOST_REPEATS", "Block", "CycleError", "Edge", "Graph", "Node"]
