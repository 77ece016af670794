"""File › Export in the window: what can be exported when, and that the files come."""

import csv
import json

import numpy as np
import onnxruntime
import pytest
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from playground import extras
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec
from playground.ui.export import network_exports
from playground.ui.export.composition import Composition
from playground.ui.export.exports import plot_at
from playground.ui.export.picture_formats import leave_pixels, save_picture
from playground.ui.export.pictures import plots_in
from playground.ui.runs.run_model import model_from


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
    assert (tmp_path / "prediction.svg").read_text().count("<image") <= 1, "points are shapes"
    window.docks["contour"].panel.copy_wanted.emit(window.docks["contour"].panel)
    assert QApplication.clipboard().mimeData().hasImage()
    assert "Loss contour" in window.status.currentMessage()
    leave_pixels()


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


def test_a_trained_network_leaves_the_window(window, finish, tmp_path, monkeypatch, qtbot):
    table, say = window.actions_table, window.status.currentMessage
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path / "runs"))
    assert not table["file.export.curves"].isEnabled()
    table["file.export.events"].trigger()
    table.refresh()
    assert table["file.export.events"].isChecked()
    window.runs.play()
    finish(window)
    table["file.export.events"].trigger()
    assert window.runs.event_folder is None
    table.refresh()

    for action, name, begin in (
        ("network", "net.svg", b"<svg"),
        ("network", "net.pdf", b"%PDF"),
        ("network", "net.png", b"\x89PNG"),
        ("network", "net.tex", b"% In another document"),
        ("curves", "run.csv", b"step,"),
        ("curves", "run.parquet", b"PAR1"),
    ):
        choose(monkeypatch, tmp_path / name)
        table[f"file.export.{action}"].trigger()
        assert (tmp_path / name).read_bytes().startswith(begin)
        assert say() == f"Saved {name}."

    def answer():
        (button,) = [
            b for b in QApplication.activeModalWidget().buttons() if b.text() == "With preprocessing"
        ]
        button.click()

    choose(monkeypatch, tmp_path / "net.onnx")
    QTimer.singleShot(0, answer)
    table["file.export.onnx"].trigger()
    qtbot.waitUntil(lambda: "it gives output and probabilities" in say())
    session = onnxruntime.InferenceSession(tmp_path / "net.onnx", providers=["CPUExecutionProvider"])
    x = np.array([[0.3, -1.2], [2.0, 1.0]], np.float32)
    (theirs,) = session.run(["probabilities"], {"input": x})
    model = model_from(window.runs.control)
    assert np.abs(model.predict(x).probabilities - theirs).max() < 1e-5

    (run,) = (tmp_path / "runs").iterdir()
    assert any(b"validation/loss" in file.read_bytes() for file in run.iterdir())


def test_what_is_not_installed_is_said_with_the_command_that_installs_it(window, monkeypatch):
    said = []
    monkeypatch.setattr(network_exports, "complain", lambda _window, _title, words: said.append(words))
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    window.exports.network.save_onnx()
    window.exports.network.toggle_events()
    assert [words.split("install it with ")[1] for words in said] == [
        "“pip install 'descent-playground[onnx]'”.",
        "“pip install 'descent-playground[tensorboard]'”.",
    ]
