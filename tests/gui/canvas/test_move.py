"""Selecting, moving, copying and deleting with the mouse."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def place(document, node):
    found = document.project.graph.node(node)
    return found.x, found.y


def test_a_click_selects_one_and_shift_adds_and_takes_away(view, hand, qtbot):
    with qtbot.waitSignal(view.selection_changed) as told:
        hand.click(hand.card("linear-1"))
    assert told.args == [("linear-1",)]
    hand.click(hand.card("linear-2"), SHIFT)
    assert view.canvas.selection.nodes == ("linear-1", "linear-2")
    hand.click(hand.card("linear-1"), SHIFT)
    assert view.canvas.selection.nodes == ("linear-2",)
    hand.click(hand.card("output-1"))
    assert view.canvas.selection.nodes == ("output-1",)
    hand.click(QPointF(300, 300))
    assert view.canvas.selection.nodes == ()


def test_a_rubber_band_selects_what_it_touches(view, hand):
    hand.press(QPointF(180, -60))
    hand.drag_on(QPointF(180, -60), QPointF(430, 60))
    assert view.canvas.feedback.frame.isVisible()
    hand.release(QPointF(430, 60))
    assert not view.canvas.feedback.frame.isVisible()
    assert set(view.canvas.selection.nodes) == {"linear-1", "linear-2"}
    hand.drag(QPointF(600, -60), QPointF(700, 60), SHIFT)
    assert set(view.canvas.selection.nodes) == {"linear-1", "linear-2", "output-1"}


def test_moving_snaps_to_the_grid_and_is_one_undo_step(view, hand, document):
    start = hand.card("linear-1")
    hand.drag(start, start + QPointF(37, 203))
    x, y = place(document, "linear-1")
    assert (x % 8, y % 8) == (0, 0)
    assert abs(x - 245) <= 7
    assert abs(y - 203) <= 7
    assert document.undo_label == "Move Linear"
    document.undo()
    assert place(document, "linear-1") == (208, 0)
    assert document.undo_label is None
    assert view.canvas.nodes["linear-1"].pos() == QPointF(208, 0)


def test_moving_snaps_to_other_nodes_and_shows_a_guide(view, hand, document):
    start = hand.card("linear-2")
    end = QPointF(start.x() - 208 + 5, start.y() + 240)
    hand.press(start)
    hand.drag_on(start, end)
    assert view.canvas.feedback.guides.isVisible()
    hand.release(end)
    assert place(document, "linear-2")[0] == 208
    assert not view.canvas.feedback.guides.isVisible()


def test_all_selected_nodes_move_together(hand, document):
    hand.click(hand.card("linear-1"))
    hand.click(hand.card("linear-2"), SHIFT)
    start = hand.card("linear-2")
    hand.drag(start, start + QPointF(0, 240))
    assert place(document, "linear-1")[1] == place(document, "linear-2")[1] != 0
    assert place(document, "input-1") == (0, 0)
    assert document.undo_label == "Move 2 nodes"


def test_wires_follow_while_dragging_though_the_document_does_not_know(view, hand, document):
    start = hand.card("linear-2")
    hand.press(start)
    hand.drag_on(start, start + QPointF(0, 240))
    assert place(document, "linear-2") == (416, 0)
    edge = next(edge for edge in view.canvas.edges if edge.target == "linear-2")
    assert (view.canvas.edges[edge].end - hand.port("linear-2", 0)).manhattanLength() < 1
    assert view.canvas.nodes["linear-2"].y() > 200
    hand.key(Qt.Key.Key_Escape)
    assert view.canvas.nodes["linear-2"].pos() == QPointF(416, 0)
    hand.release(start)
    assert document.undo_label is None


def test_undo_during_a_drag_gives_the_drag_up(view, hand, document):
    start = hand.card("linear-2")
    hand.drag(start, start + QPointF(0, 240))
    start = hand.card("linear-1")
    hand.press(start)
    hand.drag_on(start, start + QPointF(0, 240))
    document.undo()
    hand.release(start + QPointF(0, 240))
    assert document.undo_label is None
    assert {item.y() for item in view.canvas.nodes.values()} == {0}


def test_ctrl_drag_moves_a_copy(view, hand, document):
    start = hand.card("linear-1")
    hand.drag(start, start + QPointF(0, 240), CONTROL)
    assert place(document, "linear-1") == (208, 0)
    copy = document.project.graph.node("linear-3")
    assert (copy.x, copy.y > 200) == (208, True)
    assert copy.activation == document.project.graph.node("linear-1").activation
    assert view.canvas.selection.nodes == ("linear-3",)
    assert document.undo_label == "Duplicate Linear"
    document.undo()
    assert document.undo_label is None
    assert len(document.project.graph.nodes) == 4


def test_alt_drag_copies_several_with_the_wires_between_them(hand, document):
    hand.click(hand.card("linear-1"))
    hand.click(hand.card("linear-2"), SHIFT)
    start = hand.card("linear-2")
    hand.drag(start, start + QPointF(0, 240), ALT)
    edges = {(edge.source, edge.target) for edge in document.project.graph.edges}
    assert ("linear-3", "linear-4") in edges
    assert document.undo_label == "Duplicate 2 nodes"


def test_ctrl_click_without_a_drag_toggles(view, hand, document):
    hand.click(hand.card("linear-1"))
    hand.click(hand.card("linear-2"), CONTROL)
    assert view.canvas.selection.nodes == ("linear-1", "linear-2")
    assert document.undo_label is None


def test_an_unconnected_node_dragged_onto_a_wire_is_inserted(view, hand, document):
    hand.drop("layers", "dropout", QPointF(300, 300))
    start = hand.port("dropout-1", 0) + QPointF(60, 0)
    end = hand.wire("linear-1", "linear-2")
    hand.press(start)
    hand.drag_on(start, end)
    assert any(item.is_marked("target") for item in view.canvas.edges.values())
    hand.release(end)
    edges = {(edge.source, edge.target) for edge in document.project.graph.edges}
    assert {("linear-1", "dropout-1"), ("dropout-1", "linear-2")} <= edges
    assert document.undo_label == "Insert Dropout"
    document.undo()
    assert document.undo_label == "Add Dropout"


def test_deleting_rewires(view, hand, document):
    hand.click(hand.card("linear-1"))
    hand.key(Qt.Key.Key_Delete)
    edges = {(edge.source, edge.target) for edge in document.project.graph.edges}
    assert edges == {("input-1", "linear-2"), ("linear-2", "output-1")}
    assert document.undo_label == "Delete Linear"
    assert view.canvas.selection.nodes == ()
    document.undo()
    assert "linear-1" in view.canvas.nodes


def test_the_middle_button_and_space_pan(view, hand):
    def pull(button):
        for x in (400, 420, 450):
            at = view.to_scene(QPointF(x, 500))
            if x == 400:
                hand.press(at, button=button)
            hand.move(at, buttons=button)
        hand.release(view.to_scene(QPointF(450, 500)), button=button)

    before = view.seen().topLeft()
    pull(Qt.MouseButton.MiddleButton)
    assert before.x() - view.seen().left() == 50
    QTest.keyPress(view, Qt.Key.Key_Space)
    pull(Qt.MouseButton.LeftButton)
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert before.x() - view.seen().left() == 100
    assert view.canvas.selection.nodes == ()
    assert not view.adding.popup.isVisible()


def test_the_wheel_zooms_to_the_mouse(view, hand):
    at = hand.card("linear-1")
    pixel = QPointF(hand.pixel(at))

    def turn(by, modifiers=Qt.KeyboardModifier.NoModifier):
        event = QWheelEvent(
            pixel, view.viewport().mapToGlobal(pixel), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton,
            modifiers, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)

    turn(240)
    assert 1.3 < view.zoom < 1.6
    assert (view.to_scene(pixel) - at).manhattanLength() < 2
    for _ in range(40):
        turn(480)
    assert view.zoom == 4.0
    for _ in range(40):
        turn(-480)
    assert view.zoom == 0.1
    left = view.seen().left()
    turn(120, SHIFT)
    assert view.seen().left() < left
    assert view.zoom == 0.1


def test_aligning_and_distributing(view, hand, document):
    view.commands.select_all()
    start = hand.card("linear-1")
    hand.click(QPointF(300, 400))
    hand.drag(start, start + QPointF(32, 160))
    view.commands.select_all()
    view.commands.align("top")
    assert document.undo_label == "Align tops"
    assert {node.y for node in document.project.graph.nodes} == {0}
    view.commands.align("distribute_across")
    xs = [node.x for node in document.project.graph.nodes]
    assert xs == [0, 208, 416, 624]
    view.commands.align("right")
    assert {node.x for node in document.project.graph.nodes} == {624}


def test_aligning_one_node_says_why_not(view, hand, qtbot, document):
    hand.click(hand.card("linear-1"))
    with qtbot.waitSignal(view.message) as told:
        view.commands.align("left")
    assert told.args == ["Select at least two nodes first."]
    assert document.undo_label is None
