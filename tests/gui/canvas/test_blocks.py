"""Blocks on the canvas: group, look inside, repeat, and live pictures on a folded card."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from playground.build.analysis.shapes import analyze
from playground.engine.events.pictures import NodeActivity, UnitMaps, WireWeights
from playground.spec.block import node_at, set_repeat
from playground.spec.graph import DEEPEST
from playground.ui.canvas.view.menus import menu_of_canvas, menu_of_nodes

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def ids(document):
    return {node.id for node in document.project.graph.nodes}


def wires(document):
    return {(edge.source, edge.target) for edge in document.project.graph.edges}


@pytest.fixture
def blocked(view, hand):
    """The view with both Linear layers in a block."""
    view.canvas.selection.set(["linear-1", "linear-2"])
    hand.key(Qt.Key.Key_G, CTRL)
    return view


def crumbs(view):
    bar = view.blocks.breadcrumbs
    return [button.text() for button in bar.buttons] if bar.isVisible() else None


def test_selected_nodes_become_a_block_that_is_selected(blocked, document):
    assert ids(document) == {"input-1", "block-1", "output-1"}
    assert wires(document) == {("input-1", "block-1"), ("block-1", "output-1")}
    assert blocked.canvas.selection.nodes == ("block-1",)
    assert document.undo_label == "Group 2 nodes"
    state = blocked.canvas.nodes["block-1"].state
    assert (state.title, state.caption, state.shape, state.parameters) == ("Block", "2 layers", "→ 2", "42")
    assert len(state.miniature.boxes) == 2
    document.undo()
    assert ids(document) == {"input-1", "linear-1", "linear-2", "output-1"}


def test_what_cannot_be_a_block_is_reported(view, hand, document, ear):
    said = ear(view.message)
    view.canvas.selection.set(["input-1", "linear-1"])
    hand.key(Qt.Key.Key_G, CTRL)
    assert said.last.startswith("The input and the output stay outside a block")
    assert document.undo_label is None


def test_ungroup_brings_the_layers_back_selected(blocked, hand, document):
    hand.key(Qt.Key.Key_G, CTRL | SHIFT)
    assert ids(document) == {"input-1", "linear-1", "linear-2", "output-1"}
    assert set(blocked.canvas.selection.nodes) == {"linear-1", "linear-2"}
    assert document.undo_label == "Ungroup Block"
    assert not hand.view.edits.blocks.ungroup()


def test_a_double_click_looks_inside_and_escape_leaves(blocked, hand):
    hand.double_click(hand.card("block-1"))
    assert set(blocked.canvas.nodes) == {"input-1", "linear-1", "linear-2", "output-1"}
    assert crumbs(blocked) == ["Network"]
    hand.key(Qt.Key.Key_Escape)
    assert set(blocked.canvas.nodes) == {"input-1", "block-1", "output-1"}
    assert blocked.canvas.selection.nodes == ("block-1",)
    assert crumbs(blocked) is None


def test_return_looks_inside_a_block_and_renames_a_layer(blocked, hand):
    hand.key(Qt.Key.Key_Return)
    assert crumbs(blocked) == ["Network"]
    blocked.canvas.selection.set(["linear-1"])
    hand.key(Qt.Key.Key_Return)
    assert blocked.renaming.editor.isVisible()
    hand.key(Qt.Key.Key_Escape)


def test_escape_first_gives_up_the_selection(blocked, hand):
    hand.key(Qt.Key.Key_Return)
    blocked.canvas.selection.set(["linear-1"])
    hand.key(Qt.Key.Key_Escape)
    assert blocked.canvas.selection.nodes == ()
    assert blocked.blocks.inside()
    hand.key(Qt.Key.Key_Escape)
    assert not blocked.blocks.inside()
    hand.key(Qt.Key.Key_Escape)  # and again, for nothing
    hand.key(Qt.Key.Key_Escape)
    assert not blocked.blocks.inside()


def test_edits_inside_are_edits_of_the_block(blocked, hand, document):
    blocked.blocks.enter("block-1")
    assert hand.drop("layers", "dropout", hand.wire("linear-1", "linear-2"))
    assert document.undo_label == "Insert Dropout"
    inner = node_at(document.project.graph, "block-1").block.graph
    assert {("linear-1", "dropout-1"), ("dropout-1", "linear-2")} <= {
        (e.source, e.target) for e in inner.edges
    }
    assert "dropout-1" in blocked.canvas.nodes
    hand.key(Qt.Key.Key_Delete)
    assert "dropout-1" not in blocked.canvas.nodes
    document.undo()
    document.undo()
    assert "dropout-1" not in blocked.canvas.nodes
    assert blocked.blocks.inside()


def test_wires_inside_follow_the_hand(blocked, hand, document):
    blocked.blocks.enter("block-1")
    assert hand.drop("layers", "add", QPointF(416, 320))
    hand.drag(hand.port("linear-1"), hand.port("add-1", 0))
    inner = node_at(document.project.graph, "block-1").block.graph
    assert ("linear-1", "add-1") in {(e.source, e.target) for e in inner.edges}


def test_the_network_keeps_its_place_while_one_looks_inside(blocked, hand):
    blocked.zoom_at(0.8)
    blocked.centre(QPointF(333, 77))
    zoom, middle = blocked.zoom, blocked.seen().center()
    blocked.blocks.enter("block-1")
    blocked.blocks.leave()
    assert blocked.zoom == pytest.approx(zoom)
    assert (blocked.seen().center() - middle).manhattanLength() < 3


def test_breadcrumbs_lead_to_every_level(blocked, hand, document):
    blocked.blocks.enter("block-1")
    blocked.canvas.selection.set(["linear-1"])
    hand.key(Qt.Key.Key_G, CTRL)
    (inner,) = blocked.canvas.selection.nodes
    blocked.blocks.enter(inner)
    assert crumbs(blocked) == ["Network", "Block"]
    QTest.mouseClick(blocked.blocks.breadcrumbs.buttons[1], Qt.MouseButton.LeftButton)
    assert blocked.canvas.scope.path == ("block-1",)
    assert blocked.canvas.selection.nodes == (inner,)
    blocked.blocks.enter(inner)
    QTest.mouseClick(blocked.blocks.breadcrumbs.buttons[0], Qt.MouseButton.LeftButton)
    assert blocked.canvas.scope.path == ()


def test_taking_back_the_block_one_looks_into_leads_out(blocked, hand, document):
    blocked.blocks.enter("block-1")
    document.undo()
    assert blocked.canvas.scope.path == ()
    assert set(blocked.canvas.nodes) == {"input-1", "linear-1", "linear-2", "output-1"}
    assert crumbs(blocked) is None


def test_opening_another_project_leads_out(blocked, document):
    blocked.blocks.enter("block-1")
    document.open(document.project, None)
    assert blocked.canvas.scope.path == ()


def test_blocks_too_deep_are_refused_in_words(blocked, hand, document, ear):
    said = ear(blocked.message)
    for _ in range(DEEPEST):
        blocked.edits.blocks.group()
    assert document.project.graph.depth == DEEPEST
    assert said.last == f"Blocks can be nested at most {DEEPEST} deep."


def test_renamed_with_f2(blocked, hand, document):
    hand.key(Qt.Key.Key_F2)
    assert blocked.renaming.editor.text() == "Block"
    blocked.renaming.editor.setText("Residual")
    QTest.keyClick(blocked.renaming.editor, Qt.Key.Key_Return)
    assert document.project.graph.node("block-1").title == "Residual"
    blocked.blocks.enter("block-1")
    document.edit("Repeat", lambda project: project.with_(graph=set_repeat(project.graph, "block-1", 1)))
    assert crumbs(blocked) == ["Network"]


def chosen(items, title):
    return next(item for item in items if item.title == title)


def test_the_menu_repeats_opens_and_ungroups(blocked, document):
    menu = menu_of_nodes(blocked.commands)
    chosen(chosen(menu, "Repeat").items, "× 3").run()
    # Linear 8 then Linear 2: the second repeat takes 2 numbers as the first one does.
    assert document.project.graph.node("block-1").block.repeat == 3
    assert document.undo_label == "Repeat Block × 3"
    assert blocked.canvas.nodes["block-1"].state.repeat == 3
    assert not chosen(chosen(menu_of_nodes(blocked.commands), "Repeat").items, "× 3").enabled
    chosen(menu_of_nodes(blocked.commands), "Look inside").run()
    assert blocked.blocks.inside()
    chosen(menu_of_canvas(blocked.commands, QPointF()), "Leave block").run()
    assert not blocked.blocks.inside()
    chosen(menu_of_nodes(blocked.commands), "Ungroup").run()
    assert len(ids(document)) == 2 + 3 * 2
    assert "Look inside" not in [item.title for item in menu_of_nodes(blocked.commands)]


def test_copies_of_blocks_are_whole(blocked, hand, document):
    hand.key(Qt.Key.Key_C, CTRL)
    hand.key(Qt.Key.Key_V, CTRL)
    assert "block-2" in ids(document)
    hand.key(Qt.Key.Key_D, CTRL)
    graph = document.project.graph
    assert graph.node("block-3").block == graph.node("block-1").block


def test_a_block_can_be_pasted_into_itself(blocked, hand, document):
    hand.key(Qt.Key.Key_C, CTRL)
    blocked.blocks.enter("block-1")
    hand.key(Qt.Key.Key_V, CTRL)
    assert document.project.graph.depth == 2


def test_a_ready_block_fits_the_wire_it_falls_on(view, hand, document):
    assert hand.drop("blocks", "residual", QPointF(300, 240))
    free = node_at(document.project.graph, "block-1")
    assert free.title == "Residual"
    assert node_at(document.project.graph, "block-1/1/conv2d-1").params["channels"] == 16
    document.undo()
    document.edit("Digits", lambda p: p.with_(data=p.data.with_(dataset=p.data.dataset.with_(kind="digits"))))
    document.edit("Conv", lambda p: p.with_(graph=p.graph.replace(p.graph.node("linear-1").with_(
        kind="conv2d", params={"channels": 6}))))  # fmt: skip
    assert hand.drop("blocks", "residual", hand.wire("linear-1", "linear-2"))
    assert node_at(document.project.graph, "block-1/1/conv2d-1").params["channels"] == 6
    assert view.canvas.report.shapes["block-1"] == (6, 8, 8)


def test_a_layer_dropped_on_a_block_goes_inside_to_its_end(blocked, hand, document):
    _, welcome = hand.hold_entry("layers", "dropout", hand.card("block-1"))
    assert welcome
    assert blocked.canvas.nodes["block-1"].state.target
    assert hand.drop("layers", "dropout", hand.card("block-1"))
    inner = node_at(document.project.graph, "block-1").block.graph
    assert {("linear-2", "dropout-1"), ("dropout-1", "output-1")} <= {
        (e.source, e.target) for e in inner.edges
    }
    assert document.undo_label == "Add Dropout to Block"
    assert len(blocked.canvas.nodes["block-1"].state.miniature.boxes) == 3


def test_a_ready_network_takes_the_place_of_the_whole_one(blocked, hand, document):
    blocked.blocks.enter("block-1")
    assert hand.drop("networks", "lenet5", QPointF(100, 100))
    assert blocked.canvas.scope.path == ()
    assert document.undo_label == "Use LeNet-5"
    assert node_at(document.project.graph, "linear-3").params["units"] == 2
    assert blocked.canvas.nodes["conv2d-1"].state.problem
    assert blocked.seen().contains(blocked.canvas.extent())
    document.undo()
    assert "block-1" in ids(document)


def test_a_problem_inside_marks_the_block_and_the_node_inside(blocked, document):
    blocked.blocks.enter("block-1")
    blocked.edits.editor.edit(
        "Break", lambda graph: graph.replace(graph.node("linear-1").with_(kind="conv2d", params={}))
    )
    assert blocked.canvas.nodes["linear-1"].state.problem
    assert not blocked.canvas.nodes["linear-2"].state.problem
    blocked.blocks.leave()
    assert blocked.canvas.nodes["block-1"].state.problem
    (problem,) = blocked.canvas.report.of_node("block-1")
    blocked.commands.focus_node(problem.node)
    assert blocked.canvas.scope.path == ("block-1",)
    assert blocked.canvas.selection.nodes == ("linear-1",)
    blocked.commands.apply_fix(problem.fixes[0])
    assert analyze(document.project).problems == ()


def test_selections_inside_are_reported_by_their_full_names(blocked, ear):
    heard = ear(blocked.selection_changed)
    blocked.commands.focus_node("block-1/1/linear-2")
    assert heard.last == ("block-1/1/linear-2",)
    blocked.commands.focus_node("block-9/1/linear-2")  # gone: nothing happens
    assert blocked.canvas.selection.nodes == ("linear-2",)


def test_a_folded_block_shows_the_gradient_of_all_that_is_in_it(blocked):
    event = NodeActivity(
        1, 1,
        activation={"block-1/1/linear-1": 0.25, "block-1/1/linear-2": 0.5},
        gradient={"block-1/1/linear-1": 1.0, "block-1/1/linear-2": 4.0},
    )  # fmt: skip
    shown = blocked.canvas.scope.activity(event, ["block-1"])
    assert shown == {"block-1": (0.5, pytest.approx((24 * 1.0 + 18 * 4.0) / 42))}
    blocked.consume([event])
    blocked.blocks.enter("block-1")
    assert blocked.canvas.scope.activity(event, ["linear-1"]) == {"linear-1": (0.25, 1.0)}


def test_a_folded_block_shows_the_maps_of_its_end_and_the_inside_those_of_its_layers(blocked):
    maps = {"input-1": np.zeros((2, 4, 4)), "block-1/1/linear-1": np.ones((8, 4, 4)),
            "block-1/1/linear-2": np.full((2, 4, 4), 2.0)}  # fmt: skip
    event = UnitMaps(1, 1, maps, (-1.0, 1.0, -1.0, 1.0))
    shown = blocked.canvas.scope.maps(event, ["input-1", "block-1"])
    assert shown["block-1"] is maps["block-1/1/linear-2"]
    blocked.consume([event])
    blocked.blocks.enter("block-1")
    inside = blocked.canvas.scope.maps(event, blocked.canvas.nodes)
    assert inside["input-1"] is maps["input-1"]
    assert inside["linear-1"] is maps["block-1/1/linear-1"]
    item = blocked.canvas.nodes["linear-1"]
    assert not item.unit_image(0).isNull()  # of the event that came before one looked inside


def test_wires_of_a_block_show_the_weights_behind_them(blocked):
    strength = {("input-1", "block-1/1/linear-1"): 2.0, ("block-1/1/linear-1", "block-1/1/linear-2"): 1.0}
    event = WireWeights(1, 1, strength, dict.fromkeys(strength, 0.5))
    outer = {edge.target: edge for edge in blocked.canvas.edges}
    assert blocked.canvas.scope.strand(event, outer["block-1"]) == (2.0, 0.5)
    assert blocked.canvas.scope.strand(event, outer["output-1"]) is None
    blocked.consume([event])
    blocked.blocks.enter("block-1")
    inner = {edge.target: edge for edge in blocked.canvas.edges}
    assert blocked.canvas.scope.strand(event, inner["linear-1"]) == (2.0, 0.5)
    assert blocked.canvas.scope.strand(event, inner["linear-2"]) == (1.0, 0.5)


def test_one_can_look_at_every_repeat(blocked, hand, document, ear):
    blocked.edits.blocks.repeat(3)
    strength = {(f"block-1/{k}/linear-1", f"block-1/{k}/linear-2"): float(k) for k in (1, 2, 3)}
    event = WireWeights(1, 1, strength, dict.fromkeys(strength, 0.5))
    blocked.consume([event])
    blocked.blocks.enter("block-1")
    wire = next(edge for edge in blocked.canvas.edges if edge.target == "linear-2")
    assert blocked.canvas.report.shapes["input-1"] == (2,)
    back, on = blocked.blocks.breadcrumbs.arrows
    assert (back.isEnabled(), on.isEnabled()) == (False, True)
    QTest.mouseClick(on, Qt.MouseButton.LeftButton)
    assert blocked.canvas.scope.strand(event, wire) == (2.0, 0.5)
    hand.key(Qt.Key.Key_PageDown)
    assert blocked.canvas.scope.strand(event, wire) == (3.0, 0.5)
    hand.key(Qt.Key.Key_PageDown)
    heard = ear(blocked.selection_changed)
    blocked.canvas.selection.set(["linear-1"])
    assert heard.last == ("block-1/3/linear-1",)
    hand.key(Qt.Key.Key_PageUp)
    assert heard.last == ("block-1/2/linear-1",)
    document.undo()  # once again, so there is no second repeat
    assert blocked.canvas.scope.full("linear-1") == "block-1/1/linear-1"
    assert not blocked.blocks.has_repeats()


def test_tab_walks_the_layers_inside(blocked, hand):
    blocked.blocks.enter("block-1")
    seen = []
    for _ in range(4):
        hand.key(Qt.Key.Key_Tab)
        seen += blocked.canvas.selection.nodes
    assert seen == ["input-1", "linear-1", "linear-2", "output-1"]
    assert blocked.blocks.inside()


def test_arrow_keys_nudge_inside(blocked, hand, document):
    blocked.commands.focus_node("block-1/1/linear-1")
    before = node_at(document.project.graph, "block-1/1/linear-1").x
    hand.key(Qt.Key.Key_Right)
    assert node_at(document.project.graph, "block-1/1/linear-1").x == before + 8
    assert document.undo_label == "Move Linear"


def test_auto_layout_arranges_the_inside(blocked, hand, document):
    blocked.blocks.enter("block-1")
    root = [(n.id, n.x, n.y) for n in document.project.graph.nodes]
    blocked.edits.nodes.move({"linear-1": (900.0, 900.0)})
    blocked.commands.auto_layout()
    inner = node_at(document.project.graph, "block-1").block.graph
    xs = [inner.node(name).x for name in ("input-1", "linear-1", "linear-2", "output-1")]
    assert xs == sorted(xs)
    assert [(n.id, n.x, n.y) for n in document.project.graph.nodes] == root
