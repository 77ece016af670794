"""The network of the run is used in the window: typed rows, files, and predictions that are saved."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from playground.app.document import Document
from playground.engine.events.run import RunState
from playground.spec.files import load
from playground.ui.predict.prediction_dialog import PredictionDialog
from playground.ui.runs.analysis import Analysis
from playground.ui.runs.run_controller import RunController


@pytest.fixture
def dialog(window, qtbot):
    """The dialog, which says what the network takes."""
    window.actions_table["run.predict"].trigger()
    dialog = window.tools.prediction
    qtbot.waitUntil(
        lambda: (
            dialog.takes.text() == "The network takes 2 values: x1, x2; in a table, columns with these names."
        )
    )
    return dialog


def test_rows_and_files_are_predicted_and_saved(window, dialog, qtbot, tmp_path, unnamed):
    assert unnamed(dialog) == []
    assert dialog.hint.isVisible()
    assert dialog.table.isHidden()
    assert dialog.folder.isHidden()  # a table has no folder
    assert not dialog.save.isEnabled()
    qtbot.keyClicks(dialog.row, "1.5, 2")
    qtbot.keyClick(dialog.row, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 1)
    assert dialog.table.isVisible()
    assert dialog.hint.isHidden()
    heads = [dialog.table.horizontalHeaderItem(place).text() for place in range(4)]
    assert heads == ["Input", "Class", "A", "B"]
    before = dialog.table.item(0, 2).text()
    window.runs.epoch()
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED)
    file = tmp_path / "points.csv"
    file.write_text("x2,x1\n2,1.5\n0,1\n", encoding="utf-8")
    dialog.predict(str(file))
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 2)
    assert dialog.outcome.text() == "2 predictions."
    assert dialog.table.item(0, 2).text() != before  # of the weights now
    dialog.save_to(tmp_path / "out.csv")
    written = list(csv.reader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert written[0] == ["input", "class", "p(A)", "p(B)"]
    assert np.isclose(sum(map(float, written[1][2:])), 1)
    dialog.predict("1, 2, 3")
    qtbot.waitUntil(lambda: "neither a file nor a row of 2 values" in dialog.outcome.text())
    dialog.reject()


def test_a_drawn_digit_is_predicted(qtbot):
    document = Document(load(Path(__file__).parents[3] / "assets" / "examples" / "digits-mlp.descent"))
    owner = QWidget()
    qtbot.addWidget(owner)
    runs = RunController(document, Analysis(document, owner), owner)
    runs.restart()
    dialog = PredictionDialog(runs, owner)
    dialog.show()
    dialog.begin()
    qtbot.waitUntil(dialog.pad.isVisible)
    assert not dialog.row.isVisible()
    assert dialog.folder.isVisible()
    assert dialog.pad.levels(8, 8).max() == 0
    qtbot.mousePress(dialog.pad, Qt.MouseButton.LeftButton, pos=QPoint(84, 30))
    qtbot.mouseMove(dialog.pad, QPoint(84, 140))
    qtbot.mouseRelease(dialog.pad, Qt.MouseButton.LeftButton, pos=QPoint(84, 140))
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 1)
    assert dialog.table.item(0, 0).text() == "drawing"
    assert dialog.table.columnCount() == 12
    assert dialog.pad.levels(8, 8)[2, 3:5].min() > 0.3
    assert dialog.pad.levels(8, 8)[:, 0].max() == 0
    qtbot.mouseClick(dialog.pad, Qt.MouseButton.RightButton)
    assert dialog.pad.levels(8, 8).max() == 0
    dialog.reject()
    runs.close()
