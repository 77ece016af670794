"""Wires by mouse and by keyboard."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from playground.spec.graph import Edge, Graph, Node


def wires(document):
    return {(edge.source, edge.target, edge.slot) for edge in document.project.graph.edges}


@pytest.fixture
def loose() -> Graph:
    """Nodes without wires."""
    return Graph(
        nodes=(
            Node(id="input-1", kind="input", x=0, y=0),
            Node(id="linear-1", kind="linear", x=240, y=0),
            Node(id="add-1", kind="add", x=480, y=0),
            Node(id="output-1", kind="output", x=720, y=0),
        )
    )


@pytest.fixture
def view(make_view, loose):
    return make_view(loose)


def test_from_output_to_input(hand, document):
    hand.drag(hand.port("input-1"), hand.port("linear-1", 0))
    assert wires(document) == {("input-1", "linear-1", 0)}
    assert document.undo_label == "Connect Input to Linear"


def test_from_input_back_to_output(hand, document):
    hand.drag(hand.port("linear-1", 0), hand.port("input-1"))
    assert wires(document) == {("input-1", "linear-1", 0)}


def test_dropped_on_a_card_it_takes_the_first_free_input(view, hand, document):
    hand.drag(hand.port("input-1"), hand.card("add-1"))
    hand.drag(hand.port("linear-1"), hand.card("add-1"))
    assert wires(document) == {("input-1", "add-1", 0), ("linear-1", "add-1", 1)}
    assert view.canvas.nodes["add-1"].state.inputs == (True, True, False)


def test_a_refused_wire_turns_red_and_says_why(view, hand, document, qtbot):
    hand.drag(hand.port("linear-1"), hand.card("add-1"))
    start, end = hand.port("add-1"), hand.card("linear-1")
    hand.press(start)
    hand.drag_on(start, end)
    assert view.canvas.feedback.preview.isVisible()
    assert view.canvas.feedback.preview.refused
    assert view.canvas.feedback.pill.isVisible()
    reason = view.canvas.feedback.pill.text
    assert "cycle" in reason or "circle" in reason or "loop" in reason
    with qtbot.waitSignal(view.message) as told:
        hand.release(end)
    assert told.args == [reason]
    assert wires(document) == {("linear-1", "add-1", 0)}
    assert not view.canvas.feedback.preview.isVisible()
    assert not view.canvas.feedback.pill.isVisible()


def test_an_allowed_wire_is_not_red(view, hand):
    start, end = hand.port("input-1"), hand.port("linear-1", 0)
    hand.press(start)
    hand.drag_on(start, end)
    assert view.canvas.feedback.preview.isVisible()
    assert not view.canvas.feedback.preview.refused
    hand.release(end)


def test_the_end_of_a_wire_is_led_elsewhere(hand, document):
    hand.drag(hand.port("input-1"), hand.port("linear-1", 0))
    hand.drag(hand.port("linear-1", 0), hand.port("add-1", 1))
    assert wires(document) == {("input-1", "add-1", 1)}
    document.undo()
    assert wires(document) == {("input-1", "linear-1", 0)}


def test_the_end_of_a_wire_dropped_on_nothing_disconnects(view, hand, document):
    hand.drag(hand.port("input-1"), hand.port("linear-1", 0))
    hand.drag(hand.port("linear-1", 0), QPointF(300, 300))
    assert wires(document) == set()
    assert document.undo_label == "Disconnect Input from Linear"
    assert not view.adding.popup.isVisible()


def test_put_back_where_it_was_nothing_changes(hand, document):
    hand.drag(hand.port("input-1"), hand.port("linear-1", 0))
    hand.press(hand.port("linear-1", 0))
    hand.drag_on(hand.port("linear-1", 0), QPointF(300, 300))
    hand.move(hand.port("linear-1", 0))
    hand.release(hand.port("linear-1", 0))
    assert wires(document) == {("input-1", "linear-1", 0)}
    assert document.undo_label == "Connect Input to Linear"


def test_dropped_on_empty_canvas_quick_add_connects_the_new_node(view, hand, document):
    hand.drag(hand.port("linear-1"), QPointF(440, 300))
    assert view.adding.popup.isVisible()
    view.adding.popup.search.setText("dropout")
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Return)
    assert wires(document) == {("linear-1", "dropout-1", 0)}
    assert document.project.graph.node("dropout-1").x == 440
    assert view.canvas.selection.nodes == ("dropout-1",)


def test_escape_gives_up(view, hand, document):
    hand.drag(hand.port("input-1"), hand.port("linear-1", 0))
    hand.press(hand.port("linear-1", 0))
    hand.drag_on(hand.port("linear-1", 0), QPointF(300, 300))
    edge = Edge(source="input-1", target="linear-1")
    assert view.canvas.edges[edge].is_marked("hidden")
    hand.key(Qt.Key.Key_Escape)
    hand.release(QPointF(300, 300))
    assert not view.canvas.edges[edge].is_marked("hidden")
    assert wires(document) == {("input-1", "linear-1", 0)}


def test_c_connects_two_selected_nodes(hand, document):
    hand.click(hand.card("input-1"))
    hand.click(hand.card("linear-1"), Qt.KeyboardModifier.ShiftModifier)
    hand.key(Qt.Key.Key_C)
    assert wires(document) == {("input-1", "linear-1", 0)}
    assert document.undo_label == "Connect Input to Linear"


def test_c_turns_round_what_only_goes_the_other_way(hand, document):
    hand.click(hand.card("output-1"))
    hand.click(hand.card("linear-1"), Qt.KeyboardModifier.ShiftModifier)
    hand.key(Qt.Key.Key_C)
    assert wires(document) == {("linear-1", "output-1", 0)}


def test_a_wire_is_selected_by_a_click_and_deleted(view, hand, document):
    hand.drag(hand.port("input-1"), hand.port("linear-1", 0))
    hand.click(hand.wire("input-1", "linear-1"))
    assert view.canvas.selection.edges == (Edge(source="input-1", target="linear-1"),)
    hand.key(Qt.Key.Key_Delete)
    assert wires(document) == set()
    assert document.undo_label == "Delete wire"


def test_hovering_a_wire_shows_the_shape(view, hand):
    hand.drag(hand.port("input-1"), hand.port("linear-1", 0))
    hand.move(hand.wire("input-1", "linear-1"), buttons=Qt.MouseButton.NoButton)
    assert view.canvas.feedback.pill.isVisible()
    assert view.canvas.feedback.pill.text == "2"
    hand.move(QPointF(400, 300), buttons=Qt.MouseButton.NoButton)
    assert not view.canvas.feedback.pill.isVisible()


def test_hovering_a_port_makes_it_glow(view, hand):
    hand.move(hand.port("linear-1", 0), buttons=Qt.MouseButton.NoButton)
    assert view.canvas.feedback.glow.isVisible()
    assert view.canvas.feedback.glow.port.node == "linear-1"
