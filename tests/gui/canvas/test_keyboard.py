"""Everything by keyboard: quick-add, renaming, walking, nudging, copying."""

import json

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from playground.spec.graph import Graph
from playground.ui.canvas.overlays.quick_add import ENTRY, ranked
from playground.ui.widgets.fuzzy import score

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_space_opens_quick_add_and_enter_adds_at_the_mouse(view, hand, document):
    hand.move(QPointF(300, 300), buttons=Qt.MouseButton.NoButton)
    hand.key(Qt.Key.Key_Space)
    assert view.adding.popup.isVisible()
    QTest.keyClicks(view.adding.popup.search, "drop")
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Return)
    assert not view.adding.popup.isVisible()
    node = document.project.graph.node("dropout-1")
    assert abs(node.x + 74 - 300) <= 4
    assert view.canvas.selection.nodes == ("dropout-1",)


def test_a_double_click_opens_quick_add_and_escape_closes_it(view, hand, document):
    hand.double_click(QPointF(300, 300))
    assert view.adding.popup.isVisible()
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Escape)
    assert not view.adding.popup.isVisible()
    assert document.undo_label is None


def test_quick_add_on_a_wire_inserts(view, hand, document):
    hand.double_click(hand.wire("linear-1", "linear-2"))
    QTest.keyClicks(view.adding.popup.search, "batch")
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Return)
    assert ("batch_norm-1", "linear-2") in {(e.source, e.target) for e in document.project.graph.edges}


def test_arrow_keys_walk_past_the_headings(view, hand):
    hand.key(Qt.Key.Key_Space)
    listed = view.adding.popup.list
    first = listed.currentItem().data(ENTRY)
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Down)
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Down)
    third = listed.currentItem().data(ENTRY)
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Up)
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Up)
    assert listed.currentItem().data(ENTRY) == first != third
    view.adding.popup.close()


def test_search_forgives():
    assert ranked("relu")[0].key == "relu"
    assert ranked("conv")[0].key == "conv2d"
    assert ranked("bn")[0].key == "batch_norm"
    assert ranked("qqq") == []
    assert "flatten" in [offer.key for offer in ranked("")]


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [("bn", "Batch norm", "Abandon"), ("lin", "Linear", "Multi line"), ("max", "Max pool", "Make axes")],
)
def test_beginnings_of_words_are_better(query, better, worse):
    assert score(query, better) > score(query, worse)
    assert score(query, "zz") is None


def test_f2_renames_and_an_empty_title_brings_the_name_back(view, hand, document):
    hand.click(hand.card("linear-1"))
    hand.key(Qt.Key.Key_F2)
    assert view.renaming.editor.isVisible()
    view.renaming.editor.setText("Hidden layer")
    QTest.keyClick(view.renaming.editor, Qt.Key.Key_Return)
    assert document.project.graph.node("linear-1").title == "Hidden layer"
    assert document.undo_label == "Rename Linear"
    assert view.canvas.nodes["linear-1"].state.title == "Hidden layer"
    hand.key(Qt.Key.Key_Return)
    view.renaming.editor.clear()
    QTest.keyClick(view.renaming.editor, Qt.Key.Key_Return)
    assert document.project.graph.node("linear-1").title == ""
    assert view.canvas.nodes["linear-1"].state.title == "Linear"


def test_a_double_click_on_the_title_renames_and_escape_keeps(view, hand, document):
    title = view.canvas.nodes["linear-1"].card().topLeft() + QPointF(70, 16)
    hand.double_click(title)
    assert view.renaming.editor.isVisible()
    view.renaming.editor.setText("Other")
    QTest.keyClick(view.renaming.editor, Qt.Key.Key_Escape)
    assert not view.renaming.editor.isVisible()
    assert document.undo_label is None


def test_tab_walks_the_nodes_in_the_order_of_the_data(view, hand):
    view.setFocus()
    seen = []
    for _ in range(4):
        hand.key(Qt.Key.Key_Tab)
        seen.append(view.canvas.selection.nodes)
    assert seen == [("input-1",), ("linear-1",), ("linear-2",), ("output-1",)]
    hand.key(Qt.Key.Key_Backtab, SHIFT)
    assert view.canvas.selection.nodes == ("linear-2",)


def test_arrows_nudge_as_one_undo_step(hand, document):
    hand.click(hand.card("linear-1"))
    for _ in range(3):
        hand.key(Qt.Key.Key_Down)
    hand.key(Qt.Key.Key_Right, SHIFT)
    node = document.project.graph.node("linear-1")
    assert (node.x, node.y) == (208 + 80, 24)
    document.undo()
    assert document.project.graph.node("linear-1").y == 0
    assert document.undo_label is None


def test_copy_and_paste_go_through_text(view, hand, document):
    hand.click(hand.card("linear-1"))
    hand.click(hand.card("linear-2"), SHIFT)
    hand.key(Qt.Key.Key_C, CONTROL)
    text = QGuiApplication.clipboard().text()
    assert [node["kind"] for node in json.loads(text)["nodes"]] == ["linear", "linear"]
    hand.key(Qt.Key.Key_V, CONTROL)
    graph = document.project.graph
    assert ("linear-3", "linear-4") in {(e.source, e.target) for e in graph.edges}
    assert graph.node("linear-3").activation == graph.node("linear-1").activation
    assert (graph.node("linear-3").x, graph.node("linear-3").y) == (240, 32)
    assert set(view.canvas.selection.nodes) == {"linear-3", "linear-4"}
    hand.key(Qt.Key.Key_V, CONTROL)
    assert document.project.graph.node("linear-5").x == 272
    assert document.undo_label == "Paste 2 nodes"


def test_paste_into_another_window(view, hand, make_view, make_hand):
    hand.click(hand.card("linear-1"))
    hand.key(Qt.Key.Key_C, CONTROL)
    other = make_view(Graph())
    other.commands.paste()
    assert [node.kind for node in other.document.project.graph.nodes] == ["linear"]


def test_cut_rewires_and_paste_brings_it_back(hand, document):
    hand.click(hand.card("linear-1"))
    hand.key(Qt.Key.Key_X, CONTROL)
    assert [node.id for node in document.project.graph.nodes] == ["input-1", "linear-2", "output-1"]
    hand.key(Qt.Key.Key_V, CONTROL)
    assert document.project.graph.node("linear-1").x == 208


def test_foreign_text_is_refused_with_a_sentence(view, qtbot, document):
    QGuiApplication.clipboard().setText("hello")
    with qtbot.waitSignal(view.message) as told:
        view.commands.paste()
    assert told.args == ["The clipboard holds no nodes."]
    assert document.undo_label is None


def test_ctrl_d_duplicates_beside(view, hand, document):
    hand.click(hand.card("linear-2"))
    hand.key(Qt.Key.Key_D, CONTROL)
    copy = document.project.graph.node("linear-3")
    assert (copy.x, copy.y) == (448, 32)
    assert document.undo_label == "Duplicate Linear"


def test_ctrl_a_selects_all_and_escape_nothing(view, hand):
    hand.key(Qt.Key.Key_A, CONTROL)
    assert len(view.canvas.selection.nodes) == 4
    hand.key(Qt.Key.Key_Escape)
    assert view.canvas.selection.nodes == ()


def test_what_is_added_by_name_covers_no_other_card(view, hand, document):
    place = hand.card("linear-1")
    view.adding.open(place)
    view.adding.popup.chosen.emit("layers", "dropout")
    view.adding.popup.close()
    (new,) = [item for item in view.canvas.nodes.values() if item.node.kind == "dropout"]
    assert not any(
        new.card().intersects(item.card()) for item in view.canvas.nodes.values() if item is not new
    )
