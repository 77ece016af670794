"""The two workspaces of the whole window, and projects that open with a race."""

import pytest
from PySide6.QtCore import Qt

from playground.app.document import Document
from playground.app.examples import examples
from playground.app.settings import Memory
from playground.spec.files import load, save
from playground.ui.style.theme import ThemeHub
from playground.ui.window.main_window import MainWindow


@pytest.fixture
def window(qtbot, tmp_path):
    spiral = load(next(each.path for each in examples() if each.path.stem == "spiral"))
    made = MainWindow(Document(spiral), Memory(tmp_path / "settings.json"), ThemeHub("light"))

    def close_without_questions(window):
        window.document.saved_as(tmp_path / "closed.descent")
        window.files.may_lose = lambda: True

    qtbot.addWidget(made, before_close_func=close_without_questions)
    made.begin()
    made.resize(1500, 940)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: bool(made.transport.device.text()))
    return made


def open_docks(window):
    return {dock.objectName() for dock in window.docks if dock.isVisible()}


def test_the_switch_shows_the_race_and_brings_the_network_back_unchanged(window, qtbot):
    window.docks["problems"].close()
    qtbot.waitUntil(lambda: not window.docks["problems"].isVisible())
    before, place = open_docks(window), window.canvas.mapToScene(window.canvas.viewport().rect().center())
    race, network = window.workspaces.buttons["race"], window.workspaces.buttons["network"]
    qtbot.mouseClick(race, Qt.MouseButton.LeftButton)
    assert window.workspaces.racing
    assert open_docks(window) == set()
    assert not window.status.totals.isVisible()  # the network has no part in a race on a surface
    assert not window.transport.isVisible()
    qtbot.waitUntil(lambda: bool(window.workspaces.race.surface.race.results))
    qtbot.mouseClick(network, Qt.MouseButton.LeftButton)
    assert window.transport.isVisible()
    assert window.status.totals.isVisible()
    assert open_docks(window) == before

    def moved():
        middle = window.canvas.mapToScene(window.canvas.viewport().rect().center())
        return (middle - place).manhattanLength()

    qtbot.waitUntil(lambda: moved() < 3)


def test_play_plays_what_is_shown(window, qtbot):
    window.workspaces.show("race")
    qtbot.waitUntil(lambda: bool(window.workspaces.race.surface.race.results))
    window.actions_table["run.toggle"].trigger()
    assert window.workspaces.race.surface.race.playing
    window.workspaces.show("network")
    assert not window.workspaces.race.surface.race.playing
    window.actions_table["run.toggle"].trigger()
    qtbot.waitUntil(lambda: window.runs.running)


@pytest.mark.parametrize(
    "stem", ["race-ravine", "race-saddle", "race-rosenbrock", "race-himmelblau", "race-plateau"]
)
def test_a_shipped_race_opens_as_a_race(window, qtbot, stem):
    window.files.open_example(next(each.path for each in examples() if each.path.stem == stem))
    assert window.workspaces.racing
    qtbot.waitUntil(lambda: bool(window.workspaces.race.surface.race.results))
    states = {result.name: result.state for result in window.workspaces.race.surface.race.results.values()}
    assert "converged" in states.values()


def test_a_project_is_saved_with_the_workspace_that_is_shown(window, tmp_path):
    window.workspaces.show("race")
    window.files._write(tmp_path / "mine.descent")
    assert load(tmp_path / "mine.descent").workspace == "race"
    window.workspaces.show("network")
    save(load(tmp_path / "mine.descent"), tmp_path / "other.descent")
    window.files.open(tmp_path / "other.descent")
    assert window.workspaces.racing


def test_closing_in_a_race_remembers_the_layout_of_the_network(window, tmp_path):
    window.workspaces.show("race")
    window.document.saved_as(tmp_path / "closed.descent")
    window.close()
    again = MainWindow(Document(window.document.project), window.memory, ThemeHub("light"))
    again.begin()
    assert not again.docks["palette"].isHidden()
    assert not again.docks["curves"].isHidden()
    again.runs.close()
    again.deleteLater()
