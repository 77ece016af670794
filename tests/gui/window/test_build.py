"""Building a network in the whole window: palette, canvas, form, undo, problems."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from playground.spec.base import Choice


def kinds(window):
    return [node.kind for node in window.document.project.graph.nodes]


def test_a_layer_dropped_on_a_wire_is_inserted_and_undone(window, hand):
    assert hand.drop("layers", "linear", hand.wire("linear-1", "linear-2"))
    graph = window.document.project.graph
    (new,) = {node.id for node in graph.nodes} - {"input-1", "linear-1", "linear-2", "output-1"}
    wires = {(edge.source, edge.target) for edge in graph.edges}
    assert {("linear-1", new), (new, "linear-2")} <= wires
    assert ("linear-1", "linear-2") not in wires
    assert window.actions_table["edit.undo"].text().startswith("Undo Insert Linear")
    window.actions_table["edit.undo"].trigger()
    assert new not in window.document.project.graph.by_id()
    assert window.actions_table["edit.redo"].isEnabled()


def test_an_activation_dropped_on_a_layer_snaps_on(window, hand):
    assert hand.drop("activations", "relu", hand.card("linear-2"))
    assert window.document.project.graph.node("linear-2").activation == Choice(kind="relu")


def test_a_data_set_dropped_on_the_canvas_brings_a_fitting_head(window, hand):
    assert hand.drop("datasets", "iris", hand.card("input-1"))
    project = window.document.project
    assert project.data.dataset.kind == "iris"
    assert project.graph.node("linear-2").params["units"] == 3
    assert not window.analysis.report.problems


def test_a_double_click_in_the_palette_adds_behind_the_selection(window, hand):
    hand.click(hand.card("linear-1"))
    window.docks["palette"].panel.activated.emit("layers", "dropout")
    graph = window.document.project.graph
    (dropout,) = [node for node in graph.nodes if node.kind == "dropout"]
    assert [edge.source for edge in graph.inputs_of(dropout.id)] == ["linear-1"]


def test_ports_are_connected_by_dragging(window, hand):
    window.canvas.canvas.selection.set(["linear-1"])
    assert hand.drop("layers", "add", hand.card("output-1") + (hand.card("output-1") - hand.card("linear-2")))
    (add,) = [node for node in window.document.project.graph.nodes if node.kind == "add"]
    window.canvas.fit()
    hand.drag(hand.port("linear-1"), hand.port(add.id, 0))
    assert ("linear-1", add.id) in {(e.source, e.target) for e in window.document.project.graph.edges}


def test_the_form_of_a_selected_node_edits_it(window, hand):
    hand.click(hand.card("linear-1"))
    line = window.docks["inspector"].panel.nodes.layer.field("units").line
    line.selectAll()
    QTest.keyClicks(line, "7")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert window.document.project.graph.node("linear-1").params["units"] == 7
    assert window.analysis.report.shapes["linear-1"] == (7,)
    window.document.undo()
    assert line.text() == "4"


def test_several_nodes_are_changed_in_one_step(window, hand):
    window.canvas.canvas.selection.set(["linear-1", "linear-2"])
    line = window.docks["inspector"].panel.nodes.layer.field("units").line
    assert line.text() == ""
    QTest.keyClicks(line, "2")
    QTest.keyClick(line, Qt.Key.Key_Return)
    units = [window.document.project.graph.node(i).params["units"] for i in ("linear-1", "linear-2")]
    assert units == [2, 2]
    window.document.undo()
    assert window.document.project.graph.node("linear-1").params["units"] == 4


def test_a_mistake_is_listed_counted_and_mended_by_its_button(window, hand):
    hand.drop("layers", "conv2d", hand.wire("input-1", "linear-1"))
    (problem, *_) = window.analysis.report.problems
    assert problem.message in [card._problem.message for card in window.docks["problems"].panel.cards]
    assert window.status.problems.text() == "1 problem"
    assert window.docks["problems"].windowTitle() == "Problems (1)"
    window.docks["problems"].panel.cards[0].buttons[0].click()
    assert window.status.problems.text() == "No problems"


def test_a_click_on_a_problem_selects_its_node(window, hand):
    hand.drop("layers", "conv2d", hand.wire("input-1", "linear-1"))
    (problem, *_) = window.analysis.report.problems
    window.show_problems()
    QTest.mouseClick(window.docks["problems"].panel.cards[0], Qt.MouseButton.LeftButton)
    assert window.canvas.canvas.selection.nodes == (problem.node,)


def test_training_is_refused_with_the_sentence_of_the_problem(window, hand, qtbot):
    hand.drop("layers", "conv2d", hand.wire("input-1", "linear-1"))
    message = window.analysis.report.problems[0].message
    QTest.mouseClick(window.transport.play, Qt.MouseButton.LeftButton)
    assert window.banner.message.text() == message
    assert window.banner.isVisible()
    window.banner.shut.click()
    assert not window.banner.isVisible()
    QTest.mouseClick(window.transport.play, Qt.MouseButton.LeftButton)
    assert window.banner.isVisible()
    qtbot.waitUntil(lambda: window.docks["problems"].seen)
    qtbot.waitUntil(lambda: not window.runs.running)


def test_shapes_are_shown_on_new_nodes_at_once(window, hand):
    hand.drop("layers", "linear", hand.wire("linear-1", "linear-2"))
    (new,) = {node.id for node in window.document.project.graph.nodes} - {
        "input-1",
        "linear-1",
        "linear-2",
        "output-1",
    }
    assert window.canvas.canvas.report is window.analysis.report
    assert window.analysis.report.shapes[new] == (16,)


def test_a_layer_that_is_not_connected_is_a_remark_and_the_rest_trains(window, hand, qtbot):
    hand.drop("layers", "linear", QPointF(150, 300))
    assert window.status.problems.text() == "1 remark"
    assert window.docks["problems"].windowTitle() == "Problems (1)"
    window.runs.step()
    qtbot.waitUntil(lambda: window.runs.record.step == 1)
