"""Expand a network with blocks to its layers: every block once for each repeat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from playground.build.nodes import numbered, title_of
from playground.spec.block import locate, within
from playground.spec.connected import connected
from playground.spec.graph import Edge, Graph, Node
from playground.spec.training import AS_ALL, NodeTraining

MOST_LAYERS = 1024
"""Largest number of layers with all repeats; nested blocks could make millions of them."""


@dataclass(frozen=True)
class Flat:
    """A network without blocks, and the layers that its drawn nodes became.

    Ids of layers inside blocks are paths, e.g. ``block-1/2/conv2d-1`` in the second repeat; the others keep their ids.

    Attributes:
        graph: The layers and their wires.
        exits: By drawn node (block, input or output of a block), the layer whose output it passes on; all other
            nodes pass on their own.
        entries: By block and slot, the layers inside that are fed.
    """

    graph: Graph = field(default_factory=Graph)
    exits: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)

    def exit_of(self, name: str) -> str:
        """The layer whose output a drawn node passes on."""
        return self.exits.get(name, name)

    def wires_of(self, source: str, target: str, slot: int) -> tuple[tuple[str, str], ...]:
        """The wires between layers that a drawn wire stands for."""
        start = self.exit_of(source)
        return tuple((start, end) for end in self.entries.get((target, slot), (target,)))


def layer_count(graph: Graph) -> int:
    """Number of layers with all repeats, without inputs and outputs; fast for any number."""
    layers = (node for node in graph.nodes if node.kind not in {"input", "output"})
    return sum(
        1 if node.block is None else node.block.repeat * layer_count(node.block.graph) for node in layers
    )


def expand(graph: Graph) -> Flat:
    """Expand a network whose blocks are fully wired.

    Raises:
        CycleError: When the wires form a cycle.
    """
    if not graph.depth:
        return Flat(graph)
    unfolding = _Unfolding()
    unfolding.lay_out(graph, "", ())
    nodes, edges = tuple(unfolding.nodes), tuple(unfolding.edges)
    # Sound by construction; ids of layers deep inside may be longer than those of drawn ones.
    flat = Graph.model_construct(nodes=nodes, edges=edges)
    return Flat(flat, unfolding.exits, unfolding.entries)


class _Unfolding:
    """Collects layers and wires, block by block."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self.exits: dict[str, str] = {}
        self.entries: dict[tuple[str, int], tuple[str, ...]] = {}

    def lay_out(self, graph: Graph, prefix: str, sources: Sequence[str | None]) -> str | None:
        """Add the layers of a graph; returns the layer at its output, None when nothing leads there.

        Args:
            graph: The network, or the inside of a block.
            prefix: Prefix of the layers' ids.
            sources: The layers that feed a block, by slot; unused for the network itself.
        """
        entering: dict[str, list[Edge]] = {}
        for edge in sorted(graph.edges, key=lambda e: e.slot):
            entering.setdefault(edge.target, []).append(edge)
        ports = [node.id for node in graph.nodes if node.kind == "input"] if prefix else []
        local: dict[str, str | None] = dict(zip(ports, sources, strict=False))
        self.exits.update({prefix + port: source for port, source in local.items() if source is not None})
        leaves: str | None = None
        nodes = graph.by_id()
        for node in (nodes[node_id] for node_id in graph.order()):
            into = [(edge.slot, local.get(edge.source)) for edge in entering.get(node.id, ())]
            if node.block is not None:
                local[node.id] = self._repeat(node, prefix + node.id, dict(into))
            elif prefix and node.kind == "output":
                leaves = into[0][1] if into else None
                if leaves is not None:
                    self.exits[prefix + node.id] = leaves
            elif not (prefix and node.kind == "input"):
                local[node.id] = self._layer(node, prefix + node.id, into)
        return leaves

    def _layer(self, node: Node, name: str, into: Iterable[tuple[int, str | None]]) -> str:
        self.nodes.append(node if name == node.id else node.model_copy(update={"id": name}))
        self.edges.extend(
            Edge.model_construct(source=source, target=name, slot=slot)
            for slot, source in into
            if source is not None
        )
        return name

    def _repeat(self, node: Node, name: str, into: Mapping[int, str | None]) -> str | None:
        assert node.block is not None
        inner, leaves = _with_training(node.block.graph, node.training), None
        sources = [into.get(slot) for slot in range(len(node.block.inputs))]
        for number in range(1, node.block.repeat + 1):
            leaves = self.lay_out(inner, f"{name}/{number}/", sources)
            sources = [leaves, *sources[1:]]
        for slot, port in enumerate(node.block.inputs):
            self.entries[name, slot] = self._fed_by(inner, port, f"{name}/1/")
        if leaves is not None:
            self.exits[name] = leaves
        return leaves

    def _fed_by(self, inner: Graph, port: str, prefix: str) -> tuple[str, ...]:
        """The layers that an input of a block feeds in the first repeat, through blocks in it."""
        wires = [edge for edge in inner.edges if edge.source == port]
        ends = {node.id for node in inner.nodes if node.kind == "output"}
        found = (
            self.entries.get((prefix + edge.target, edge.slot), (prefix + edge.target,))
            for edge in wires
            if edge.target not in ends
        )
        return tuple(chain.from_iterable(found))


def _with_training(graph: Graph, outer: NodeTraining) -> Graph:
    """The inside of a block with the block's own training settings applied."""
    if outer == AS_ALL:
        return graph
    nodes = (node.with_(training=node.training.within(outer)) for node in graph.nodes)
    return graph.with_(nodes=tuple(nodes))


def titles(graph: Graph) -> dict[str, str]:
    """The names of all layers that are trained by their full ids, e.g. ``Residual 2 · Conv 2D 1``.

    Layers and blocks of one name beside each other are numbered in the order of computation.
    """
    return dict(_titles(connected(graph), "", ""))


def _titles(graph: Graph, prefix: str, words: str) -> Iterator[tuple[str, str]]:
    nodes = graph.by_id()
    plain: dict[str, str] = {}
    for node in (nodes[node_id] for node_id in in_order(graph)):
        if node.block is not None:
            plain.update({f"{node.id}/{k}": title_of(node) for k in range(1, node.block.repeat + 1)})
        elif not prefix or node.kind not in {"input", "output"}:
            plain[node.id] = title_of(node)
    for name, title in numbered(plain).items():
        block = nodes[name.split("/")[0]].block if name not in nodes else None
        if block is None:
            yield prefix + name, words + title
        else:
            yield from _titles(block.graph, f"{prefix}{name}/", f"{words}{title} · ")


def title_at(graph: Graph, name: str) -> str:
    """The name of a node at any depth in messages, with the blocks around it."""
    path, last = locate(graph, name)
    around = [title_of(within(graph, path[:k]).node(block)) for k, block in enumerate(path)]
    return " · ".join((*around, title_of(within(graph, path).node(last))))


def in_order(graph: Graph) -> tuple[str, ...]:
    """Node ids in the order of computation, the output last.

    Raises:
        CycleError: When the wires form a cycle.
    """
    nodes = graph.by_id()
    return tuple(sorted(graph.order(), key=lambda node_id: nodes[node_id].kind == "output"))
