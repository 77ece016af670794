"""File › Export in the window: what can be exported when, and that the files come."""

import csv
import json

import pytest
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec
from playground.ui.export.composition import Composition
from playground.ui.export.exports import plot_at
from playground.ui.export.picture_formats import save_picture
from playground.ui.export.pictures import plots_in


@pytest.fixture
def racing(make_window, project, qtbot):
    lanes = (LaneSpec(id="a", optimizer=Choice(kind="sgd")), LaneSpec(id="b", optimizer=Choice(kind="adam")))
    window = make_window(
        project.with_(race=RaceSpec(surface=Choice(kind="booth"), lanes=lanes, steps=100), name="My race")
    )
    window.workspaces.show("race")
    qtbot.waitUntil(lambda: bool(window.workspaces.race.surface.race.results))
    window.actions_table.refresh()
    return window


def choose(monkeypatch, path):
    asked = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *words: (asked.append(words[2]), (str(path), ""))[1]
    )
    return asked


def test_results_can_be_saved_only_where_there_are_some(window, racing):
    keys = ("animation", "report", "csv", "json", "paths")
    window.actions_table.refresh()
    assert not any(window.actions_table[f"file.export.{key}"].isEnabled() for key in keys)
    assert all(racing.actions_table[f"file.export.{key}"].isEnabled() for key in keys)


def test_results_are_written_with_the_ending_that_belongs_to_them(racing, tmp_path, monkeypatch):
    asked = choose(monkeypatch, tmp_path / "mine")
    for key in ("csv", "json", "report"):
        racing.actions_table[f"file.export.{key}"].trigger()
    beside = [str(tmp_path / f"my-race-{name}") for name in ("results.json", "report.html")]
    assert asked == ["my-race-results.csv", *beside]
    rows = list(csv.DictReader((tmp_path / "mine.csv").read_text().splitlines()))
    assert {row["optimizer"] for row in rows} == {"sgd", "adam"}
    assert len(json.loads((tmp_path / "mine.json").read_text())["lanes"]) == 2
    page = (tmp_path / "mine.html").read_text()
    assert page.count("<figure") == len(plots_in(racing.workspaces.race, tables=False))
    choose(monkeypatch, tmp_path / "ways")
    racing.actions_table["file.export.paths"].trigger()
    assert len((tmp_path / "ways.csv").read_text().splitlines()) == 1 + 2 * 101


def test_an_unwritable_place_gets_one_sentence(racing, tmp_path, monkeypatch, answer):
    choose(monkeypatch, tmp_path / "missing" / "mine.csv")
    asked = answer("OK")
    racing.actions_table["file.export.csv"].trigger()
    assert "mine.csv: cannot be saved" in asked.said


def test_every_plot_of_the_network_can_be_saved(window, tmp_path):
    for dock in ("curves", "prediction", "contour", "flow"):
        window.docks[dock].bring()
        QApplication.processEvents()
        plot = window.docks[dock].widget()
        found = [each for each in plots_in(window) if each is plot or plot.isAncestorOf(each)]
        assert len(found) == 1
        for ending in (".png", ".svg", ".pdf"):
            save_picture(Composition(found[0]), window.hub.theme, tmp_path / f"{dock}{ending}")
            assert (tmp_path / f"{dock}{ending}").stat().st_size > 200


def test_a_plot_of_the_race_offers_to_be_saved_at_a_right_click(racing):
    middle, picture = racing.centralWidget(), racing.workspaces.race.surface.picture
    at = picture.mapTo(middle, picture.rect().center())
    assert plot_at(middle, at) is picture
    assert plot_at(middle, QPoint(3, 3)) is None
    offered = []

    def look():
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            offered.extend(action.text() for action in menu.actions())
            menu.close()

    QTimer.singleShot(50, racing, look)
    QApplication.sendEvent(
        middle, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, middle.mapToGlobal(at))
    )
    assert offered == ["Copy picture", "Save picture…"]
