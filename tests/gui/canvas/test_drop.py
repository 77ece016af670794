"""Dragging catalog entries onto the canvas."""

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication


def wires(document):
    return {(edge.source, edge.target) for edge in document.project.graph.edges}


def test_a_layer_falls_where_the_mouse_is_and_is_selected(view, hand, document):
    assert hand.drop("layers", "dropout", QPointF(300, 240))
    node = document.project.graph.node("dropout-1")
    assert (node.x, node.y) == (224, 216)
    assert view.canvas.selection.nodes == ("dropout-1",)
    assert document.undo_label == "Add Dropout"
    assert not view.canvas.feedback.ghost.isVisible()
    document.undo()
    assert "dropout-1" not in view.canvas.nodes


def test_over_a_wire_it_is_inserted_and_what_follows_makes_room(view, hand, document):
    _, welcome = hand.hold_entry("layers", "linear", hand.wire("linear-1", "linear-2"))
    assert welcome
    assert [edge.target for edge, item in view.canvas.edges.items() if item.is_marked("target")] == [
        "linear-2"
    ]
    assert hand.drop("layers", "linear", hand.wire("linear-1", "linear-2"))
    graph = document.project.graph
    assert {("linear-1", "linear-3"), ("linear-3", "linear-2")} <= wires(document)
    assert ("linear-1", "linear-2") not in wires(document)
    assert graph.node("linear-3").x == 416
    assert graph.node("linear-2").x >= 416 + 148 + 48
    assert graph.node("output-1").x - graph.node("linear-2").x == 208
    assert document.undo_label == "Insert Linear"
    assert not any(item.is_marked("target") for item in view.canvas.edges.values())


def test_input_and_output_do_not_go_into_wires(hand, document):
    assert hand.drop("layers", "output", hand.wire("linear-1", "linear-2"))
    assert ("linear-1", "linear-2") in wires(document)
    assert document.undo_label == "Add Output"


def test_an_activation_snaps_onto_the_layer_below(view, hand, document):
    _, welcome = hand.hold_entry("activations", "relu", hand.card("linear-2"))
    assert welcome
    assert view.canvas.nodes["linear-2"].state.target
    assert not view.canvas.feedback.ghost.isVisible()
    assert hand.drop("activations", "relu", hand.card("linear-2"))
    assert document.project.graph.node("linear-2").activation.kind == "relu"
    assert document.undo_label == "Set ReLU on Linear"
    assert view.canvas.nodes["linear-2"].state.activation_title == "ReLU"


def test_an_activation_on_free_canvas_or_a_wire_is_a_node(hand, document):
    assert hand.drop("activations", "gelu", QPointF(300, 300))
    assert hand.drop("activations", "silu", hand.wire("input-1", "linear-1"))
    graph = document.project.graph
    assert graph.node("activation-1").activation.kind == "gelu"
    assert graph.node("activation-2").activation.kind == "silu"
    assert {("input-1", "activation-2"), ("activation-2", "linear-1")} <= wires(document)


def test_an_initializer_needs_a_layer_with_weights(hand, document):
    assert not hand.drop("initializers", "zeros", QPointF(300, 300))
    assert not hand.drop("initializers", "zeros", hand.card("output-1"))
    assert document.undo_label is None
    assert hand.drop("initializers", "zeros", hand.card("linear-1"))
    assert document.project.graph.node("linear-1").initializer.kind == "zeros"


def test_a_data_set_is_used(hand, document):
    assert hand.drop("datasets", "moons", QPointF(300, 300))
    assert document.project.data.dataset.kind == "moons"


def test_other_things_are_refused(view, hand):
    mime = QMimeData()
    mime.setText("linear")
    event = QDragEnterEvent(
        hand.pixel(QPointF(300, 300)), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)
    assert not event.isAccepted()
    assert not hand.drop("layers", "no such layer", QPointF(300, 300))


def test_palette_activation_goes_after_the_selection_or_onto_it(view, document):
    view.commands.focus_node("linear-1")
    view.commands.add_entry("layers", "dropout")
    assert {("linear-1", "dropout-1"), ("dropout-1", "linear-2")} <= wires(document)
    view.commands.focus_node("output-1")
    view.commands.add_entry("layers", "layer_norm")
    assert {("linear-2", "layer_norm-1"), ("layer_norm-1", "output-1")} <= wires(document)
    view.commands.focus_node("linear-1")
    view.commands.add_entry("activations", "elu")
    assert document.project.graph.node("linear-1").activation.kind == "elu"


def test_palette_activation_without_a_selection_finds_a_free_spot(view, document):
    for _ in range(3):
        view.canvas.selection.set()
        view.commands.add_entry("layers", "linear")
    cards = [item.card() for item in view.canvas.nodes.values()]
    assert len(cards) == 7
    assert not any(a.intersects(b) for i, a in enumerate(cards) for b in cards[:i])


def test_palette_initializer_without_a_layer_says_why_not(view, qtbot, document):
    with qtbot.waitSignal(view.message) as told:
        view.commands.add_entry("initializers", "zeros")
    assert "Select a layer" in told.args[0]
    assert document.undo_label is None


def test_after_a_dangling_node_the_new_one_is_connected(view, hand, document):
    hand.drop("layers", "linear", QPointF(100, 300))
    view.commands.add_entry("layers", "dropout")
    assert ("linear-3", "dropout-1") in wires(document)


def test_what_is_dropped_on_a_layer_that_does_not_take_it_covers_none(view, hand):
    before = dict(view.canvas.nodes)
    assert hand.drop("layers", "dropout", hand.card("linear-2"))
    (new,) = [item for name, item in view.canvas.nodes.items() if name not in before]
    assert not any(new.card().intersects(item.card()) for item in before.values())
