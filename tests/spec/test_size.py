"""Documents beyond any use are refused quickly, wherever they come in."""

import json

import pytest

from playground.app.clipboard import ClipboardProblem, from_text, to_text
from playground.app.starters import spiral
from playground.build.analysis.shapes import analyze
from playground.spec.base import FARTHEST
from playground.spec.files import FileProblem, dumps, loads
from playground.spec.graph import MOST_EDGES, MOST_INPUTS, MOST_NODES, Edge, Graph, Node
from playground.spec.problems import SpecProblem
from playground.spec.race import RaceSpec


def text_of(change):
    body = json.loads(dumps(spiral()))
    change(body["project"])
    return json.dumps(body)


def with_nodes(count):
    return text_of(
        lambda project: project.update(
            graph={"nodes": [{"id": f"n{i}", "kind": "linear"} for i in range(count)]}
        )
    )


HEAD = '{"format":"descent","version":1,"project":{'
MANY_LANES = [{"id": f"{i}", "optimizer": {"kind": "sgd"}} for i in range(9000)]
MANY_PARAMS = {f"k{i}": 1 for i in range(200_000)}
TOO_LARGE = {
    "nodes": (with_nodes(10_000), "a network has at most 2,000 nodes, not 10,000"),
    "lanes": (text_of(lambda p: p["race"].update(lanes=MANY_LANES)), "at most 16 lanes"),
    "equal keys": (HEAD + ",".join('"k":1' for _ in range(200_000)) + "}}", "“k” appears twice"),
    "an equal key at the end": (
        HEAD + ",".join(f'"{key}":1' for key in MANY_PARAMS) + ',"k199999":1}}',
        "“k199999” appears twice",
    ),
    "parameters": (
        text_of(lambda p: p["graph"]["nodes"][1].update(params=MANY_PARAMS)),
        "at most 100 items",
    ),
    "lists": ("[" + "[]," * 1_000_000 + "1]", "more than 60,000 lists and objects"),
    "brackets": ("[" * 5_000_000, "nested more than 40 levels"),
    "slot": (
        text_of(lambda p: p["graph"]["edges"][0].update(slot=2**64)),
        "edges → 0 → slot: input should be less than 1024",
    ),
    "start": (text_of(lambda p: p["race"].update(start=[1e300, 0])), "race → start → 0"),
}


@pytest.mark.parametrize("case", TOO_LARGE)
def test_a_file_beyond_reason_is_refused_in_words(case):
    text, words = TOO_LARGE[case]
    with pytest.raises(FileProblem, match=words):
        loads(text)


def test_a_network_as_large_as_allowed_is_checked():
    assert len(analyze(loads(with_nodes(MOST_NODES))).problems) >= MOST_NODES
    with pytest.raises(SpecProblem, match="at most 5,000 wires"):
        Graph(
            nodes=tuple(Node(id=f"n{i}", kind="add") for i in range(10)),
            edges=tuple(
                Edge(source="n0", target=f"n{1 + i % 9}", slot=i // 9) for i in range(MOST_EDGES + 1)
            ),
        )
    assert Edge(source="a", target="b", slot=MOST_INPUTS - 1)


def test_nodes_inside_blocks_count():
    inner = [{"id": f"n{i}", "kind": "linear"} for i in range(MOST_NODES - 1)]
    graph = {
        "nodes": [{"id": f"b{i}", "kind": "block", "block": {"graph": {"nodes": inner}}} for i in range(2)]
    }
    with pytest.raises(FileProblem, match="at most 2,000 nodes, not 4,000"):
        loads(text_of(lambda project: project.update(graph=graph)))


@pytest.mark.parametrize("far", [1e300, 2**64, -(2.0**64), -1e18])
def test_a_node_far_out_comes_in_at_the_edge(far):
    edge = FARTHEST if far > 0 else -FARTHEST
    file = loads(text_of(lambda project: project["graph"]["nodes"][0].update(x=far, y=-far)))
    assert (file.graph.nodes[0].x, file.graph.nodes[0].y) == (edge, -edge)
    text = to_text(Graph(nodes=(Node(id="a", kind="linear", x=12345.0),))).replace("12345.0", str(far))
    pasted, (name,) = Graph().merge(from_text(text), dx=2**70)
    assert abs(pasted.node(name).x) <= FARTHEST
    assert file.graph.move({"input-1": (far, 0)}).node("input-1").x == edge


@pytest.mark.parametrize("text", [*(text for text, _ in TOO_LARGE.values()), "{" * 100_000])
def test_none_of_these_can_be_pasted(text):
    with pytest.raises(ClipboardProblem):
        from_text(text)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda p: p.update(name="a\ud800"), "name"),
        (lambda p: p["graph"]["nodes"][1].update(title="\udfff"), "graph → nodes → 1 → title"),
        (lambda p: p["graph"]["nodes"][1].update(kind="\ud800"), "graph → nodes → 1 → kind"),
        (lambda p: p["data"]["dataset"].update(params={"path": "\ud800"}), "data → dataset → params → path"),
    ],
)
def test_half_a_character_is_named_with_its_place(change, place):
    with pytest.raises(FileProblem, match=f": {place}: the text contains an incomplete character"):
        loads(text_of(change))


def test_half_a_character_in_a_value_is_refused_in_words():
    with pytest.raises(SpecProblem, match="the text contains an incomplete character"):
        Node(id="\ud800", kind="linear")
    with pytest.raises(FileProblem, match="the name “�” contains an incomplete character"):
        loads(text_of(lambda project: project.update({"\ud800": 1})))


def test_starts_of_races_are_bounded():
    with pytest.raises(SpecProblem, match="start → 1"):
        RaceSpec(start=(0.0, 2.0**64))
