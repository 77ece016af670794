"""Nodes as text."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.app.clipboard import FORMAT, ClipboardProblem, from_text, to_text
from playground.spec.base import Choice
from playground.spec.graph import Edge, Graph, Node

PART = Graph(
    nodes=(
        Node(
            id="a",
            kind="linear",
            params={"units": 4},
            activation=Choice(kind="elu", params={"alpha": 0.5}),
            x=8,
        ),
        Node(id="b", kind="add", title="Summe ß", y=-16.5),
    ),
    edges=(Edge(source="a", target="b", slot=1),),
)


def test_there_and_back():
    assert from_text(to_text(PART)) == PART
    assert "Summe ß" in to_text(PART)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[]",
        "{",
        "{}",
        '{"format": "other"}',
        '{"a": 1, "a": 2}',
        '{"format": NaN}',
        "{" * 100_000,
    ],
)
def test_foreign_text_holds_no_nodes(text):
    with pytest.raises(ClipboardProblem, match=r"^The clipboard holds no nodes\.$"):
        from_text(text)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": 2}, "newer version"),
        ({"version": "1"}, "version is missing"),
        ({"nodes": [{"id": "a"}]}, "damaged: nodes → 0 → kind: field required."),
        ({"nodes": [{"id": "a", "kind": "add"}] * 2}, "two nodes have the same id."),
        (
            {"nodes": [{"id": "a", "kind": "add"}], "edges": [{"source": "a", "target": "c"}]},
            "ends at no node.",
        ),
        ({"nodes": [], "edges": []}, "The clipboard holds no nodes."),
        ({"surprise": 1}, "damaged: surprise"),
    ],
)
def test_damaged_text_names_the_place(change, words):
    content = {**json.loads(to_text(PART)), **change}
    with pytest.raises(ClipboardProblem) as problem:
        from_text(json.dumps(content))
    assert words in str(problem.value)
    assert str(problem.value).count("\n") == 0


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=12,
    )
)
def test_any_json_is_understood_or_refused_with_a_sentence(content):
    body = content if isinstance(content, dict) else {"nodes": content}
    text = json.dumps({**body, "format": FORMAT, "version": 1})
    with suppress(ClipboardProblem):
        assert isinstance(from_text(text), Graph)


def test_numbers_beyond_all_bounds_are_refused():
    text = to_text(PART).replace("-16.5", "-1e999")
    with pytest.raises(ClipboardProblem, match="holds no nodes"):
        from_text(text)


def test_very_long_text_is_not_read():
    with pytest.raises(ClipboardProblem, match="too much text"):
        from_text("{" + " " * 6_000_000)
