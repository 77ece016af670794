"""The network of the run is used in the window: typed rows, files, and predictions that are saved."""

import csv

import numpy as np
import pytest
from PySide6.QtCore import Qt

from playground.engine.events.run import RunState


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


def test_rows_and_files_are_predicted_and_saved(window, dialog, qtbot, tmp_path):
    assert not dialog.save.isEnabled()
    qtbot.keyClicks(dialog.row, "1.5, 2")
    qtbot.keyClick(dialog.row, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 1)
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
