"""Colours of lanes: chosen among swatches, kept, the same everywhere, and told apart when nobody chose them."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog

from playground.app.document import Document
from playground.app.examples import first_project
from playground.engine.events.run import RunState
from playground.spec.base import Choice
from playground.spec.files import dumps
from playground.spec.project import Project
from playground.spec.race import MOST_LANES, LaneSpec, RaceSpec
from playground.ui.race.workspace import RaceWorkspace
from playground.ui.style.lane_colors import lane_color
from playground.ui.style.theme import DARK, LIGHT


def choose(workspace, color):
    """Open the swatches of the selected lane and click one; None is the automatic one."""
    button = workspace.setup.lane.color
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    popup = button.popup
    QTest.mouseClick(popup.automatic if color is None else popup.swatches[color], Qt.MouseButton.LeftButton)


def dots(tree, column=0):
    """Colours in the middle of the swatches of a table, by the text beside them."""
    rows = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    return {
        row.text(0): row.icon(column).pixmap(12).toImage().pixelColor(6, 6).name().upper() for row in rows
    }


def test_a_colour_is_the_same_everywhere_and_one_undo_step(workspace, race_document):
    wanted = LIGHT.lane_colors[4]
    paths = [path.places for path in workspace.surface.race.lanes]
    choose(workspace, wanted)
    assert race_document.project.race.lanes[0].color == wanted
    assert race_document.undo_label == "Change colour"
    assert workspace.surface.race.lanes[0].color == wanted
    assert dots(workspace.setup.lanes)["SGD"] == wanted
    assert dots(workspace.surface.leaderboard.table)["SGD"] == wanted
    assert (workspace.surface.race.lanes[0].name, wanted) in workspace.surface.curves.names_drawn()
    assert np.shares_memory(workspace.surface.race.lanes[0].places, paths[0])
    assert workspace.surface.race.results
    race_document.undo()
    assert workspace.surface.race.lanes[0].color == dots(workspace.setup.lanes)["SGD"] == LIGHT.lane_colors[0]


def test_back_to_the_automatic_colour(workspace, race_document):
    choose(workspace, LIGHT.lane_colors[4])
    assert workspace.setup.lane.color.toolTip().endswith(LIGHT.lane_colors[4])
    choose(workspace, None)
    assert race_document.project.race.lanes[0].color is None
    assert workspace.setup.lane.color.toolTip().endswith("automatic")


def test_any_other_colour_comes_from_a_dialog(workspace, race_document, qtbot):
    def answer():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QColorDialog)
        dialog.setCurrentColor(QColor("#123456"))
        dialog.accept()

    button = workspace.setup.lane.color
    button.open()
    QTimer.singleShot(0, answer)
    QTest.mouseClick(button.popup.other, Qt.MouseButton.LeftButton)
    assert race_document.project.race.lanes[0].color == "#123456"


def test_swatches_are_walked_by_keys(workspace, race_document):
    button = workspace.setup.lane.color
    button.open()
    first, second = list(button.popup.swatches.values())[:2]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert button.popup.focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Space)
    assert race_document.project.race.lanes[0].color == LIGHT.lane_colors[1]


def test_another_theme_has_its_own_automatic_colours(workspace, race_document, hub, over):
    for _ in range(4):
        workspace.setup.add_lane("adam")
    over(workspace)
    assert [path.color for path in workspace.surface.race.lanes] == list(LIGHT.lane_colors[:7])
    hub.choose("dark")
    assert [path.color for path in workspace.surface.race.lanes] == list(DARK.lane_colors[:7])
    assert DARK.lane_colors[6] != LIGHT.lane_colors[6]


def test_a_duplicate_has_another_colour(workspace, race_document, hub):
    choose(workspace, LIGHT.lane_colors[5])
    QTest.mouseClick(workspace.setup.bar.buttons["copy"], Qt.MouseButton.LeftButton)
    lanes = race_document.project.race.lanes
    assert lanes[0].color == LIGHT.lane_colors[5]
    assert lanes[-1].color is None
    assert len({lane_color(hub.theme, lane) for lane in lanes}) == len(lanes)


def _lab(color):
    """CIE L*a*b* of a colour."""
    rgb = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(matrix @ linear / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_automatic_colours_of_a_full_race_can_be_told_apart(theme):
    race = RaceSpec(lanes=())
    for _ in range(MOST_LANES):
        race = race.add(LaneSpec(id=race.fresh_id(), optimizer=Choice(kind="sgd")))
    colors = [_lab(lane_color(theme, lane)) for lane in race.lanes]
    assert min(np.linalg.norm(one - other) for one, other in combinations(colors, 2)) > 20


def test_a_colour_is_kept_in_the_file_only_when_it_was_chosen():
    lanes = (
        LaneSpec(id="lane-1", optimizer=Choice(kind="sgd"), color="#12abEF"),
        LaneSpec(id="lane-2", optimizer=Choice(kind="sgd")),
    )
    text = dumps(Project(race=RaceSpec(lanes=lanes)))
    assert text.count('"color"') == 1
    assert (
        RaceSpec(lanes=lanes).basis == RaceSpec(lanes=tuple(lane.with_(color=None) for lane in lanes)).basis
    )


@pytest.mark.parametrize("color", ["red", "#12345", "#1234567", "#12345G", "url(x)", ""])
def test_what_is_no_colour_is_refused(color):
    with pytest.raises(ValueError, match="color"):
        LaneSpec(id="lane-1", optimizer=Choice(kind="sgd"), color=color)


@pytest.fixture
def network(hub, qtbot):
    """A race on a network that has trained for an epoch, and its document."""
    project = first_project()
    lanes = tuple(
        LaneSpec(id=f"lane-{n}", optimizer=Choice(kind="sgd", params={"learning_rate": 0.1 * n}))
        for n in (1, 2)
    )
    data = project.data.with_(dataset=project.data.dataset.with_params(samples=60))
    document = Document(project.with_(data=data, race=RaceSpec(on="network", lanes=lanes, epochs=2)))
    made = RaceWorkspace(document, hub)
    qtbot.addWidget(made)
    made.resize(1400, 800)
    made.show()
    made.set_active(active=True)
    qtbot.waitUntil(lambda: made.network.race.state is RunState.READY)
    made.network.race.toggle()
    qtbot.waitUntil(lambda: made.network.race.state is RunState.FINISHED)
    yield made, document
    made.close_race()


def test_a_network_race_continues_in_the_new_colour(network):
    workspace, document = network
    wanted, race = LIGHT.lane_colors[6], workspace.network.race
    steps = race.lanes[0].steps
    choose(workspace, wanted)
    assert document.project.race.lanes[0].color == wanted
    assert race.lanes[0].color == wanted
    assert race.lanes[0].steps == steps > 0
    assert race.state is RunState.FINISHED
    assert wanted in dots(workspace.network.leaderboard.table).values()
    assert wanted in {color for _, color in workspace.network.curves.names_drawn()}
    assert wanted in {color for _, color in workspace.network.plane.names_drawn()}


def test_the_pages_beside_a_race_have_its_colours(workspace, race_document, qtbot):
    wanted = LIGHT.lane_colors[9]
    workspace.surface.pages.setCurrentWidget(workspace.surface.rates.page)
    qtbot.waitUntil(lambda: bool(workspace.surface.rates.page.strips.strips))
    choose(workspace, wanted)
    qtbot.waitUntil(lambda: workspace.surface.rates.page.strips.strips[0].color == wanted)
