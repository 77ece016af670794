"""Edits of a graph keep it valid, and never change the graph they start from."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from playground.spec.graph import CycleError, Edge, Graph, Node

KINDS = ("input", "linear", "add", "output")


def graph_of(nodes, *wires):
    """Nodes by the letters of a word, wires like ``"ab"`` or ``"ab1"``, the last for a slot."""
    return Graph(
        nodes=tuple(Node(id=name, kind="linear") for name in nodes),
        edges=tuple(Edge(source=w[0], target=w[1], slot=int(w[2:] or 0)) for w in wires),
    )


def wires_of(graph):
    return {f"{e.source}{e.target}{e.slot}" for e in graph.edges}


@st.composite
def acyclic(draw):
    """Up to seven nodes with wires that point forward in a hidden order."""
    names = draw(st.permutations("abcdefg"))[: draw(st.integers(1, 7))]
    pairs = [(s, t) for k, s in enumerate(names) for t in names[k + 1 :]]
    graph = graph_of("".join(sorted(names)))
    for source, target in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=10)) if pairs else []:
        graph = graph.connect(source, target)
    return graph


class Editing(RuleBasedStateMachine):
    """Any edits one after the other, beside a plain model of what should be there."""

    @initialize()
    def begin(self):
        self.graph = Graph()
        self.ids, self.wires = [], {}

    def two(self, data):
        return data.draw(st.sampled_from(self.ids)), data.draw(st.sampled_from(self.ids))

    @rule(kind=st.sampled_from(KINDS), x=st.floats(-1e6, 1e6))
    def add(self, kind, x):
        name = self.graph.fresh_id(kind)
        assert name not in self.ids
        self.graph = self.graph.add(Node(id=name, kind=kind, x=x))
        self.ids.append(name)

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), slot=st.none() | st.integers(0, 3))
    def connect(self, data, slot):
        source, target = self.two(data)
        place = self.graph.free_slot(target) if slot is None else slot
        assert slot is not None or (target, place) not in self.wires
        self.graph = self.graph.connect(source, target, slot)
        self.wires[target, place] = source

    @precondition(lambda self: self.wires)
    @rule(data=st.data())
    def disconnect(self, data):
        target, slot = data.draw(st.sampled_from(sorted(self.wires)))
        self.graph = self.graph.disconnect(
            Edge(source=self.wires.pop((target, slot)), target=target, slot=slot)
        )

    @precondition(lambda self: self.wires)
    @rule(data=st.data())
    def insert(self, data):
        target, slot = data.draw(st.sampled_from(sorted(self.wires)))
        name = self.graph.fresh_id("linear")
        edge = Edge(source=self.wires[target, slot], target=target, slot=slot)
        self.graph = self.graph.insert(Node(id=name, kind="linear"), edge)
        self.wires[name, 0] = self.wires[target, slot]
        self.wires[target, slot] = name
        self.ids.append(name)

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def remove_with_wires(self, data):
        gone = data.draw(st.sets(st.sampled_from(self.ids), min_size=1))
        self.graph = self.graph.remove(gone, rewire=False)
        self.ids = [name for name in self.ids if name not in gone]
        self.wires = {(t, k): s for (t, k), s in self.wires.items() if t not in gone and s not in gone}

    @precondition(lambda self: 0 < len(self.ids) < 20)
    @rule(data=st.data())
    def paste(self, data):
        part = self.graph.part(data.draw(st.sets(st.sampled_from(self.ids), min_size=1)))
        graph, names = self.graph.merge(part, 10, -5)
        fresh = dict(zip((node.id for node in part.nodes), names, strict=True))
        assert not set(names) & set(self.ids)
        for node in part.nodes:
            assert graph.node(fresh[node.id]) == node.with_(id=fresh[node.id], x=node.x + 10, y=node.y - 5)
        self.wires |= {(fresh[e.target], e.slot): fresh[e.source] for e in part.edges}
        self.ids += names
        self.graph = graph

    @invariant()
    def it_is_what_the_model_says(self):
        assert [node.id for node in self.graph.nodes] == self.ids
        assert {(e.target, e.slot): e.source for e in self.graph.edges} == self.wires
        assert len(self.graph.edges) == len(self.wires)

    @invariant()
    def it_is_valid(self):
        assert Graph.model_validate(self.graph.model_dump()) == self.graph

    @invariant()
    def questions_have_consistent_answers(self):
        for name in self.ids:
            into = self.graph.inputs_of(name)
            assert [e.slot for e in into] == sorted(k for t, k in self.wires if t == name)
            assert len(self.graph.outputs_of(name)) == list(self.wires.values()).count(name)
        try:
            order = self.graph.order()
        except CycleError as error:
            circle = error.args[1]
            assert circle[0] == circle[-1]
            assert all({e.source for e in self.graph.inputs_of(t)} >= {s} for s, t in pairwise(circle))
        else:
            place = {name: k for k, name in enumerate(order)}
            assert sorted(order) == sorted(self.ids)
            assert all(place[e.source] < place[e.target] for e in self.graph.edges)


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


@given(acyclic(), st.data())
def test_removing_rewires_what_was_fed(graph, data):
    gone = data.draw(st.sets(st.sampled_from([node.id for node in graph.nodes])))
    after = graph.remove(gone)
    after.order()
    assert [node for node in graph.nodes if node.id not in gone] == list(after.nodes)

    def survivor(name):
        while name in gone:
            into = graph.inputs_of(name)
            if not into:
                return None
            name = into[0].source
        return name

    expected = {(e.target, e.slot, survivor(e.source)) for e in graph.edges if e.target not in gone}
    assert {(e.target, e.slot, e.source) for e in after.edges} == {
        each for each in expected if each[2] is not None
    }


def test_removing_the_middle_of_a_chain_keeps_it_whole():
    graph = graph_of("abcd", "ab", "bc", "cd")
    assert wires_of(graph.remove("b")) == {"ac0", "cd0"}
    assert wires_of(graph.remove("bc")) == {"ad0"}
    assert wires_of(graph.remove("a")) == {"bc0", "cd0"}
    assert wires_of(graph.remove("bc", rewire=False)) == set()


def test_removing_a_merge_leaves_its_first_branch():
    graph = graph_of("abmz", "am1", "bm0", "mz")
    assert wires_of(graph.remove("m")) == {"bz0"}


def test_removing_from_a_circle_leaves_no_wire_to_itself():
    assert wires_of(graph_of("abc", "ab", "bc", "ca").remove("bc")) == set()
    assert wires_of(graph_of("abc", "ab", "ba", "bc").remove("ab")) == set()


@given(acyclic(), st.data())
def test_a_cycle_is_foreseen(graph, data):
    ends = st.sampled_from([node.id for node in graph.nodes])
    source, target = data.draw(ends), data.draw(ends)
    wired = graph.connect(source, target)
    if graph.makes_cycle(source, target):
        with pytest.raises(CycleError):
            wired.order()
    else:
        assert set(wired.order()) == set(graph.by_id())


@given(acyclic())
def test_a_graph_never_changes(graph):
    before = graph.model_dump_json()
    names = [node.id for node in graph.nodes]
    graph.add(Node(id="z", kind="linear"))
    graph.connect(names[0], names[-1], 0)
    graph.disconnect(*graph.edges)
    graph.remove(names[:2])
    graph.move({names[0]: (5.0, 5.0)})
    graph.merge(graph)
    assert graph.model_dump_json() == before


def test_moving_and_replacing_touch_only_what_is_named():
    graph = graph_of("abc", "ab")
    moved = graph.move({"b": (3.0, 4.0), "zz": (9.0, 9.0)})
    assert [(n.id, n.x, n.y) for n in moved.nodes] == [("a", 0, 0), ("b", 3, 4), ("c", 0, 0)]
    replaced = graph.replace(Node(id="c", kind="add", title="Sum"))
    assert replaced.node("c").title == "Sum"
    assert replaced.nodes[:2] == graph.nodes[:2]
    assert replaced.edges == graph.edges


def test_ties_of_the_order_keep_the_order_of_the_nodes():
    assert graph_of("cab").order() == ("c", "a", "b")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda g: g.add(Node(id="a", kind="linear")), "same id"),
        (lambda g: g.connect("a", "z"), "a -> z ends at no node"),
        (lambda g: g.connect("z", "a"), "z -> a ends at no node"),
        (
            lambda g: g.with_(edges=(*g.edges, Edge(source="b", target="b", slot=0))),
            "two wires end at input 0 of b",
        ),
        (lambda g: g.insert(Node(id="a", kind="linear"), g.edges[0]), "same id"),
        (lambda g: g.connect("a", "b", -1), "slot"),
        (lambda g: g.move({"a": (float("inf"), 0.0)}), "finite"),
        (lambda g: g.add(Node(id="", kind="linear")), "id"),
    ],
)
def test_an_edit_that_would_break_the_graph_is_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make(graph_of("ab", "ab"))


def test_a_node_that_is_not_there():
    with pytest.raises(KeyError):
        graph_of("ab").node("z")
    assert graph_of("ab").inputs_of("z") == ()


def test_a_kind_with_a_long_name_can_be_pasted():
    part = Graph(nodes=(Node(id="a", kind="k" * 500),))
    graph, (name, other) = (
        Graph().merge(part)[0].merge(Graph(nodes=(*part.nodes, Node(id="b", kind="k" * 500))))
    )
    assert len(graph.nodes) == 3
    assert name != other
