"""Auto-layout, and the edits that know where boxes stand."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from playground.app.layout import GRID, arrange
from playground.spec.base import Choice
from playground.spec.graph import Edge, Graph, Node
from playground.ui.canvas.edits.surgery import free_spot, insert_with_room, lined_up

SIZE = (148.0, 104.0)


def network(wires, count=None, **places) -> Graph:
    names = sorted({end for wire in wires for end in wire} | {chr(97 + i) for i in range(count or 0)})
    nodes = tuple(
        Node(id=n, kind="add", x=places.get(n, (0, 0))[0], y=places.get(n, (0, 0))[1]) for n in names
    )
    slots: dict[str, int] = {}
    edges = []
    for source, target in wires:
        slots[target] = slots.get(target, -1) + 1
        edges.append(Edge(source=source, target=target, slot=slots[target]))
    return Graph(nodes=nodes, edges=tuple(edges))


def sizes(graph):
    return {node.id: SIZE for node in graph.nodes}


def test_a_chain_is_a_straight_row():
    graph = network(["ab", "bc", "cd"])
    placed = arrange(graph, sizes(graph))
    assert len({y for _, y in placed.values()}) == 1
    xs = [placed[i][0] for i in "abcd"]
    assert xs == sorted(xs)
    assert min(b - a for a, b in pairwise(xs)) >= SIZE[0] + 48


def test_a_long_chain_continues_in_rows_as_wide_as_the_view():
    names = [f"n{k:03}" for k in range(320)]
    nodes = tuple(Node(id=name, kind="add") for name in names)
    wires = tuple(Edge(source=a, target=b) for a, b in pairwise(names))
    graph = Graph(nodes=nodes, edges=wires)
    placed = arrange(graph, sizes(graph), room=(900.0, 560.0))
    width, height = (max(p[k] for p in placed.values()) + SIZE[k] for k in (0, 1))
    assert min(900 / width, 560 / height) > 0.19, "one row would be shown at 0.014"
    order = sorted(names, key=lambda name: (placed[name][1], placed[name][0]))
    assert order == names
    assert len(set(placed.values())) == 320
    short = network(["ab", "bc", "cd"])
    assert arrange(short, sizes(short), room=(900.0, 560.0)) == arrange(short, sizes(short))


def test_fit_shows_a_row_of_any_length(view):
    view.document.edit("Move", lambda p: p.with_(graph=p.graph.move({"output-1": (65_000.0, 0.0)})))
    view.fit()
    assert view.seen().contains(view.canvas.extent())
    small = view.zoom
    view.zoom_out()
    assert view.zoom == small
    view.zoom_in()
    assert view.zoom == pytest.approx(1.25 * small)
    view.commands.auto_layout()
    view.glide.finish()
    view.fit()
    assert view.zoom > 0.5


def test_branches_lie_above_each_other_in_their_old_order():
    graph = network(["ab", "ac", "bd", "cd"], b=(200, 0), c=(200, 200), d=(400, 100), a=(0, 100))
    placed = arrange(graph, sizes(graph))
    assert placed["b"][0] == placed["c"][0]
    assert placed["b"][1] < placed["c"][1]
    upside_down = graph.move({"b": (200, 200), "c": (200, 0)})
    placed = arrange(upside_down, sizes(graph))
    assert placed["c"][1] < placed["b"][1]


def test_parts_without_wires_go_below_each_other():
    graph = network(["ab", "cd"], count=5, c=(0, 500), d=(200, 500), e=(0, 900))
    placed = arrange(graph, sizes(graph))
    assert placed["a"][1] < placed["c"][1] < placed["e"][1]


def test_nothing_and_cycles_and_loops():
    assert arrange(Graph(), {}) == {}
    for wires in (["aa"], ["ab", "ba"], ["ab", "bc", "ca", "aa", "cd"]):
        graph = network(wires)
        assert arrange(graph, sizes(graph)).keys() == {node.id for node in graph.nodes}


@settings(max_examples=80, deadline=None)
@given(
    wires=st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=14),
    heights=st.lists(st.integers(70, 220), min_size=8, max_size=8),
)
def test_boxes_never_overlap_and_stand_on_the_grid(wires, heights):
    graph = network([a + b for a, b in wires], count=8)
    size = {node.id: (148.0, float(h)) for node, h in zip(graph.nodes, heights, strict=True)}
    placed = arrange(graph, size)
    assert placed.keys() == size.keys()
    boxes = [(*placed[i], *size[i]) for i in placed]
    for number, (x, y, w, h) in enumerate(boxes):
        assert (x % GRID, y % GRID) == (0, 0)
        for ox, oy, ow, oh in boxes[:number]:
            assert x + w <= ox or ox + ow <= x or y + h <= oy or oy + oh <= y


def test_inserting_where_there_is_room_moves_nothing():
    graph = network(["ab", "bc"], a=(0, 0), b=(600, 0), c=(800, 0))
    after = insert_with_room(graph, Node(id="n", kind="add", x=300, y=10), graph.edges[0])
    assert (after.node("b").x, after.node("c").x) == (600, 800)
    assert (after.node("n").x, after.node("n").y) == (304, 0)


def test_inserting_in_a_tight_place_moves_only_what_follows():
    graph = network(["ab", "bc", "xy"], a=(0, 0), b=(200, 0), c=(400, 0), x=(300, 300), y=(500, 300))
    after = insert_with_room(graph, Node(id="n", kind="add", x=100, y=0), graph.edges[0])
    assert after.node("a").x == 0
    assert after.node("b").x - after.node("n").x >= 148 + 48
    assert after.node("c").x - after.node("b").x == 200
    assert (after.node("x").x, after.node("y").x) == (300, 500)


def test_a_free_spot_is_near_and_free():
    boxes = [(0, 0, 148, 100), (160, 0, 148, 100)]
    x, y = free_spot((10, 10), (148, 100), boxes)
    assert all(x + 148 <= bx or bx + bw <= x or y + 100 <= by or by + bh <= y for bx, by, bw, bh in boxes)
    assert free_spot((1000, 1000), (148, 100), boxes) == (1000, 1000)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("left", [(0, 0), (0, 50), (0, 400)]),
        ("centre", [(150, 0), (150, 50), (150, 400)]),
        ("right", [(300, 0), (300, 50), (300, 400)]),
        ("top", [(0, 0), (100, 0), (300, 0)]),
        ("middle", [(0, 200), (100, 200), (300, 200)]),
        ("bottom", [(0, 400), (100, 400), (300, 400)]),
        ("distribute_across", [(0, 0), (150, 50), (300, 400)]),
        ("distribute_down", [(0, 0), (100, 200), (300, 400)]),
    ],
)
def test_lining_up(how, expected):
    graph = network([], count=3, a=(0, 0), b=(100, 50), c=(300, 400))
    after = lined_up(graph, dict.fromkeys("abc", (148.0, 100.0)), "abc", how)
    assert [(node.x, node.y) for node in after.nodes] == expected


def test_too_few_to_line_up_stay():
    graph = network([], count=2, a=(0, 0), b=(100, 50))
    assert lined_up(graph, sizes(graph), "a", "left") is graph
    assert lined_up(graph, sizes(graph), "ab", "distribute_down") is graph


def test_a_card_that_grows_pushes_the_cards_below_it_in_the_same_undo_step(view, document):
    item = view.canvas.nodes["linear-2"]
    below = round(item.card().bottom() + 8)
    document.edit(
        "Add two",
        lambda p: p.with_(
            graph=p.graph.add(
                Node(id="a", kind="dropout", x=400, y=below),
                Node(id="b", kind="dropout", x=420, y=below + 90),
            )
        ),
        by=object(),
    )
    original = document.project
    grown = original.graph.node("linear-2").with_(params={"units": 8}, activation=Choice(kind="relu"))
    document.edit("Grow", lambda p: p.with_(graph=p.graph.replace(grown)), by=object())
    QApplication.processEvents()
    cards = [view.canvas.nodes[name].card() for name in ("linear-2", "a", "b")]
    assert cards[0].bottom() > below
    assert not any(one.intersects(other) for i, one in enumerate(cards) for other in cards[:i])
    assert [node.x for node in document.project.graph.nodes] == [node.x for node in original.graph.nodes]
    assert document.undo_label == "Grow"
    after = document.project
    document.undo()
    QApplication.processEvents()
    assert document.project == original
    document.redo()
    assert document.project == after
