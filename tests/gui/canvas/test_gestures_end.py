"""A gesture ends before an edit takes its nodes."""

import pytest
from PySide6.QtCore import QPointF, Qt

from playground.spec.project import Project

CONTROL = Qt.KeyboardModifier.ControlModifier
FAR = QPointF(0, 240)


def delete(view, hand):
    hand.key(Qt.Key.Key_Delete)


def cut(view, hand):
    hand.key(Qt.Key.Key_X, CONTROL)


def undo(view, hand):
    view.document.undo()


def open_another(view, hand):
    view.document.open(Project(), None)


@pytest.mark.parametrize("interrupt", [delete, cut, undo, open_another])
@pytest.mark.parametrize("drag", ["node", "copy", "wire", "port", "frame", "pressed"])
def test_an_edit_ends_the_gesture_under_way(view, hand, document, interrupt, drag):
    hand.drop("layers", "dropout", QPointF(500, 300))
    view.canvas.selection.set(["dropout-1"])
    starts = {
        "node": hand.port("dropout-1") - QPointF(60, -30),
        "wire": hand.wire("linear-1", "linear-2"),
        "port": hand.port("dropout-1"),
        "frame": QPointF(460, 280),
    }
    start = starts.get(drag, starts["node"])
    hand.press(start, CONTROL if drag == "copy" else Qt.KeyboardModifier.NoModifier)
    if drag != "pressed":
        hand.drag_on(start, start + FAR, CONTROL if drag == "copy" else Qt.KeyboardModifier.NoModifier)
    interrupt(view, hand)
    after = document.project
    assert not view.mouse.busy
    hand.drag_on(start, start + 2 * FAR)
    hand.release(start + 2 * FAR)
    assert document.project is after
    assert set(view.canvas.nodes) == {node.id for node in after.graph.nodes}
    for item in view.canvas.nodes.values():
        assert item.pos() == QPointF(item.node.x, item.node.y)
    assert not view.canvas.feedback.preview.isVisible()
    assert not view.canvas.feedback.frame.isVisible()


def test_undo_takes_back_a_copy_that_is_being_dragged_and_nothing_else(view, hand, document):
    hand.click(hand.card("linear-1"))
    view.commands.edits.nodes.rename("linear-1", "First")
    start = hand.card("linear-1")
    hand.press(start, CONTROL)
    hand.drag_on(start, start + FAR, CONTROL)
    document.undo()
    assert len(document.project.graph.nodes) == 4
    assert document.undo_label == "Rename Linear"
