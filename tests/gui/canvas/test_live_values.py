"""Live values belong to the run that made them, and to nodes that are still what they were."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt

from playground.app.ready import with_network
from playground.engine.events.pictures import NodeActivity, UnitMaps, WireWeights
from playground.ui.canvas.items.edge_item import Strand
from playground.ui.canvas.items.lens import SIZE

EXTENT = (-6.0, 6.0, -6.0, 6.0)


def maps(run=1):
    ones = np.ones((8, 8, 8), np.float32)
    return UnitMaps(run, 1, {"input-1": ones[:2], "linear-1": ones, "linear-2": ones[:2]}, EXTENT)


def weights(run=1):
    wires = [("input-1", "linear-1"), ("linear-1", "linear-2")]
    return WireWeights(run, 1, dict.fromkeys(wires, 1.0), dict.fromkeys(wires, 1.0))


def activity(run=1):
    return NodeActivity(run, 1, {"linear-1": 2.5}, {"linear-1": 1e-3})


@pytest.fixture
def trained(view):
    view.consume([maps(), weights(), activity()])
    return view


def strands(view):
    return {(edge.source, edge.target): item._strand for edge, item in view.canvas.edges.items()}


def with_maps(view):
    return {name for name, item in view.canvas.nodes.items() if item.has_maps}


def test_values_return_when_a_deleted_node_does(trained, document):
    before = strands(trained)
    lines = trained.canvas.nodes["linear-1"]._lines
    trained.canvas.selection.set(["linear-1"])
    trained.commands.delete_selection()
    assert with_maps(trained) == {"input-1", "linear-2"}
    document.undo()
    assert with_maps(trained) == {"input-1", "linear-1", "linear-2"}
    assert strands(trained) == before != dict.fromkeys(before, Strand())
    assert trained.canvas.nodes["linear-1"]._lines is lines is not None


def test_a_changed_node_shows_nothing_until_the_next_run(trained, document):
    node = document.project.graph.node("linear-1").with_(params={"units": 3})
    document.edit("Change units", lambda p: p.with_(graph=p.graph.replace(node)))
    assert with_maps(trained) == {"input-1", "linear-2"}
    trained.consume([maps(), activity()])
    assert with_maps(trained) == {"input-1", "linear-2"}
    assert trained.canvas.nodes["linear-1"]._lines is None
    document.undo()
    assert "linear-1" in with_maps(trained)
    document.redo()
    trained.consume([maps(run=2)])
    assert "linear-1" in with_maps(trained)


def test_another_network_with_equal_names_shows_nothing_of_the_run(trained, document):
    document.edit("Use ResNet", lambda p: with_network(p, "resnet18", (1, 28, 28), 10))
    trained.consume([maps(), weights(), activity()])
    assert with_maps(trained) == set()
    assert set(strands(trained).values()) == {Strand()}
    assert all(item._lines is None for item in trained.canvas.nodes.values())
    document.undo()
    assert "linear-1" in with_maps(trained)


def test_a_reset_begins_the_lines_again(trained):
    assert trained.canvas.nodes["linear-1"]._lines is not None
    trained.consume([maps(run=2)])
    assert trained.canvas.nodes["linear-1"]._lines is None


def test_entering_a_block_and_leaving_it_adds_nothing_to_lines(trained):
    lines = trained.canvas.nodes["linear-1"]._lines
    count = np.isfinite(lines._logs).sum()
    trained.canvas.selection.set(["linear-2"])
    trained.edits.blocks.group()
    trained.blocks.enter("block-1")
    trained.blocks.leave()
    assert trained.canvas.nodes["linear-1"]._lines is lines
    assert np.isfinite(lines._logs).sum() == count


def test_a_last_layer_whose_units_are_classes_has_their_colours(view, hub):
    ones = np.ones((8, 8, 8), np.float32)
    view.consume([UnitMaps(1, 1, {"linear-1": ones, "linear-2": ones[:2], "output-1": ones[:2]}, EXTENT)])
    blue, orange = hub.theme.class_colors[:2]
    colors = {
        name: [view.canvas.nodes[name].unit_image(k).pixelColor(4, 4).name() for k in (0, 1)]
        for name in ("linear-1", "linear-2", "output-1")
    }
    assert colors["linear-2"] == colors["output-1"]
    assert colors["output-1"] == [blue.lower(), orange.lower()]
    assert colors["linear-1"] == [orange.lower(), orange.lower()]


def test_a_click_on_a_map_says_which_unit_it_is_and_escape_releases_before_it_deselects(trained, hand, ear):
    clicked, released = ear(trained.unit.clicked), []
    trained.mouse.release_pinned = lambda: len(released) < 1 and not released.append(1)
    item = trained.canvas.nodes["linear-1"]
    at = item.pos() + item.state.body_box.topLeft() + QPointF(5, 5)
    hand.click(at)
    hand.click(hand.card("linear-2"))
    assert [(node, unit) for node, unit, _ in clicked.heard] == [("linear-1", 0)]
    for left in (("linear-2",), ()):
        hand.key(Qt.Key.Key_Escape)
        assert tuple(trained.canvas.selection.nodes) == left


@pytest.mark.parametrize(
    "corner", [QPointF(20, 20), QPointF(940, 20), QPointF(900, 480), QPointF(940, 560), QPointF(20, 560)]
)
def test_an_enlarged_map_is_never_cut(trained, hand, corner):
    item = trained.canvas.nodes["linear-1"]
    trained.pan(corner - trained.viewportTransform().map(item.pos()))
    at = item.pos() + item.state.body_box.topLeft() + QPointF(5, 5)
    hand.move(at, buttons=Qt.MouseButton.NoButton)
    lens = trained.canvas.feedback.lens
    assert lens.isVisible()
    seen = trained.seen()
    assert seen.left() <= lens.x() <= seen.right() - SIZE.width()
    assert seen.top() <= lens.y() <= seen.bottom() - SIZE.height()
    area = QRectF(trained.viewportTransform().map(lens.pos()), SIZE)
    assert not area.intersects(trained.hud.covered)


def test_the_overview_follows_a_drag(view, hand):
    hand.view.hud.minimap.repaint()
    start = hand.card("linear-2")
    hand.press(start)
    hand.drag_on(start, start + QPointF(0, 200))
    assert view.hud.minimap._picture is None
    hand.release(start)


def test_the_overview_follows_a_glide(view):
    view.glide.welcome = lambda: True
    view.canvas.selection.set(["linear-1", "linear-2"])
    view.hud.minimap.repaint()
    seen = []
    view.canvas.moved.connect(lambda: seen.append(view.canvas.nodes["linear-2"].x()))
    view.commands.align("left")
    view.glide._clock.setCurrentTime(view.glide._clock.duration())
    assert seen[0] == 416
    assert seen[-1] == 208
    assert view.hud.minimap._picture is None
