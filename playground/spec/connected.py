"""The part of a network that leads to its output: what is trained while the rest is still being built."""

from collections.abc import Iterable

from playground.spec.graph import Edge, Graph, Node


def connected(graph: Graph, *, block: bool = False) -> Graph:
    """Return the graph without nodes that do not lead to the output, inside blocks too.

    Returns the same graph when all of them do, and while there is no path from an input to the output: such a
    network has no part that works.

    Args:
        graph: The network, or the inside of a block.
        block: Whether it is the inside of a block, whose inputs all stay.
    """
    outputs = [node.id for node in graph.nodes if node.kind == "output"]
    if len(outputs) != 1 or any(edge.source == outputs[0] for edge in graph.edges):
        return graph
    leading = _leading_to(outputs[0], graph.edges)
    inputs = {node.id for node in graph.nodes if node.kind == "input"}
    if not block and not inputs & leading:
        return graph
    nodes = tuple(_inside(node) for node in graph.nodes if node.id in leading | inputs)
    if len(nodes) == len(graph.nodes) and all(a is b for a, b in zip(nodes, graph.nodes, strict=True)):
        return graph
    kept = {node.id for node in nodes}
    return Graph(nodes=nodes, edges=tuple(e for e in graph.edges if e.source in kept and e.target in kept))


def _inside(node: Node) -> Node:
    if node.block is None:
        return node
    inside = connected(node.block.graph, block=True)
    return node if inside is node.block.graph else node.with_(block=node.block.with_(graph=inside))


def _leading_to(end: str, edges: Iterable[Edge]) -> set[str]:
    sources: dict[str, list[str]] = {}
    for edge in edges:
        sources.setdefault(edge.target, []).append(edge.source)
    stack, found = [end], {end}
    while stack:
        for source in sources.get(stack.pop(), ()):
            if source not in found:
                found.add(source)
                stack.append(source)
    return found
