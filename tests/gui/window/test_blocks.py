"""Blocks in the whole window: keys, menus, inspector, problems, and a run that is watched."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.engine.events.pictures import NodeActivity, UnitMaps
from playground.engine.events.run import RunState, Started
from playground.spec.block import group, node_at, set_repeat

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def project(make_project):
    """The small network with two hidden layers in a block that is there twice."""
    project = make_project()
    hidden = project.graph.node("linear-1").with_(id="linear-3", x=312.0)
    edge = project.graph.inputs_of("linear-2")[0]
    graph, block = group(project.graph.insert(hidden, edge), ["linear-3"], "Hidden")
    return project.with_(graph=set_repeat(graph, block, 2))


def graph(window):
    return window.document.project.graph


def press(window, key, modifiers):
    canvas = window.canvas
    canvas.setFocus()
    QTest.keyClick(canvas, key, modifiers)


def test_the_shortcut_groups_once(window):
    window.canvas.canvas.selection.set(["linear-1", "linear-2"])
    press(window, Qt.Key.Key_G, CTRL)
    assert graph(window).depth == 1
    window.canvas.canvas.selection.set(["linear-2"])
    press(window, Qt.Key.Key_G, CTRL)
    assert window.document.undo_label == "Group Linear"
    press(window, Qt.Key.Key_G, CTRL | SHIFT)
    assert window.document.undo_label == "Ungroup Block"


def test_commands_are_on_when_they_make_sense(window):
    table = window.actions_table
    window.canvas.canvas.selection.set()
    table.refresh()
    on = {
        key: table[f"network.{key}"].isEnabled()
        for key in ("group", "ungroup", "enter", "leave", "next_repeat")
    }
    assert not any(on.values())
    window.canvas.canvas.selection.set(["block-1"])
    assert table["network.ungroup"].isEnabled()
    table["network.enter"].trigger()
    assert window.canvas.blocks.inside()
    assert table["network.leave"].isEnabled()
    table["network.next_repeat"].trigger()
    assert window.canvas.canvas.scope.repeats == (2,)
    assert not window.canvas.blocks.turn(1)
    table["network.leave"].trigger()
    assert not window.canvas.blocks.inside()


def test_a_ready_network_comes_from_the_menu_with_a_head_for_the_data(window):
    window.actions_table["network.ready.lenet5"].trigger()
    assert graph(window).node("linear-3").params["units"] == 2
    assert "takes an image" in window.analysis.report.problems[0].message
    window.actions_table["edit.undo"].trigger()
    assert "block-1" in graph(window).by_id()
    assert window.analysis.report.problems == ()


def test_the_inspector_follows_the_selection_inside(window):
    window.canvas.commands.focus_node("block-1/1/linear-3")
    form = window.docks["inspector"].panel.nodes
    assert form.title.text() == "Linear"
    assert form.facts.text().startswith("out 4 · 20 parameters")


def test_a_problem_inside_is_named_with_its_block_and_leads_there(window):
    window.canvas.blocks.enter("block-1")
    window.canvas.edits.editor.edit(
        "Break", lambda g: g.replace(g.node("linear-3").with_(kind="conv2d", params={}))
    )
    window.canvas.blocks.leave()
    (card,) = window.docks["problems"].panel.cards
    window.show_problems()
    card.picked.emit("block-1/1/linear-3")
    assert window.canvas.canvas.scope.path == ("block-1",)
    QTest.mouseClick(card.buttons[0], Qt.MouseButton.LeftButton)
    assert window.analysis.report.problems == ()


def test_a_run_is_watched_inside_and_outside_the_block(window, watch, qtbot):
    window.runs.reset()
    qtbot.waitUntil(lambda: bool(watch.of(Started)))
    window.runs.step()
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED and bool(watch.of(NodeActivity)))
    qtbot.waitUntil(lambda: bool(watch.of(UnitMaps)))
    assert [layer.title for layer in watch.of(Started)[-1].layers] == [
        "Linear 1", "Hidden 1 · Linear", "Hidden 2 · Linear", "Linear 2"
    ]  # fmt: skip
    canvas = window.canvas.canvas
    assert not canvas.nodes["block-1"].unit_image(0).isNull()
    event = watch.of(NodeActivity)[-1]
    (gradient,) = {values[1] for values in canvas.scope.activity(event, ["block-1"]).values()}
    parts = [event.gradient[f"block-1/{k}/linear-3"] for k in (1, 2)]
    assert gradient == pytest.approx(np.mean(parts))
    window.canvas.blocks.enter("block-1")
    assert not canvas.nodes["linear-3"].unit_image(0).isNull()


def test_renaming_and_repeating_leave_a_run_unchanged_or_make_it_stale(window):
    window.canvas.edits.nodes.rename("block-1", "Tower")
    assert not window.runs.stale
    window.canvas.blocks.enter("block-1")
    window.canvas.edits.nodes.move({"linear-3": (8.0, 8.0)})
    assert not window.runs.stale
    window.canvas.blocks.leave()
    window.canvas.edits.blocks.repeat(3)
    assert node_at(graph(window), "block-1").block.repeat == 3
