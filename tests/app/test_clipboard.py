"""Copy and paste as text: what is copied is pasted, and anything else is refused in one sentence."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.app.clipboard import FORMAT, LONGEST, VERSION, ClipboardProblem, from_text, to_text
from playground.app.starters import spiral
from playground.spec.base import Choice
from playground.spec.graph import Graph, Node

values = (
    st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
params = st.dictionaries(st.text(max_size=5), values, max_size=3)
choices = st.none() | st.builds(Choice, kind=st.text(max_size=5), params=params)
finite = st.floats(-1e9, 1e9)


@st.composite
def parts(draw):
    names = draw(st.lists(st.text(min_size=1, max_size=20), unique=True, min_size=1, max_size=5))
    kinds = st.text(max_size=8)
    nodes = tuple(
        Node(
            id=name,
            kind=draw(kinds),
            params=draw(params),
            activation=draw(choices),
            initializer=draw(choices),
            title=draw(st.text(max_size=20)),
            x=draw(finite),
            y=draw(finite),
        )
        for name in names
    )
    graph = Graph(nodes=nodes)
    ends = st.sampled_from(names)
    for source, target in draw(st.lists(st.tuples(ends, ends), max_size=5)):
        graph = graph.connect(source, target)
    return graph


def text_of(**changes):
    body = {**json.loads(to_text(spiral().graph)), **changes}
    return json.dumps({name: value for name, value in body.items() if value is not ...})


@given(parts())
@settings(deadline=None)
def test_what_is_copied_is_pasted(part):
    assert from_text(to_text(part)) == part
    assert from_text("\n  " + to_text(part) + "\n") == part


@given(parts())
@settings(deadline=None)
def test_what_is_pasted_can_be_added_to_the_network(part):
    graph, names = spiral().graph.merge(from_text(to_text(part)), 24, 24)
    assert len(graph.nodes) == len(spiral().graph.nodes) + len(part.nodes)
    assert len(graph.edges) == len(spiral().graph.edges) + len(part.edges)
    assert len(set(names)) == len(part.nodes)


def test_the_text_is_short_and_says_what_it_is():
    text = to_text(Graph(nodes=(Node(id="a", kind="linear"),)))
    assert json.loads(text) == {
        "format": FORMAT,
        "version": VERSION,
        "nodes": [{"id": "a", "kind": "linear"}],
    }


@pytest.mark.parametrize(
    "text",
    [
        "", "hello", "17", "[]", "{", "{}", '{"format": "descent"}', '{"format": 3}', "{" * 5000,
        '{"nodes": []}', text_of(format="other/thing"), text_of(format=...),
        to_text(spiral().graph).replace('"nodes"', '"format"'),
        to_text(Graph(nodes=(Node(id="a", kind="k", x=1.5),))).replace("1.5", "NaN"),
        '{"format": "' + FORMAT + '", "version": 1, "nodes": []}',
        '{"format": "' + FORMAT + '", "version": 1}',
    ],
)  # fmt: skip
def test_other_text_holds_no_nodes(text):
    with pytest.raises(ClipboardProblem, match=r"^The clipboard holds no nodes\.$"):
        from_text(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (text_of(version=...), "their version is missing"),
        (text_of(version="1"), "their version is missing"),
        (text_of(version=True), "their version is missing"),
        (text_of(version=0), "their version is missing"),
        (text_of(version=VERSION + 1), "copied from a newer version of Descent"),
        (text_of(nodes=[{"id": "a"}]), "damaged: nodes → 0 → kind: field required"),
        (text_of(nodes=[{"id": "", "kind": "linear"}]), "damaged: nodes → 0 → id"),
        (text_of(nodes=3), "damaged: nodes: "),
        (text_of(colour="red"), "damaged: colour"),
        (text_of(edges=[{"source": "input-1", "target": "ghost"}]), "ghost ends at no node"),
        (text_of(nodes=[{"id": "a", "kind": "linear"}] * 2, edges=[]), "two nodes have the same id"),
        ("{" + " " * LONGEST + "}", "too much text"),
    ],
)
def test_damaged_nodes_say_where(text, words):
    with pytest.raises(ClipboardProblem, match=words) as caught:
        from_text(text)
    assert str(caught.value).endswith(".")
    assert not str(caught.value).endswith("..")


@given(
    st.text() | st.builds(lambda a, b: to_text(spiral().graph)[a:-b], st.integers(0, 50), st.integers(1, 200))
)
def test_text_that_is_cut_off_or_foreign_is_refused(text):
    with pytest.raises(ClipboardProblem):
        from_text(text)
