"""Auto-layout: data flow to the right, boxes keep their distance, and chains stay in line."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.app.layout import GRID, arrange
from playground.spec.graph import Graph, Node


def graph_of(names, *wires, x=0.0, y=0.0):
    graph = Graph(nodes=tuple(Node(id=name, kind="linear", x=x, y=y + k) for k, name in enumerate(names)))
    for wire in wires:
        graph = graph.connect(wire[0], wire[1])
    return graph


def same_size(graph, width=100.0, height=60.0):
    return {node.id: (width, height) for node in graph.nodes}


@st.composite
def drawings(draw):
    """Graphs of any kind, with circles, self-loops and loose parts, and boxes of any size."""
    names = "abcdefgh"[: draw(st.integers(0, 8))]
    coordinate = st.floats(-5000, 5000)
    graph = Graph(
        nodes=tuple(Node(id=n, kind="linear", x=draw(coordinate), y=draw(coordinate)) for n in names)
    )
    if names:
        ends = st.sampled_from(names)
        for source, target in draw(st.lists(st.tuples(ends, ends), max_size=14)):
            graph = graph.connect(source, target)
    sizes = {name: (draw(st.integers(20, 300)) / 1.0, draw(st.integers(20, 300)) / 1.0) for name in names}
    return graph, sizes


def overlap(a, size_a, b, size_b, gap_x=0.0, gap_y=0.0):
    return (
        a[0] < b[0] + size_b[0] + gap_x
        and b[0] < a[0] + size_a[0] + gap_x
        and a[1] < b[1] + size_b[1] + gap_y
        and b[1] < a[1] + size_a[1] + gap_y
    )


@given(drawings())
@settings(max_examples=200, deadline=None)
def test_every_box_has_a_place_of_its_own_on_the_grid(drawing):
    graph, sizes = drawing
    places = arrange(graph, sizes)
    assert set(places) == {node.id for node in graph.nodes}
    assert all(x % GRID == 0 and y % GRID == 0 for x, y in places.values())
    names = sorted(places)
    for k, one in enumerate(names):
        for other in names[k + 1 :]:
            assert not overlap(places[one], sizes[one], places[other], sizes[other], 0.0, 32.0)


@given(drawings(), st.sampled_from([(0.0, 0.0), (56.0, 32.0), (13.0, 7.0)]))
@settings(max_examples=200, deadline=None)
def test_columns_and_rows_keep_their_distance(drawing, gaps):
    graph, sizes = drawing
    places = arrange(graph, sizes, column_gap=gaps[0], row_gap=gaps[1])
    for edge in graph.edges:
        (x, _), (x_next, _) = places[edge.source], places[edge.target]
        if x < x_next:
            assert x + sizes[edge.source][0] + gaps[0] <= x_next
    names = sorted(places)
    for k, one in enumerate(names):
        for other in names[k + 1 :]:
            assert not overlap(places[one], sizes[one], places[other], sizes[other], 0.0, gaps[1])


@given(drawings())
@settings(max_examples=100, deadline=None)
def test_without_circles_every_wire_points_right(drawing):
    graph, sizes = drawing
    forward = graph.with_(edges=tuple(edge for edge in graph.edges if edge.source < edge.target))
    places = arrange(forward, sizes)
    assert all(places[edge.source][0] < places[edge.target][0] for edge in forward.edges)


@given(drawings())
@settings(max_examples=100, deadline=None)
def test_the_picture_keeps_its_corner(drawing):
    graph, sizes = drawing
    places = arrange(graph, sizes)
    if places:
        for axis, name in ((0, "x"), (1, "y")):
            before = min(getattr(node, name) for node in graph.nodes)
            assert abs(min(place[axis] for place in places.values()) - before) <= GRID / 2


@given(drawings())
@settings(max_examples=100, deadline=None)
def test_the_names_of_boxes_do_not_matter(drawing):
    graph, sizes = drawing
    other = {node.id: f"box {k * 7919}" for k, node in enumerate(graph.nodes)}
    renamed = Graph(
        nodes=tuple(node.with_(id=other[node.id]) for node in graph.nodes),
        edges=tuple(e.with_(source=other[e.source], target=other[e.target]) for e in graph.edges),
    )
    places = arrange(renamed, {other[name]: size for name, size in sizes.items()})
    assert arrange(graph, sizes) == {name: places[other[name]] for name in sizes}


def test_long_wires_of_one_part_leave_the_boxes_of_another_alone():
    graph = graph_of("abcdefg", "df", "ec", "fc", "ed", "dc", "ba")
    places = arrange(graph, same_size(graph))
    columns = {name: x for name, (x, _) in places.items()}
    assert columns["e"] < columns["d"] < columns["f"] < columns["c"]
    assert columns["b"] < columns["a"]
    assert columns["b"] == columns["e"] == columns["g"] == 0


def test_an_empty_sheet():
    assert arrange(Graph(), {}) == {}


def test_a_chain_is_a_line():
    graph = graph_of("dbca", "ab", "bc", "cd", x=100.0, y=40.0)
    places = arrange(graph, same_size(graph))
    assert sorted(places, key=lambda name: places[name][0]) == ["a", "b", "c", "d"]
    assert {y for _, y in places.values()} == {40.0}


def test_branches_stand_above_each_other_in_one_column():
    graph = graph_of("abcd", "ab", "ac", "bd", "cd")
    places = arrange(graph, same_size(graph))
    assert places["b"][0] == places["c"][0]
    assert abs(places["b"][1] - places["c"][1]) >= 60 + 32
    assert places["a"][0] < places["b"][0] < places["d"][0]


def test_parts_without_a_wire_between_them_go_below_each_other_in_their_order():
    graph = graph_of("abcde", "ab", "de")
    places = arrange(graph, same_size(graph))
    assert places["a"][1] < places["c"][1] < places["d"][1]


def test_a_picture_that_stands_upside_down_is_turned():
    graph = Graph(
        nodes=tuple(
            Node(id=name, kind="linear", x=x, y=y)
            for name, x, y in (("a", 0, 0), ("u", 200, -300), ("v", 200, 300), ("z", 400, 0))
        )
    )
    for wires in (("au", "av", "uz", "vz"), ("av", "au", "vz", "uz")):
        wired = graph
        for wire in wires:
            wired = wired.connect(*wire)
        places = arrange(wired, same_size(wired))
        assert places["u"][1] < places["v"][1]


def test_a_long_chain_with_residual_branches_continues_in_rows():
    names = [f"n{k:02}" for k in range(30)]
    graph = Graph(nodes=tuple(Node(id=name, kind="linear") for name in names))
    for k in range(29):
        graph = graph.connect(names[k], names[k + 1])
    for k in range(0, 27, 3):
        graph = graph.connect(names[k], names[k + 3])
    placed = arrange(graph, same_size(graph), room=(900.0, 560.0))
    breaks = [placed[after][0] <= placed[before][0] for before, after in pairwise(names)]
    assert sum(breaks) >= 2
    boxes = list(placed.values())
    assert not any(overlap(a, (100, 60), b, (100, 60)) for k, a in enumerate(boxes) for b in boxes[:k])
    single = arrange(graph, same_size(graph))
    assert max(x for x, _ in placed.values()) < 0.5 * max(x for x, _ in single.values())
