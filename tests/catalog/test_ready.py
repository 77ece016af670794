"""Ready blocks fit where they are put; ready networks have the sizes that their papers and libraries tell."""

from itertools import pairwise

import pytest
import torch

from playground.app.ready import with_network
from playground.build.analysis.shapes import analyze
from playground.build.analysis.walk import Walk, analyze_block
from playground.build.expand import expand
from playground.catalog.kinds import ACTIVATIONS, BLOCKS, LAYERS, NETWORKS
from playground.engine.training.session import Session
from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.files import dumps, loads
from playground.spec.graph import Block, Graph, Node
from playground.spec.project import Project

READY = [pytest.param(entry(), id=entry.key) for entry in NETWORKS]
PARTS = [pytest.param(entry(), id=entry.key) for entry in BLOCKS]

LITERATURE = {
    "lenet5": 61_706,
    "c64_c64_c128_1000": 2_371_266,
    "alexnet": 61_100_840,
    "vgg16": 138_357_544,
    "resnet18": 11_689_512,
    "resnet50": 25_557_032,
    "resnet101": 44_549_160,
    "efficientnet_lite0": 4_652_008,
}


def looked_at(graph, shape):
    walk = Walk(graph, (shape,))
    walk.run()
    return walk


def computed(graph, shape, batch=2):
    """The output's shape and the parameters that it took, without memory for either."""
    flat, values, weights = expand(graph).graph, {}, 0
    nodes = flat.by_id()
    with torch.device("meta"), torch.no_grad():
        for node in (nodes[name] for name in flat.order()):
            given = [values[edge.source] for edge in flat.inputs_of(node.id)] or [torch.empty(batch, *shape)]
            shapes = [tuple(value.shape[1:]) for value in given]
            parts = [LAYERS.create(node.kind, node.params).build(*shapes)]
            value = parts[0](*given)
            if node.activation is not None:
                parts.append(ACTIVATIONS.of(node.activation).build(tuple(value.shape[1:])))
                value = parts[1](value)
            values[node.id] = value
            weights += sum(p.numel() for part in parts for p in part.parameters())
    return tuple(values[flat.order()[-1]].shape), weights


def test_each_network_has_a_count_from_the_literature():
    assert {entry.key: entry.parameters for entry in NETWORKS} == LITERATURE


@pytest.mark.parametrize("network", READY)
def test_parameters_are_counted_as_in_the_literature(network):
    graph = network.graph(network.sample, network.outputs)
    walk = looked_at(graph, network.sample)
    assert walk.problems == []
    assert sum(walk.parameters[node.id] for node in graph.nodes) == network.parameters
    assert walk.shapes["output-1"] == (network.outputs,)


@pytest.mark.parametrize("network", READY)
def test_a_forward_pass_has_the_shape_reported(network):
    graph = network.graph(network.sample, network.outputs)
    assert computed(graph, network.sample) == ((2, network.outputs), network.parameters)


@pytest.mark.parametrize("network", READY)
def test_the_head_has_as_many_outputs_as_are_wanted(network):
    graph = network.graph(network.sample, 7)
    assert looked_at(graph, network.sample).shapes["output-1"] == (7,)


@pytest.mark.parametrize("network", READY)
def test_a_network_survives_a_file(network):
    project = Project(graph=network.graph(network.sample, network.outputs))
    assert loads(dumps(project)) == project


@pytest.mark.parametrize("network", READY)
def test_boxes_do_not_lie_on_each_other(network):
    def places(graph):
        yield sorted((node.x, node.y) for node in graph.nodes)
        for node in graph.nodes:
            if node.block is not None:
                yield from places(node.block.graph)

    for spots in places(network.graph(network.sample, network.outputs)):
        assert len(set(spots)) == len(spots)


@pytest.mark.parametrize(("size", "border"), [(28, 2), (32, 0)])
def test_lenet_takes_both_usual_sizes_of_digits(size, border):
    graph = NETWORKS.create("lenet5").graph((1, size, size), 10)
    assert graph.node("conv2d-1").params["padding"] == border
    assert looked_at(graph, (1, size, size)).shapes["flatten-1"] == (400,)


@pytest.mark.parametrize("key", ["resnet18", "resnet50"])
def test_residual_networks_take_small_images_too(key):
    graph = NETWORKS.create(key).graph((1, 8, 8), 10)
    assert looked_at(graph, (1, 8, 8)).problems == []


IMAGES, SEQUENCES = ((64, 9, 7), (6, 8, 8), (1, 5, 5)), ((5, 16), (1, 6), (9, 7))
FITTED = [
    pytest.param(entry(), shape, id=f"{entry.key}-{shape}")
    for entry in BLOCKS
    for shape in (IMAGES if len(entry.sample) == 3 else SEQUENCES)
]


@pytest.mark.parametrize(("part", "shape"), FITTED)
def test_a_block_fits_itself_to_what_comes_in(part, shape):
    known = analyze_block(part.graph(shape), (shape,))
    assert known.problems == ()
    if part.key == "inception":  # of four branches
        assert known.output == (max(4, shape[0] // 4 * 4), *shape[1:])
    else:
        assert known.output == shape


@pytest.mark.parametrize("part", PARTS)
def test_a_block_on_free_canvas_takes_its_sample(part):
    assert analyze_block(part.graph(None), (part.sample,)).output == part.sample


def digits(part):
    """A network on the digits with a block that is there twice."""
    image = len(part.sample) == 3
    front = Node(id="c", kind="conv2d", params={"channels": 16}) if image else Node(id="r", kind="rows")
    inner = part.graph(part.sample if image else (8, 8))
    nodes = (
        Node(id="i", kind="input"),
        front,
        Node(id="b", kind="block", block=Block(graph=inner, repeat=2)),
        Node(id="f", kind="flatten"),
        Node(id="l", kind="linear", params={"units": 10}),
        Node(id="o", kind="output"),
    )
    graph = Graph(nodes=nodes)
    for source, target in pairwise(nodes):
        graph = graph.connect(source.id, target.id)
    return Project(graph=graph, data=DataSpec(dataset=Choice(kind="digits")))


@pytest.mark.parametrize("part", PARTS)
def test_a_block_trains(part, caplog):
    session = Session(digits(part), device="cpu")
    before = session.theta.clone()
    session.train(2)
    moved = {
        layer
        for layer, place in session.segments.items()
        if not torch.equal(before[place], session.theta[place])
    }
    for repeat in ("b/1/", "b/2/"):
        assert any(layer.startswith(repeat) for layer in moved)
    assert caplog.records == []  # it is replayed, not differentiated step by step


def test_a_network_in_a_project_keeps_data_and_training():
    project = Project(data=DataSpec(dataset=Choice(kind="digits")), name="Mine")
    report = analyze(project)
    after = with_network(project, "resnet18", (1, 8, 8), report.outputs)
    assert (after.data, after.training, after.name) == (project.data, project.training, "Mine")
    assert analyze(after).problems == ()
    assert analyze(after).shapes["output-1"] == (10,)


def test_images_that_are_too_small_explain_themselves():
    project = Project(data=DataSpec(dataset=Choice(kind="digits")))
    after = with_network(project, "alexnet", (1, 8, 8), 10)
    assert "window of" in analyze(after).problems[0].message
    vgg = analyze(with_network(project, "vgg16", (1, 8, 8), 10))
    assert vgg.problems[0].node == "block-4/1/max_pool-1"
