"""Buttons at cards and on wires: wider, narrower, remove, insert a hidden layer."""

import pytest
from PySide6.QtCore import QPointF, Qt

from playground.spec.base import Choice
from playground.spec.graph import Edge
from playground.ui.canvas.edits.sizing import stepped
from playground.ui.canvas.items.quick_buttons import SIDE, Action


def _press(view, hand, row, number):
    """Press a button of a row that the mouse can see."""
    corner = row.pos() + row.bounds.topLeft() / view.zoom
    hand.click(corner + QPointF((number + 0.5) * SIDE, SIDE / 2) / view.zoom)


def units(document, node="linear-1"):
    return document.project.graph.node(node).params["units"]


def test_wider_narrower_and_remove_are_single_undo_steps(view, document, hand):
    row = view.canvas.feedback.card_buttons
    hand.move(hand.card("linear-1"), buttons=Qt.MouseButton.NoButton)
    assert row.isVisible()
    _press(view, hand, row, 1)
    _press(view, hand, row, 1)  # two quick presses are two steps, not a double click
    assert units(document) == 10
    document.undo()
    assert units(document) == 9
    document.undo()
    _press(view, hand, row, 0)
    assert units(document) == 7
    _press(view, hand, row, 2)
    assert "linear-1" not in view.canvas.nodes
    assert not row.isVisible() or view.canvas.selection.nodes
    document.undo()
    assert units(document) == 7


def test_buttons_stay_at_the_selected_card_and_spare_the_last_layer(view, document):
    row = view.canvas.feedback.card_buttons
    view.canvas.selection.set(["linear-1"])
    assert row.isVisible()
    assert row.pos() == view.canvas.nodes["linear-1"].pos()
    assert view.edits.sizing.sizable(["linear-1", "linear-2", "input-1"]) == ("linear-1",)
    view.canvas.selection.set(["input-1"])
    assert not row.isVisible()


@pytest.mark.parametrize(
    ("wire", "new_between"),
    [
        (("linear-1", "linear-2"), ("linear-1", "linear-2")),
        (("linear-2", "output-1"), ("linear-1", "linear-2")),  # the last layer stays the last one
        (("input-1", "linear-1"), ("input-1", "linear-1")),
    ],
)
def test_plus_on_a_wire_inserts_a_layer_like_the_one_before(view, document, hand, wire, new_between):
    edge = Edge(source=wire[0], target=wire[1])
    middle = view.canvas.edges[edge].middle
    hand.move(middle, buttons=Qt.MouseButton.NoButton)
    hand.click(middle)
    graph = document.project.graph
    new = graph.node("linear-3")
    assert (new.params["units"], new.activation) == (8, Choice(kind="tanh"))
    assert graph.inputs_of("linear-3")[0].source == new_between[0]
    assert graph.outputs_of("linear-3")[0].target == new_between[1]
    assert not view.canvas.report.problems
    document.undo()
    assert edge in document.project.graph.edges


def test_keys_resize_and_insert(view, document, hand):
    view.canvas.selection.set(["linear-1"])
    hand.key(Qt.Key.Key_Plus, Qt.KeyboardModifier.ShiftModifier)
    assert units(document) == 9
    hand.key(Qt.Key.Key_Minus)
    hand.key(Qt.Key.Key_Minus)
    assert units(document) == 7
    hand.key(Qt.Key.Key_Insert)
    assert units(document, "linear-3") == 7
    assert view.canvas.selection.nodes == ("linear-3",)


def test_wide_layers_change_in_larger_steps_that_undo_each_other():
    assert [stepped(width, 1) for width in (1, 15, 16, 60, 64, 300)] == [2, 16, 20, 64, 80, 320]
    for width in (1, 7, 16, 20, 64, 80, 256):
        assert stepped(stepped(width, 1), -1) == width
    assert stepped(1, -1) == 1
    assert [stepped(8, direction, 4) for direction in (1, -1)] == [12, 4]


def test_no_button_is_hidden_by_a_card(view, hand):
    hand.move(
        view.canvas.edges[Edge(source="linear-1", target="linear-2")].middle, buttons=Qt.MouseButton.NoButton
    )
    button = view.canvas.feedback.wire_button
    assert button.button_at(button.pos(), view.zoom).action is Action.INSERT


def test_inputs_are_switched_at_the_input(view, document, hand):
    item = view.canvas.nodes["input-1"]
    assert [on for _, _, on in item.state.features] == [True, True, *[False] * 5]

    def press(name):
        hand.click(item.pos() + item.state.feature_boxes[name].center())

    press("sin_x1")
    assert document.project.data.features == ("x1", "x2", "sin_x1")
    assert view.canvas.report.shapes["input-1"] == (3,)
    press("x1")
    press("x2")
    press("sin_x1")  # the last one stays
    assert document.project.data.features == ("sin_x1",)
    document.undo()
    document.undo()
    assert document.project.data.features == ("x1", "x2", "sin_x1")
    assert view.canvas.selection.nodes == ()
    assert "sin x₁" in view.mouse.tip(hand.pixel(item.pos() + item.state.feature_boxes["sin_x1"].center()))
