"""The window of sweeps: what is tried, results from processes, pictures of them, and settings that are taken."""

import math
from multiprocessing import active_children

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QWidget

from playground.app.document import Document
from playground.engine.events.run import RunState, StateChanged
from playground.records.sweep import TrialResult
from playground.records.sweep_storage import SweepAbout, SweepFile
from playground.spec.base import Choice
from playground.sweep.job import TrialsEnded
from playground.ui.style.theme import ThemeHub
from playground.ui.sweep.sweep_dialog import SweepDialog

BEST = {"learning_rate": 0.1, "optimizer": "momentum", "momentum": 0.9}


@pytest.fixture
def dialog(project, qtbot, tmp_path):
    """The window of sweeps for a document of its own."""
    owner = QWidget()
    qtbot.addWidget(owner)
    short = project.with_(training=project.training.with_(epochs=1, device="cpu"))
    dialog = SweepDialog(Document(short), tmp_path / "sweeps", ThemeHub("dark"), owner)
    dialog.show()
    yield dialog
    dialog.end()


def result(settings, seed, loss, state="finished"):
    return TrialResult(settings=settings, seed=seed, state=state, metric="accuracy", validation_loss=loss)


@pytest.fixture
def file(tmp_path):
    """Results of the command: three points with two seeds each, one of which has diverged."""
    path = tmp_path / "found.sweep"
    file = SweepFile.create(path, SweepAbout("", ()))
    for seed in (0, 1):
        file.add(result(BEST, seed, 0.1 + seed / 10))
        file.add(result({"learning_rate": 0.001, "optimizer": "sgd"}, seed, 0.8))
        file.add(result({"learning_rate": 10.0, "optimizer": "sgd"}, seed, math.nan, "diverged"))
    return path


def center(picture, scene):
    return picture.canvas.mapFromScene(scene)


def test_pictures_show_points_and_the_chosen_settings_are_one_edit(dialog, file, qtbot):
    assert not dialog.take.isEnabled()
    dialog.open_file(str(file))
    assert dialog.state.text() == "6 trials"
    parallel, scatter, heat = dialog.pictures
    assert parallel.outcome.names == ("learning_rate", "optimizer", "momentum")
    assert [cell.value for cell in heat.cells] == [math.inf, 0.8, pytest.approx(0.15)]
    for place, picture in enumerate(dialog.pictures):
        dialog.tabs.setCurrentIndex(place)
        qtbot.waitUntil(lambda picture=picture: picture.canvas.isVisible())
        assert not picture.canvas.grab().isNull()
    cell = heat.cells[-1]
    at = heat.chart.view.mapViewToScene(QPointF(cell.column, cell.row))
    qtbot.mouseMove(heat.canvas.viewport(), center(heat, at))
    qtbot.waitUntil(lambda: "the median over 2 seeds (0.1000 to 0.2000)" in dialog.readout.text())
    qtbot.mouseClick(heat.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(center(heat, at)))
    qtbot.waitUntil(dialog.take.isEnabled)
    assert (parallel.marked, scatter.marked) == (2, 2)
    document = dialog._document
    before = document.project
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    assert document.project.training.optimizer == Choice(
        kind="momentum", params={"learning_rate": 0.1, "momentum": 0.9}
    )
    assert document.undo_label == "Take settings of the sweep"
    document.undo()
    assert document.project == before


def test_what_is_typed_becomes_a_plan_or_a_sentence(dialog, qtbot):
    form = dialog.form
    rate, optimizer = form.rows.rows
    rate.values.setText("1e-4..1")
    qtbot.keyClicks(optimizer.values, ", sgdd")
    assert "there is no “sgdd”" in form.words.text()
    assert not dialog.start.isEnabled()
    qtbot.mouseClick(optimizer.remove, Qt.MouseButton.LeftButton)
    assert form.words.text() == "5 points × 3 seeds = 15 trials of 1 epochs; learning_rate is logarithmic."
    form.method.setCurrentIndex(2)
    form.trials.setValue(7)
    assert form.words.text().startswith("7 points × 3 seeds = 21 trials")
    assert form.plan.method == "tpe"


def test_results_come_in_once_and_stop_kills_the_processes(dialog, qtbot):
    qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    assert not dialog.start.isEnabled()
    qtbot.waitUntil(lambda: bool(active_children()))
    first = result(BEST, 0, 0.1)
    dialog._on_events(
        [TrialsEnded(1, 1, (first,), 1, 4), TrialsEnded(1, 2, (first, result(BEST, 1, 0.3)), 2, 4)]
    )
    assert (len(dialog.record), dialog.progress.value(), dialog.progress.maximum()) == (2, 2, 4)
    assert dialog.pages.currentWidget() is dialog.tabs
    qtbot.mouseClick(dialog.stop, Qt.MouseButton.LeftButton)
    assert dialog.start.isEnabled()
    qtbot.waitUntil(lambda: not active_children())
    dialog._on_events([StateChanged(1, 0, RunState.FAILED, "The disk is full.")])
    assert dialog.state.text() == "The disk is full."


def test_the_command_opens_it(window, unnamed):
    window.actions_table["run.sweep"].trigger()
    assert window.tools.sweep.isVisible()
    assert unnamed(window.tools.sweep) == []
