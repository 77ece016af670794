"""Layers become a block and come out of it again; what cannot be a block is refused in one sentence."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.spec.block import (
    BlockProblem,
    edit_within,
    group,
    locate,
    node_at,
    prefix_of,
    replace_at,
    set_repeat,
    ungroup,
    within,
    without_positions,
)
from playground.spec.files import FileProblem, dumps, loads
from playground.spec.graph import DEEPEST, MOST_REPEATS, Block, Edge, Graph, Node
from playground.spec.project import Project
from playground.spec.training import NodeTraining

STEP = 208


def chain(*kinds):
    """A row of nodes, each with the first letter of its kind and its place as id, e.g. ``l2``."""
    nodes = tuple(Node(id=f"{kind[0]}{k}", kind=kind, x=STEP * k) for k, kind in enumerate(kinds))
    return Graph(
        nodes=nodes,
        edges=tuple(Edge(source=a.id, target=b.id) for a, b in pairwise(nodes)),
    )


def dense(count):
    return chain("input", *["linear"] * count, "output")


def ways(graph):
    """All ways from the input to the output as words of kinds: what a network computes, whatever its ids."""
    nodes = graph.by_id()

    def onward(node_id):
        after = graph.outputs_of(node_id)
        if not after:
            return [nodes[node_id].kind]
        return [f"{nodes[node_id].kind} {rest}" for edge in after for rest in onward(edge.target)]

    return sorted(way for node in graph.nodes if node.kind == "input" for way in onward(node.id))


def test_a_group_keeps_the_wires_to_the_rest():
    graph, block = group(dense(4), ["l2", "l3"], "Twins")
    assert block == "block-1"
    assert node_at(graph, block).title == "Twins"
    assert {(e.source, e.target) for e in graph.edges} == {
        ("i0", "l1"), ("l1", "block-1"), ("block-1", "l4"), ("l4", "o5")
    }  # fmt: skip
    inner = graph.node(block).block.graph
    assert ways(inner) == ["input linear linear output"]
    assert graph.node(block).block.inputs == ("input-1",)


def test_the_room_of_the_group_closes_and_opens_again():
    before = dense(4)
    graph, block = group(before, ["l2", "l3"], "Twins")
    assert [graph.node(i).x / STEP for i in ("i0", "l1", "block-1", "l4", "o5")] == [0, 1, 2, 3, 4]
    after, ids = ungroup(graph, block)
    assert ids == ("l2", "l3") or len(ids) == 2
    assert sorted(n.x for n in after.nodes) == [n.x for n in before.nodes]
    assert ways(after) == ways(before)


def test_every_source_outside_is_an_input_of_the_block():
    graph = dense(4).connect("i0", "l4", 1)
    grouped, block = group(graph, ["l4"])
    assert len(grouped.node(block).block.inputs) == 2
    assert [e.source for e in grouped.inputs_of(block)] == ["l3", "i0"]
    assert ways(ungroup(grouped, block)[0]) == ways(graph)


def test_one_source_that_feeds_two_layers_is_one_input():
    graph = dense(3).connect("l1", "l3", 1)
    grouped, block = group(graph, ["l2", "l3"])
    assert len(grouped.node(block).block.inputs) == 1
    assert ways(ungroup(grouped, block)[0]) == ways(graph)


@pytest.mark.parametrize(
    ("graph", "ids", "sentence"),
    [
        (dense(2), [], "Select the layers that should become a block first."),
        (dense(2), ["nobody"], "Select the layers that should become a block first."),
        (dense(2), ["i0", "l1"], "The input and the output stay outside a block; select only what is between them."),
        (dense(3).connect("l1", "o4", 1), ["l1", "l2"],
         "A block has one output, but 2 of the selected layers lead out of it."),
        (dense(3).connect("l1", "l3", 1), ["l1", "l3"],
         "A block has one output, but 2 of the selected layers lead out of it."),
        (dense(3), ["l1", "l3"], "A block has one output, but 2 of the selected layers lead out of it."),
        (chain("input", "linear", "linear", "linear").connect("l2", "l3", 1), ["l1", "l3"],
         "A layer between the selected ones is not selected: the block would feed itself."),
        (chain("input", "a/b", "output").replace(Node(id="a1", kind="x")).add(Node(id="a/b", kind="x")), ["a1"],
         "Blocks cannot be made here: the id of a layer in this file contains a slash."),
    ],
)  # fmt: skip
def test_what_cannot_be_a_block(graph, ids, sentence):
    with pytest.raises(BlockProblem, match="^" + sentence.replace(".", r"\.") + "$"):
        group(graph, ids)


def test_layers_without_wires_can_be_a_block_too():
    graph, block = group(Graph(nodes=(Node(id="l", kind="linear"),)), ["l"])
    assert ways(graph.node(block).block.graph) == ["input linear output"]
    assert graph.edges == ()


def test_repeats_come_out_one_after_the_other():
    graph, block = group(dense(3), ["l1", "l2"])
    opened, ids = ungroup(set_repeat(graph, block, 3), block)
    assert ways(opened) == ["input " + "linear " * 7 + "output"]
    assert len(ids) == 6
    assert len({n.x for n in opened.nodes}) == len(opened.nodes)


def test_what_was_frozen_as_a_block_stays_frozen_outside_it():
    graph, block = group(dense(2), ["l1", "l2"])
    frozen = graph.replace(graph.node(block).with_(training=NodeTraining(frozen=True, rate_factor=0.5)))
    opened, ids = ungroup(frozen, block)
    assert all(opened.node(name).training == NodeTraining(frozen=True, rate_factor=0.5) for name in ids)


@pytest.mark.parametrize("repeat", [0, MOST_REPEATS + 1])
def test_repeats_have_bounds(repeat):
    graph, block = group(dense(1), ["l1"])
    with pytest.raises(ValueError, match="repeat"):
        set_repeat(graph, block, repeat)


def nested(depth):
    """A layer in blocks in blocks; the outermost is ``block-<depth>``."""
    graph = dense(1)
    block = "l1"
    for _ in range(depth):
        graph, block = group(graph, [block])
    return graph


def test_blocks_nest_only_so_deep():
    assert nested(DEEPEST).depth == DEEPEST
    sentence = f"Blocks can be nested at most {DEEPEST} deep."
    with pytest.raises(BlockProblem, match=sentence):
        nested(DEEPEST + 1)
    deep = nested(DEEPEST)
    with pytest.raises(BlockProblem, match=sentence):
        edit_within(deep, (outermost(deep),), lambda graph: graph.merge(deep)[0])
    with pytest.raises(ValueError, match="blocks are nested more than"):
        Block(graph=deep)


def outermost(graph):
    return next(node.id for node in graph.nodes if node.kind == "block")


def test_names_lead_to_nodes_inside():
    graph = nested(2)
    outer = outermost(graph)
    inner = outermost(within(graph, (outer,)))
    assert prefix_of((outer, inner)) == f"{outer}/1/{inner}/1/"
    assert locate(graph, f"{outer}/7/{inner}/2/l1") == ((outer, inner), "l1")
    assert node_at(graph, f"{outer}/1/{inner}/1/l1").kind == "linear"
    for wrong in ("nobody", f"{outer}/1", f"{outer}/1/nobody", "i0/1/l1", f"{outer}/1/"):
        with pytest.raises(KeyError):
            node_at(graph, wrong)


def test_an_edit_inside_touches_nothing_else():
    graph = nested(2)
    outer = outermost(graph)
    name = f"{outer}/1/{outermost(within(graph, (outer,)))}/1/l1"
    after = replace_at(graph, {name: node_at(graph, name).with_(params={"units": 5})})
    assert node_at(after, name).params == {"units": 5}
    assert node_at(graph, name).params == {}
    assert after.nodes[0] is graph.nodes[0]


def test_positions_inside_do_not_count():
    graph = nested(2)
    outer = outermost(graph)
    moved = edit_within(graph, (outer,), lambda inner: inner.move({inner.nodes[0].id: (5.0, 5.0)}))
    assert moved != graph
    assert without_positions(moved) == without_positions(graph)
    assert without_positions(moved) != without_positions(set_repeat(moved, outer, 2))


def test_a_file_keeps_blocks_and_says_nothing_of_them_where_there_are_none():
    project = Project(graph=set_repeat(nested(3), "block-1", 5))
    assert loads(dumps(project)) == project
    assert '"block"' not in dumps(Project(graph=dense(2)))


def edited(project, change):
    body = json.loads(dumps(project))
    change(body["project"]["graph"]["nodes"])
    return json.dumps(body)


def test_broken_blocks_in_files_name_the_place():
    project = Project(graph=nested(1))
    place = next(k for k, node in enumerate(project.graph.nodes) if node.kind == "block")

    def inner(nodes):
        return nodes[place]["block"]["graph"]["nodes"]

    for change, words in (
        (lambda nodes: nodes[place]["block"].update(repeat=99), f"nodes → {place} → block → repeat"),
        (lambda nodes: inner(nodes)[0].update(id="a/b"), "holds a slash|ends at no node"),
        (lambda nodes: nodes[place].update(kind="linear"), "holds a block, but its kind is linear"),
        (lambda nodes: inner(nodes)[1].update(id=inner(nodes)[0]["id"]), "two nodes have the same id"),
    ):
        with pytest.raises(FileProblem, match=words):
            loads(edited(project, change))


@given(st.data())
def test_group_and_ungroup_are_inverse(data):
    """Of any part of a random network with a skip here and there, if it can be grouped at all."""
    graph = dense(data.draw(st.integers(1, 6)))
    names = [node.id for node in graph.nodes]
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(names) - 2))
        end = data.draw(st.integers(start + 1, len(names) - 1))
        graph = graph.connect(names[start], names[end])
    try:
        grouped, block = group(graph, data.draw(st.sets(st.sampled_from(names[1:-1]), min_size=1)))
    except BlockProblem:
        return
    assert len(grouped.order()) == len(grouped.nodes)
    assert ways(ungroup(grouped, block)[0]) == ways(graph)


@pytest.mark.parametrize("chosen", ["a", "b"])
def test_a_branch_in_a_block_is_computed_where_it_was_and_is_there_again_without_it(chosen):
    nodes = [
        Node(id="i", kind="input"),
        *(Node(id=name, kind="linear") for name in "ab"),
        Node(id="d", kind="add"),
    ]
    wires = [("i", "a", 0), ("i", "b", 0), ("a", "d", 0), ("b", "d", 1)]
    graph = Graph(nodes=tuple(nodes), edges=tuple(Edge(source=s, target=t, slot=k) for s, t, k in wires))
    grouped, block = group(graph, [chosen])
    assert [chosen if name == block else name for name in grouped.order()] == ["i", "a", "b", "d"]
    apart, names = ungroup(grouped, block)
    assert [chosen if name in names else name for name in apart.order()] == ["i", "a", "b", "d"]
