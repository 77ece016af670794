"""Blocks are computed as the layers inside them, each repeat with weights of its own."""

import pytest
import torch

from playground.build.analysis.shapes import analyze
from playground.build.analysis.walk import analyze_block
from playground.build.analysis.wires import can_connect
from playground.build.expand import MOST_LAYERS, expand, title_at, titles
from playground.build.network import build_network
from playground.engine.training.session import Session
from playground.spec.block import edit_within, group, node_at, set_repeat, ungroup
from playground.spec.graph import Node

SQUARE = ("linear", {"units": 4}, "tanh")
HEAD = ("linear", {"units": 2})


def with_block(project, ids, name="Residual", repeat=1):
    graph, block = group(project.graph, ids, name)
    return project.with_(graph=set_repeat(graph, block, repeat))


def with_graph(project, change, *rest):
    return project.with_(graph=change(project.graph, *rest))


@pytest.fixture
def blocked(chain):
    """Linear 4, a block of two Linear 4 that is there three times, and the head."""
    return with_block(chain(SQUARE, SQUARE, SQUARE, HEAD), ["b", "c"], repeat=3)


def test_a_block_has_the_shape_of_its_end_and_the_sum_of_its_counts(blocked):
    report = analyze(blocked)
    assert report.problems == ()
    assert report.shapes["block-1"] == report.shapes["block-1/2/b"] == (4,)
    assert report.parameters["block-1/3/c"] == 4 * 4 + 4
    assert report.parameters["block-1"] == 6 * 20
    assert report.multiply_adds["block-1"] == 6 * 16
    assert report.total_parameters == (2 * 4 + 4) + 6 * 20 + (4 * 2 + 2)


def test_the_layers_of_a_block_follow_each_other_repeat_by_repeat(blocked):
    flat = expand(blocked.graph)
    assert flat.graph.order() == (
        "i", "a", "block-1/1/b", "block-1/1/c", "block-1/2/b", "block-1/2/c", "block-1/3/b", "block-1/3/c", "d", "o"
    )  # fmt: skip
    assert flat.exit_of("block-1") == "block-1/3/c"
    assert flat.exit_of("a") == "a"
    assert flat.exit_of("block-1/1/input-1") == "a"
    assert flat.exit_of("block-1/2/input-1") == "block-1/1/c"
    assert flat.wires_of("a", "block-1", 0) == (("a", "block-1/1/b"),)
    assert flat.wires_of("block-1", "d", 0) == (("block-1/3/c", "d"),)


def test_a_network_without_blocks_is_laid_out_already(chain):
    graph = chain(SQUARE, HEAD).graph
    assert expand(graph).graph is graph


def test_names_of_layers_inside_tell_the_way(blocked):
    assert titles(blocked.graph) == {
        "i": "Input", "a": "Linear 1", "d": "Linear 2", "o": "Output",
        "block-1/1/b": "Residual 1 · Linear 1", "block-1/1/c": "Residual 1 · Linear 2",
        "block-1/2/b": "Residual 2 · Linear 1", "block-1/2/c": "Residual 2 · Linear 2",
        "block-1/3/b": "Residual 3 · Linear 1", "block-1/3/c": "Residual 3 · Linear 2",
    }  # fmt: skip


def test_places_of_problems_name_the_blocks_around(blocked):
    assert title_at(blocked.graph, "block-1/2/b") == "Residual · Linear"
    assert title_at(blocked.graph, "block-1") == "Residual"
    assert title_at(blocked.graph, "a") == "Linear"


def test_the_network_computes_what_the_opened_block_computes(blocked):
    opened = with_graph(blocked, lambda graph: ungroup(graph, "block-1")[0])
    x = torch.randn(5, 2, generator=torch.Generator().manual_seed(0))
    with_blocks = build_network(blocked.graph, analyze(blocked), 3)
    without = build_network(opened.graph, analyze(opened), 3)
    assert len(with_blocks.order) == len(without.order) == 10
    torch.testing.assert_close(with_blocks(x), without(x), rtol=0, atol=0)


def test_every_repeat_draws_its_own_weights(blocked):
    network = build_network(blocked.graph, analyze(blocked), 0)
    first, second = (network.parameters_of(f"block-1/{k}/b")[0][1] for k in (1, 2))
    assert not torch.equal(first, second)


def test_a_session_trains_a_block_and_names_its_layers(blocked):
    session = Session(blocked, epochs=1, device="cpu")
    before = session.theta.clone()
    session.train(3)
    assert not torch.equal(before, session.theta)
    assert "Residual 2 · Linear 1" in [layer.title for layer in session.layers]


def test_blocks_in_blocks(blocked):
    inner = edit_within(blocked.graph, ("block-1",), lambda graph: group(graph, ["b"], "Core")[0])
    inner = edit_within(inner, ("block-1",), lambda graph: set_repeat(graph, "block-1", 2))
    project = blocked.with_(graph=inner)
    report = analyze(project)
    assert report.problems == ()
    assert report.parameters["block-1"] == 3 * (2 * 20 + 20)
    assert expand(inner).exit_of("block-1/1/block-1") == "block-1/1/block-1/2/b"
    assert expand(inner).wires_of("a", "block-1", 0) == (("a", "block-1/1/block-1/1/b"),)
    assert titles(inner)["block-1/2/block-1/2/b"] == "Residual 2 · Core 2 · Linear"
    assert build_network(inner, report, 0)(torch.zeros(1, 2)).shape == (1, 2)


def test_a_skip_around_layers_inside_a_block(draw):
    nodes = {"i": ("input",), "a": SQUARE, "b": SQUARE, "p": ("add",), "d": HEAD, "o": ("output",)}
    project = draw(nodes, ["i>a", "a>b", "a>p", "b>p", "p>d", "d>o"])
    project = with_block(project, ["b", "p"], repeat=2)
    report = analyze(project)
    assert report.problems == ()
    flat = expand(project.graph).graph
    assert [e.source for e in flat.inputs_of("block-1/2/p")] == ["block-1/1/p", "block-1/2/b"]
    assert set(expand(project.graph).wires_of("a", "block-1", 0)) == {
        ("a", "block-1/1/b"), ("a", "block-1/1/p")
    }  # fmt: skip


def test_a_repeat_that_cannot_take_what_the_one_before_gives(chain):
    grown = chain(
        ("conv2d", {"kernel": 5, "padding": 0}), ("flatten",), ("linear", {"units": 10}), dataset="digits"
    )
    grown = with_block(grown, ["a"], repeat=2)
    (problem,) = analyze(grown).problems
    assert problem.node == "block-1"
    assert problem.message == (
        "Repeat 2 of Residual cannot take the 16 × 4 × 4 that repeat 1 outputs: The 5 × 5 window of Conv 2D is larger "
        "than the image of 4 pixels."
    )
    mended = problem.fixes[0].apply(grown)
    assert problem.fixes[0].label == "Do not repeat it"
    assert analyze(mended).problems == ()


def test_repeats_may_change_the_shape_as_long_as_each_fits_the_next(chain):
    grown = chain(("conv2d", {"channels": 3, "kernel": 3, "padding": 0}), ("flatten",), ("linear", {"units": 10}),
                  dataset="digits")  # fmt: skip
    report = analyze(with_block(grown, ["a"], repeat=3))
    assert report.problems == ()
    assert [report.shapes[f"block-1/{k}/a"] for k in (1, 2, 3)] == [(3, 6, 6), (3, 4, 4), (3, 2, 2)]


def test_a_problem_inside_is_reported_with_a_fix_that_works_from_outside(blocked):
    broken = with_graph(
        blocked,
        edit_within,
        ("block-1",),
        lambda graph: graph.replace(graph.node("b").with_(kind="conv2d", params={})),
    )
    report = analyze(broken)
    (problem,) = report.problems
    assert problem.node == "block-1/1/b"
    assert report.of_node("block-1") == report.of_node("block-1/1/b") == (problem,)
    mended = problem.fixes[0].apply(broken)
    assert [n.kind for n in node_at(mended.graph, "block-1").block.graph.nodes].count("conv2d") == 0
    assert analyze(mended).problems == ()


def test_a_block_without_ends_says_so(blocked):
    for kind, name in (("output", "output-1"), ("input", "input-1")):
        cut = with_graph(
            blocked, edit_within, ("block-1",), lambda g, name=name: g.remove([name], rewire=False)
        )
        report = analyze(cut)
        told = [p for p in report.problems if p.message == f"The block has no {kind}."]
        if kind == "input":  # with a wire into a block that takes none
            assert "takes no inputs, but 1 wire ends there" in report.problems[0].message
        else:
            assert analyze(told[0].fixes[0].apply(cut)).problems == ()


def test_only_a_block_with_one_input_can_be_repeated(draw):
    nodes = {"i": ("input",), "a": SQUARE, "b": SQUARE, "p": ("add",), "d": HEAD, "o": ("output",)}
    project = draw(nodes, ["i>a", "i>b", "a>p", "b>p", "p>d", "d>o"])
    once = with_block(project, ["p"])
    assert analyze(once).problems == ()
    report = analyze(with_block(project, ["p"], repeat=2))
    assert (
        report.problems[0].message
        == "Residual has 2 inputs, but only a block with one input can be repeated."
    )
    assert can_connect(once, analyze(once), "d", "block-1", 0) == "This would form a cycle."


def test_a_wire_into_a_block_is_judged_by_what_is_inside(draw):
    nodes = {
        "i": ("input",), "a": SQUARE, "w": ("linear", {"units": 3}), "p": ("add",), "d": HEAD, "o": ("output",)
    }  # fmt: skip
    project = draw(nodes, ["i>a", "i>w", "a>p", "p>d", "d>o"])
    project = project.with_(graph=project.graph.connect("a", "p"))
    project = with_block(project, ["p"])
    assert can_connect(project, analyze(project), "w", "block-1", 0) is None
    two = draw({**nodes, "e": SQUARE}, ["i>a", "i>e", "i>w", "a>p", "e>p", "p>d", "d>o"])
    two = with_block(two, ["p"])
    assert "gets 3 and 4" in can_connect(two, analyze(two), "w", "block-1", 0)


def test_too_many_layers_are_reported_at_once(blocked):
    graph = set_repeat(blocked.graph, "block-1", 64)
    for _ in range(2):
        graph, block = group(graph, [next(n.id for n in graph.nodes if n.kind == "block")], "Tower")
        graph = set_repeat(graph, block, 64)
    project = blocked.with_(graph=graph)
    (problem,) = analyze(project).problems
    assert f"at most {MOST_LAYERS:,} are allowed" in problem.message
    assert problem.fixes[0].label == "Do not repeat Tower"
    for _ in range(2):  # the outer tower, then the one inside
        project = analyze(project).problems[0].fixes[0].apply(project)
    assert analyze(project).problems == ()


def test_a_block_is_looked_into_once_for_each_shape(blocked):
    inner = node_at(blocked.graph, "block-1").block.graph
    assert analyze_block(inner, ((4,),)) is analyze_block(inner, ((4,),))
    assert analyze_block(inner, ((4,),)) is not analyze_block(inner, ((5,),))
    moved = edit_within(blocked.graph, (), lambda graph: graph.move({"a": (9.0, 9.0)}))
    assert node_at(moved, "block-1").block.graph is inner  # so an edit elsewhere looks into nothing anew


def test_a_network_of_blocks_only_is_found_sound(chain):
    project = with_block(chain(HEAD), ["a"])
    assert analyze(project).problems == ()
    assert "linear-1" not in expand(project.graph).graph.by_id()
    assert Node(id="x", kind="block").block is None
