"""What the canvas shows: problems, live values, themes, overview."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from playground.build.report import Fix, Problem
from playground.engine.events.pictures import NodeActivity, UnitMaps, WireWeights
from playground.spec.base import Choice
from playground.spec.graph import Edge, Graph, Node
from playground.spec.training import NodeTraining
from playground.ui.canvas.card.captions import compact
from playground.ui.canvas.card.card_state import Body
from playground.ui.canvas.items.edge_item import Strand


def picture(view) -> np.ndarray:
    image = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
    QWidget.render(view.viewport(), image)
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4).copy()


def test_cards_tell_shape_and_parameters(view):
    state = view.canvas.nodes["linear-1"].state
    assert (state.caption, state.shape, state.parameters) == ("8 units", "→ 8", "24")
    assert state.activation_title == "Tanh"
    assert view.canvas.nodes["output-1"].state.leaves is False
    assert view.canvas.nodes["input-1"].state.inputs == ()


def test_a_frozen_node_has_a_snowflake(view, document):
    before = picture(view)
    frozen = document.project.graph.node("linear-1").with_(training=NodeTraining(frozen=True))
    document.edit("Freeze", lambda project: project.with_(graph=project.graph.replace(frozen)))
    assert view.canvas.nodes["linear-1"].state.frozen
    assert not view.canvas.nodes["output-1"].state.frozen
    assert (picture(view) != before).any()


@pytest.mark.parametrize(
    ("count", "words"),
    [(7, "7"), (9984, "9,984"), (12345, "12.3k"), (1_200_000, "1.2M"), (3_000_000_000, "3G")],
)
def test_counts_are_short(count, words):
    assert compact(count) == words


def test_a_problem_shows_a_badge_whose_popup_mends_it(view, hand, document):
    graph = document.project.graph
    document.edit("Spoil", lambda p: p.with_(graph=graph.disconnect(graph.inputs_of("linear-2")[0])))
    broken = next(i for i, item in view.canvas.nodes.items() if item.state.problem)
    problem = view.canvas.report.of_node(broken)[0]
    hand.click(view.canvas.nodes[broken].pos() + QPointF(141, 3))
    assert view.problem_popup.isVisible()
    assert view.canvas.selection.nodes == (broken,)
    assert [button.text() for button in view.problem_popup.buttons[: len(problem.fixes)]] == [
        fix.label for fix in problem.fixes
    ]
    view.problem_popup.close()


def test_a_fix_is_one_undo_step_with_its_name(view, document):
    def mend(project):
        return project.with_(graph=project.graph.connect("input-1", "linear-2", 0))

    problem = Problem(
        "Linear 2 listens to the wrong node.", node="linear-2", fixes=(Fix("Connect to Input", mend),)
    )
    view.show_report(replace(view.canvas.report, problems=(problem,)))
    view.open_problems("linear-2")
    QTest.mouseClick(view.problem_popup.buttons[0], Qt.MouseButton.LeftButton)
    assert not view.problem_popup.isVisible()
    assert document.undo_label == "Connect to Input"
    assert Edge(source="input-1", target="linear-2") in view.canvas.edges


def test_a_broken_wire_is_marked(view):
    problem = Problem("They do not fit.", node="linear-2", edge=("linear-1", "linear-2"))
    view.show_report(replace(view.canvas.report, problems=(problem,)))
    marked = [edge.target for edge, item in view.canvas.edges.items() if item.is_marked("broken")]
    assert marked == ["linear-2"]


def test_unit_maps_are_painted_inside_their_node_only(view):
    assert view.canvas.nodes["linear-1"].state.body is Body.MAPS
    before = picture(view)
    heights = {i: item.height for i, item in view.canvas.nodes.items()}
    maps = {"linear-1": np.ones((8, 32, 32), np.float32), "gone": np.ones((1, 32, 32), np.float32)}
    view.consume([UnitMaps(1, 1, maps, (-6.0, 6.0, -6.0, 6.0))])
    after = picture(view)
    assert {i: item.height for i, item in view.canvas.nodes.items()} == heights
    rows, columns = np.nonzero((before != after).any(axis=2))
    card = view.viewportTransform().mapRect(view.canvas.nodes["linear-1"].card())
    assert len(rows) > 1000
    assert card.left() <= columns.min() <= columns.max() <= card.right()
    assert card.top() <= rows.min() <= rows.max() <= card.bottom()
    view.clear_live()
    assert (picture(view) == before).all()


def test_the_upper_half_of_a_map_is_the_upper_half_of_the_plane(view):
    rising = np.repeat(np.linspace(-1, 1, 32)[:, None], 32, axis=1)[None]
    view.consume([UnitMaps(1, 1, {"linear-1": rising}, (-6.0, 6.0, -6.0, 6.0))])
    item = view.canvas.nodes["linear-1"]
    box = view.viewportTransform().mapRect(item.state.body_box.translated(item.pos()))
    shot = picture(view)
    x, top = int(box.left()) + 14, int(box.top())
    blue, red = shot[top + 3, x, 0], shot[top + 3, x, 2]
    assert red > blue  # positive
    blue, red = shot[top + 24, x, 0], shot[top + 24, x, 2]
    assert blue > red


def test_strength_and_sign_of_wires(view):
    view.consume([
        WireWeights(
            1, 1, {("input-1", "linear-1"): 2.0, ("linear-1", "linear-2"): 0.5},
            {("input-1", "linear-1"): 1.0, ("linear-1", "linear-2"): -1.0},
        )
    ])  # fmt: skip
    strands = {edge.target: item._strand for edge, item in view.canvas.edges.items()}
    assert strands["linear-1"].width > strands["linear-2"].width
    assert (strands["linear-1"].tone, strands["linear-2"].tone) == (8, -8)
    assert strands["output-1"] == Strand()
    view.clear_live()
    assert {item._strand for item in view.canvas.edges.values()} == {Strand()}


def test_activity_is_drawn_where_there_are_no_maps(make_view):
    nodes = (
        Node(id="input-1", kind="input"),
        Node(id="linear-1", kind="linear", params={"units": 3}, x=208),
        Node(id="output-1", kind="output", x=416),
    )
    edges = (Edge(source="input-1", target="linear-1"), Edge(source="linear-1", target="output-1"))
    view = make_view(Graph(nodes=nodes, edges=edges))
    view.document.edit("Use iris", lambda p: p.with_(data=p.data.with_(dataset=Choice(kind="iris"))))
    item = view.canvas.nodes["linear-1"]
    assert (item.state.body, item.state.count) == (Body.LINES, 2)
    before = picture(view)
    for step in range(200):
        values = [float("nan") if step == 5 else 0.5 + step % 3, 10.0 ** -(step % 7)]
        view.consume([NodeActivity(1, step, {"linear-1": values[0]}, {"linear-1": values[1]})])
    assert (picture(view) != before).any()
    view.clear_live()
    assert (picture(view) == before).all()


def test_themes_change_colours_and_nothing_else(view, hub):
    items = dict(view.canvas.nodes)
    light = picture(view)
    hub.choose("dark")
    dark = picture(view)
    assert view.canvas.nodes == items
    assert light[:50, :, :3].mean() > 200
    assert dark[:50, :, :3].mean() < 60
    hub.choose("light")
    assert (picture(view) == light).all()


def test_the_hint_shows_while_there_is_nothing(make_view, qtbot):
    view = make_view(Graph())
    assert view.hud.hint.isVisible()
    assert not view.hud.minimap.isVisible()
    view.commands.add_entry("layers", "linear")
    assert not view.hud.hint.isVisible()


def test_the_minimap_appears_out_of_sight_moves_the_view_and_can_be_hidden(view):
    minimap = view.hud.minimap
    view.fit()
    assert not minimap.isVisible(), "all nodes are in sight"
    view.pan(QPointF(view.width() / 2, 0))
    assert minimap.isVisible()
    view.hud.show_minimap(False)
    view.hud.show_minimap(True)
    assert minimap.isVisible()
    QTest.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=minimap.rect().topLeft())
    centre = view.seen().center()
    QTest.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=minimap.rect().bottomRight())
    assert view.seen().center().x() > centre.x()
    view.hud.show_minimap(False)
    assert not minimap.isVisible()


def test_zoom_buttons(view):
    bar = view.hud.zoom_bar
    view.zoom_in()
    assert bar.percent.text() == "125%"
    bar.percent.click()
    assert (bar.percent.text(), view.zoom) == ("100%", 1.0)
    view.fit()
    assert view.seen().contains(view.canvas.extent())


def test_far_away_only_outlines_are_painted(view):
    view.zoom_at(0.3)
    picture(view)
    view.zoom_at(0.1 / view.zoom)
    assert (picture(view)[200:400] != picture(view)[0, 0]).any()
    assert view.canvas.nodes["linear-1"].zoom < 0.35


def test_tooltips_tell_what_a_layer_does(view, hand):
    words = view.mouse.tip(hand.pixel(hand.card("linear-1")))
    assert "24 parameters" in words
    assert "Linear" in words
    assert view.mouse.tip(hand.pixel(QPointF(300, 400))) == ""


def test_the_view_draws_itself_into_a_picture_twice_as_fine(view):
    image = QImage(view.size() * 2, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2)
    QWidget.render(view, image)
    assert image.pixelColor(10, 10).isValid()


def test_every_symbol_and_wire_has_a_tool_tip_and_a_place_in_the_legend(view, hand, document):
    iris = document.project.data.with_(dataset=Choice(kind="iris"))
    document.edit("Iris", lambda p: p.with_(data=iris))
    item = view.canvas.nodes["linear-1"]
    box, bottom = item.state.body_box, item.height
    places = {
        "a": box.topLeft() + QPointF(20, 6), "∇": box.topLeft() + QPointF(20, 24),
        "→": QPointF(20, bottom - 10), "θ": QPointF(130, bottom - 10),
    }  # fmt: skip
    for sign, at in places.items():
        assert view.mouse.tip(hand.pixel(item.pos() + at)).startswith(f"<b>{sign}</b>")
    assert "positive weights" in view.mouse.tip(hand.pixel(hand.wire("linear-1", "linear-2")))
    view.hud.zoom_bar.explaining.emit()
    assert view.hud.legend.isVisible()
    view.hud.legend.open_above(QPoint(0, 40))
    assert view.screen().availableGeometry().contains(view.hud.legend.geometry())
    assert all(f"<b>{sign}</b>" in view.hud.legend.words.text() for sign in places)
    view.hud.legend.close()


class HelpEvents(QObject):
    """Counts the scene's requests for tool tips, which hide the one that is shown."""

    count = 0

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.GraphicsSceneHelp
        return False


def test_a_tool_tip_stays_while_the_mouse_rests(view, hand):
    events = HelpEvents(view)
    view.canvas.installEventFilter(events)
    at = hand.pixel(hand.card("linear-1"))
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    assert events.count == 0
