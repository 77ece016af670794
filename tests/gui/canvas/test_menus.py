"""Context menus, gliding, scrolling along: what is around the gestures."""

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from playground.engine.events.pictures import UnitMaps
from playground.spec.graph import Edge
from playground.spec.start import StartSpec
from playground.ui.canvas.card.snowflake import snow_box
from playground.ui.canvas.edits.transfer import ALL_DRAWN
from playground.ui.canvas.items.hits import Hit
from playground.ui.canvas.view.rows import canvas_rows
from playground.ui.canvas.view.tip_words import tip_for


def menu_at(view, hand, at: QPointF) -> QMenu:
    pixel = hand.pixel(at)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, pixel, view.viewport().mapToGlobal(pixel))
    QApplication.sendEvent(view.viewport(), event)
    return next(menu for menu in view.findChildren(QMenu) if menu.isVisible())


def choose(menu: QMenu, *titles: str) -> None:
    chosen = menu
    for title in titles[:-1]:
        chosen = next(a.menu() for a in chosen.actions() if a.text() == title)
    action = next(a for a in chosen.actions() if a.text().split("\t")[0] == titles[-1])
    assert action.isEnabled()
    action.trigger()
    menu.close()


def test_the_menu_of_a_node_sets_its_activation(view, hand, document):
    choose(menu_at(view, hand, hand.card("linear-2")), "Activation", "ReLU")
    assert document.project.graph.node("linear-2").activation.kind == "relu"
    choose(menu_at(view, hand, hand.card("linear-2")), "Activation", "None")
    assert document.project.graph.node("linear-2").activation is None
    assert document.undo_label == "Remove activation of Linear"


def test_the_menu_of_a_node_sets_its_initializer_and_deletes(view, hand, document):
    choose(menu_at(view, hand, hand.card("linear-2")), "Initializer", "Zeros")
    assert document.project.graph.node("linear-2").initializer.kind == "zeros"
    choose(menu_at(view, hand, hand.card("linear-2")), "Delete")
    assert "linear-2" not in view.canvas.nodes


def test_the_menu_freezes_and_thaws_several_nodes_and_what_is_inside_a_block(view, hand, document, hub):
    def frozen():
        return [node.training.frozen for node in document.project.graph.nodes if node.kind == "linear"]

    view.canvas.selection.set(["input-1", "linear-1", "linear-2"])
    choose(menu_at(view, hand, hand.card("linear-2")), "Freeze")
    assert (frozen(), document.undo_label) == ([True, True], "Freeze 2 nodes")
    card = view.canvas.nodes["linear-2"]
    tip = tip_for(view.canvas, Hit(node="linear-2"), card.pos() + snow_box().center(), hub.theme)
    assert "batch norms use and keep the statistics" in tip
    problem = view.canvas.report.of_node("linear-2")[0]
    assert problem.message.startswith("All layers with weights are frozen")
    choose(menu_at(view, hand, hand.card("linear-2")), "Thaw Linear")
    assert frozen() == [True, False]
    hand.key(Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    view.canvas.selection.set(["linear-1", "linear-2"])
    hand.key(Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    assert frozen() == [False, False]
    document.undo()
    view.canvas.selection.set(["linear-1", "linear-2"])
    hand.key(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert view.canvas.nodes["block-1"].state.partly_frozen
    choose(menu_at(view, hand, hand.card("block-1")), "Thaw what is inside")
    assert not view.canvas.nodes["block-1"].state.partly_frozen


def test_a_recipe_freezes_all_but_the_head_and_a_new_head_needs_weights_to_begin_with(view, document, ear):
    rows, said = canvas_rows(view.commands), ear(view.message)
    rows["network.recipe.head"].in_network()
    frozen = [node.training.frozen for node in document.project.graph.nodes if node.kind == "linear"]
    assert (frozen, document.undo_label) == ([True, False], "Little data")
    assert said.last.startswith("All layers but the last one with weights are frozen")
    rows["network.new_head"].in_network()
    assert said.last == ALL_DRAWN
    start = StartSpec(weights="/none/body.safetensors")
    document.edit("Begin", lambda project: project.with_(start=start))
    rows["network.new_head"].in_network()
    assert (document.project.start.redrawn, document.undo_label) == (("linear-2",), "New head")


def test_the_menu_of_a_problem_offers_its_fixes(view, hand, document):
    document.edit("Cut", lambda p: p.with_(graph=p.graph.disconnect(*p.graph.inputs_of("linear-2"))))
    broken = next(i for i, item in view.canvas.nodes.items() if item.state.problem)
    fix = view.canvas.report.of_node(broken)[0].fixes[0]
    choose(menu_at(view, hand, hand.card(broken)), fix.label)
    assert document.undo_label == fix.label


def test_the_menu_of_several_nodes_aligns_and_connects(view, hand, document):
    view.canvas.selection.set(["input-1", "linear-2"])
    start = hand.card("linear-2")
    hand.drag(start, start + QPointF(0, 160))
    choose(menu_at(view, hand, hand.card("input-1")), "Align", "Align left")
    nodes = document.project.graph
    assert nodes.node("input-1").x == nodes.node("linear-2").x


def test_the_menu_of_a_wire_deletes_it_and_inserts(view, hand, document):
    choose(menu_at(view, hand, hand.wire("linear-1", "linear-2")), "Insert a layer…")
    assert view.adding.popup.isVisible()
    view.adding.popup.close()
    choose(menu_at(view, hand, hand.wire("linear-1", "linear-2")), "Delete wire")
    assert Edge(source="linear-1", target="linear-2") not in document.project.graph.edges


def test_the_menu_of_the_canvas_selects_and_tidies(view, hand, document):
    choose(menu_at(view, hand, QPointF(300, 300)), "Select all")
    assert len(view.canvas.selection.nodes) == 4
    start = hand.card("linear-2")
    hand.click(QPointF(300, 400))
    hand.drag(start, start + QPointF(0, 160))
    choose(menu_at(view, hand, QPointF(300, 300)), "Auto-layout")
    assert len({node.y for node in document.project.graph.nodes}) == 1
    assert document.undo_label == "Auto-layout"


def test_the_keyboard_opens_the_menu_of_the_selection(view, hand):
    view.commands.focus_node("linear-1")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    QApplication.sendEvent(view.viewport(), event)
    menu = next(menu for menu in view.findChildren(QMenu) if menu.isVisible() and menu.parent() is view)
    assert "Rename\tF2" in [action.text() for action in menu.actions()]
    menu.close()


def test_auto_layout_glides_and_the_document_is_there_at_once(view, hand, document, qtbot):
    start = hand.card("linear-2")
    hand.drag(start, start + QPointF(0, 240))
    view.glide.welcome = lambda: True
    view.commands.auto_layout()
    assert document.project.graph.node("linear-2").y == 0
    assert view.canvas.nodes["linear-2"].y() > 100
    qtbot.waitUntil(lambda: view.canvas.nodes["linear-2"].y() == 0)


def test_a_drag_to_the_border_moves_the_picture_along(view, hand, qtbot):
    left = view.seen().left()
    start = hand.card("linear-1")
    border = view.to_scene(QPointF(3, view.viewport().height() / 2))
    hand.press(start)
    hand.drag_on(start, border)
    qtbot.waitUntil(lambda: view.seen().left() < left - 60)
    assert view.canvas.nodes["linear-1"].x() < border.x()
    hand.release(view.to_scene(QPointF(3, 300)))
    assert not view.mouse._ticks.isActive()


def test_the_middle_of_the_picture_stays_when_the_window_grows(view):
    before = view.seen().center()
    view.resize(900, 500)
    assert (view.seen().center() - before).manhattanLength() <= 2


def test_opening_shows_the_whole_network(view, document):
    view.zoom_at(3.0)
    graph = document.project.graph.move({"output-1": (4000.0, 900.0)})
    document.open(document.project.with_(graph=graph), None)
    assert view.seen().contains(view.canvas.extent())


def test_hovering_a_small_map_enlarges_it(view, hand):
    maps = np.stack([np.full((32, 32), value, np.float32) for value in (1, -1, 1, 1, 1, 1, 1, 1)])
    view.consume([UnitMaps(1, 1, {"linear-1": maps}, (-6.0, 6.0, -6.0, 6.0))])
    item = view.canvas.nodes["linear-1"]
    corner = item.pos() + item.state.body_box.topLeft()
    lens = view.canvas.feedback.lens
    hand.move(corner + QPointF(40, 10), buttons=Qt.MouseButton.NoButton)
    assert lens.isVisible()
    assert lens._image.pixelColor(5, 5).red() < lens._image.pixelColor(5, 5).blue()  # negative
    view.consume([UnitMaps(1, 2, {"linear-1": -maps}, (-6.0, 6.0, -6.0, 6.0))])
    assert lens._image.pixelColor(5, 5).red() > lens._image.pixelColor(5, 5).blue()
    hand.move(corner - QPointF(0, 40), buttons=Qt.MouseButton.NoButton)
    assert not lens.isVisible()
