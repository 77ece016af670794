"""Everything by keyboard: quick-add, renaming, walking, nudging, copying."""

import json

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.spec.graph import Graph
from playground.ui.canvas.overlays.quick_add import ENTRY, ranked
from playground.ui.widgets.fuzzy import score

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def quick_add(view, hand, words):
    hand.key(Qt.Key.Key_Space)
    assert view.adding.popup.isVisible()
    QTest.keyClicks(view.adding.popup.search, words)
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Return)
    assert not view.adding.popup.isVisible()


def wires(document):
    return {(edge.source, edge.target) for edge in document.project.graph.edges}


def test_space_adds_after_the_selection(view, hand, document):
    view.canvas.selection.set(["linear-1"])
    hand.move(QPointF(300, 300), buttons=Qt.MouseButton.NoButton)
    quick_add(view, hand, "drop")
    assert {("linear-1", "dropout-1"), ("dropout-1", "linear-2")} <= wires(document)
    assert view.canvas.selection.nodes == ("dropout-1",)
    assert document.undo_label == "Insert Dropout"


def test_space_without_a_selection_adds_before_the_output(view, hand, document):
    hand.move(QPointF(300, 300), buttons=Qt.MouseButton.NoButton)
    quick_add(view, hand, "drop")
    assert {("linear-2", "dropout-1"), ("dropout-1", "output-1")} <= wires(document)
    assert view.seen().contains(view.canvas.extent())


def test_space_on_a_wire_adds_there(view, hand, document):
    hand.move(hand.wire("input-1", "linear-1"), buttons=Qt.MouseButton.NoButton)
    quick_add(view, hand, "drop")
    assert ("dropout-1", "linear-1") in wires(document)


def test_space_adds_at_the_mouse_where_no_wire_leads_to_an_output(view, hand, document):
    document.edit("Cut", lambda p: p.with_(graph=p.graph.disconnect(*p.graph.inputs_of("output-1"))))
    hand.move(QPointF(300, 300), buttons=Qt.MouseButton.NoButton)
    quick_add(view, hand, "drop")
    node = document.project.graph.node("dropout-1")
    assert abs(node.x + 74 - 300) <= 4
    assert not any("dropout-1" in wire for wire in wires(document))


def test_an_output_without_a_wire_gets_one(view, hand, document):
    document.edit("Cut", lambda p: p.with_(graph=p.graph.disconnect(*p.graph.inputs_of("output-1"))))
    view.canvas.selection.set(["output-1"])
    quick_add(view, hand, "drop")
    assert ("dropout-1", "output-1") in wires(document)
    assert document.project.graph.node("dropout-1").x < document.project.graph.node("output-1").x


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
    hand.move(QPointF(400, 350), buttons=Qt.MouseButton.NoButton)
    hand.key(Qt.Key.Key_V, CONTROL)
    graph = document.project.graph
    assert ("linear-3", "linear-4") in {(e.source, e.target) for e in graph.edges}
    assert graph.node("linear-3").activation == graph.node("linear-1").activation
    assert set(view.canvas.selection.nodes) == {"linear-3", "linear-4"}
    middle = view.canvas.extent(["linear-3", "linear-4"]).center()
    assert (middle - QPointF(400, 350)).manhattanLength() < 60
    hand.key(Qt.Key.Key_V, CONTROL)
    assert document.project.graph.node("linear-5").x == graph.node("linear-3").x + 32
    assert document.undo_label == "Paste 2 nodes"


def test_paste_with_the_mouse_elsewhere_lands_beside_the_original(view, hand, document):
    hand.click(hand.card("linear-1"))
    hand.key(Qt.Key.Key_C, CONTROL)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    for _ in range(3):
        view.commands.paste()
    cards = [item.card() for item in view.canvas.nodes.values()]
    assert len(cards) == 7
    assert not any(a.intersects(b) for i, a in enumerate(cards) for b in cards[:i])
    assert abs(document.project.graph.node("linear-3").x - 208) <= 208


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
    assert "linear-1" in {node.id for node in document.project.graph.nodes}


def test_foreign_text_is_refused_with_a_sentence(view, qtbot, document):
    QGuiApplication.clipboard().setText("hello")
    with qtbot.waitSignal(view.message) as told:
        view.commands.paste()
    assert told.args == ["The clipboard holds no nodes."]
    assert document.undo_label is None


def test_ctrl_d_duplicates_beside(view, hand, document):
    hand.click(hand.card("linear-2"))
    hand.key(Qt.Key.Key_D, CONTROL)
    cards = {name: item.card() for name, item in view.canvas.nodes.items()}
    copy = cards.pop("linear-3")
    assert not any(copy.intersects(card) for card in cards.values())
    assert (copy.topLeft() - cards["linear-2"].topLeft()).manhattanLength() < 300
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


def test_far_away_nodes_are_pasted_at_the_edge_of_the_plane(view):
    far = '{"format":"descent/network-part","version":1,"nodes":[{"id":"a","kind":"linear","x":1e300,"y":-1e300},'
    QGuiApplication.clipboard().setText(far + '{"id":"b","kind":"linear","x":0}]}')
    view.commands.paste()
    view.fit()
    view.hud.minimap.grab()
    view.grab()
    assert view.canvas.sceneRect().contains(view.canvas.extent())
