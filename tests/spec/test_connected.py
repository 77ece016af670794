"""What is trained of a half-built network."""

import pytest

from playground.spec.block import group
from playground.spec.connected import connected
from playground.spec.graph import Edge, Graph, Node


def network(*wires: str, nodes: str = "ioabc") -> Graph:
    kinds = {"i": "input", "o": "output"}
    return Graph(
        nodes=tuple(Node(id=name, kind=kinds.get(name, "linear")) for name in nodes),
        edges=tuple(Edge(source=wire[0], target=wire[1]) for wire in wires),
    )


def names(graph: Graph) -> str:
    return "".join(node.id for node in graph.nodes)


@pytest.mark.parametrize(
    ("wires", "kept"),
    [
        (["ia", "ab", "bc", "co"], "ioabc"),
        (["ia", "ao"], "ioa"),
        (["ia", "ao", "ab", "bc"], "ioa"),
        (["ia", "ao", "bc"], "ioa"),
        (["ia", "ao", "bc", "cb"], "ioa"),
        (["ia", "bo"], "ioabc"),
        (["ia", "ao", "ob"], "ioabc"),
        ([], "ioabc"),
    ],
)
def test_only_what_leads_to_the_output_stays(wires, kept):
    graph = network(*wires)
    part = connected(graph)
    assert names(part) == kept
    assert (part is graph) == (len(part.nodes) == len(graph.nodes))
    assert connected(part) is part


def test_blocks_lose_what_is_loose_inside_them():
    graph, block = group(network("ia", "ab", "bo"), ["a", "b"])
    node = graph.node(block)
    inside = node.block.graph.add(Node(id="loose", kind="linear"))
    drawn = graph.replace(node.with_(block=node.block.with_(graph=inside)))
    assert connected(drawn).node(block) == node
