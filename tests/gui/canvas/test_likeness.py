"""Another network is seen as a whole; after an edit of the same one the view stays."""

from itertools import pairwise

import pytest

from playground.app.ready import with_network
from playground.spec.base import Choice
from playground.spec.block import group
from playground.spec.data import DataSpec
from playground.spec.graph import Graph, Node
from playground.spec.project import Project
from playground.ui.canvas.state.graph_diff import is_another

NODES = [Node(id=f"linear-{number}", kind="linear", params={"units": number}) for number in range(1, 5)]
IMAGE = (1, 28, 28)


def row(*nodes: Node) -> Graph:
    """A network of these layers in a row."""
    graph = Graph(nodes=(Node(id="input-1", kind="input"), *nodes, Node(id="output-1", kind="output")))
    names = [node.id for node in graph.nodes]
    for source, target in pairwise(names):
        graph = graph.connect(source, target)
    return graph


@pytest.fixture(scope="module")
def lenet() -> Graph:
    project = Project(data=DataSpec(dataset=Choice(kind="digits")))
    return with_network(project, "lenet5", IMAGE, 10).graph


@pytest.mark.parametrize("key", ["c64_c64_c128_1000", "alexnet", "vgg16", "resnet18"])
def test_a_ready_network_is_another_one_also_on_the_way_back(lenet, key):
    ready = with_network(Project(graph=lenet), key, IMAGE, 10).graph
    assert is_another(lenet, ready)
    assert is_another(ready, lenet)


def test_an_edit_leaves_it_the_same():
    whole, only = row(*NODES), row(NODES[0])
    assert not is_another(only, only.replace(NODES[0].with_(params={"units": 9})))
    assert not is_another(Graph(), only)
    assert not is_another(whole, only)
    assert not is_another(only, whole)
    grouped, _ = group(whole, ["linear-1", "linear-2", "linear-3"])
    assert not is_another(whole, grouped)
    assert not is_another(grouped, whole)
