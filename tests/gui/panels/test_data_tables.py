"""A table of one's own: read beside the window, then chosen column by column; each choice is one edit."""

import json

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from playground.catalog.kinds import DATASETS
from playground.spec.base import Choice
from playground.ui.panels.data.data import DataPanel
from playground.ui.panels.data.file_reader import Reading

TEXT = "size;rooms;town;same;price\n12,5;3;Ulm;x;100,5\n40,1;2;Bonn;x;220\n33;1;Ulm;x;180,25\n"


@pytest.fixture
def panel(shown, document, hub):
    made = shown(DataPanel(document, hub))
    made.own["csv"].click()
    return made


@pytest.fixture
def chooser(panel):
    return panel.editors["table"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "houses.csv"
    path.write_text(TEXT)
    return path


@pytest.fixture
def read(chooser, qtbot):
    def read(path):
        with qtbot.waitSignal(chooser.changed):
            chooser.read(path)
        qtbot.waitUntil(lambda: not chooser.reading.busy)

    return read


def params(document):
    return document.project.data.dataset.params


def test_the_data_stay_until_a_file_is_chosen(chooser, panel, document, analysis, hand):
    assert chooser.isVisible()
    assert not panel.preview.isVisible()
    assert not chooser.details.isVisible()
    assert "Choose a file" in chooser.words.text()
    assert document.project.data.dataset.kind == "spiral"
    assert document.undo_label is None
    assert not analysis.report.problems
    assert panel.own["csv"].isChecked()
    hand.click(panel.pictures["spiral"])
    assert not chooser.isVisible()
    assert not panel.own["csv"].isChecked()
    hand.click(panel.own["npz"])
    assert panel.dataset.box.currentText() == "NumPy arrays"
    assert document.project.data.dataset.kind == "spiral"


def test_arrays_become_the_data_when_their_file_is_chosen(panel, document, tmp_path, hand):
    np.savez(tmp_path / "a.npz", x=np.eye(4), y=np.arange(4) % 2)
    hand.click(panel.own["npz"])
    panel.dataset.form.changed.emit("x", "x")
    assert document.project.data.dataset.kind == "spiral"
    panel.dataset.form.changed.emit("path", str(tmp_path / "a.npz"))
    assert document.project.data.dataset.params == {"x": "x", "path": str(tmp_path / "a.npz")}


def test_a_file_is_read_and_becomes_the_data(chooser, read, file, document, analysis, qtbot):
    read(file)
    assert document.undo_label == "Use houses.csv"
    assert analysis.report.data.feature_names == ("size", "rooms", "town = Bonn", "town = Ulm")
    assert document.project.training.loss.kind == "mse"
    assert document.project.graph.node("linear-3").params["units"] == 1
    assert analysis.report.problems == ()
    assert chooser.words.text() == "3 rows; 4 inputs for a quantity."
    assert chooser.details.format["delimiter"].key() == "semicolon"
    assert chooser.details.format["decimal"].key() == "comma"
    assert chooser.details.columns.checked() == ["size", "rooms", "town"]
    qtbot.waitUntil(lambda: chooser.details.head.rowCount() > 0)
    assert chooser.details.head.item(0, 0).text() == "12,5"
    assert chooser.details.head.rowCount() == 3
    document.undo()
    assert not chooser.details.isVisible()


def test_what_was_found_out_is_saved_so_that_opening_reads_nothing(read, file, document):
    read(file)
    again = DATASETS.of(Choice.model_validate_json(document.project.data.dataset.model_dump_json()))
    assert again.facts
    assert "detect" not in (again.encoding, again.delimiter, again.decimal, again.names)


def test_the_file_button_asks_for_a_file(chooser, file, document, hand, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *words: (asked.append(words), (str(file), ""))[1]
    )
    with qtbot.waitSignal(chooser.changed):
        hand.click(chooser.choose)
    assert "*.csv" in asked[0][-1]
    assert params(document)["path"] == str(file)


def test_another_target_changes_the_head(chooser, read, file, document, hand):
    read(file)
    hand.pick(chooser.details.target, "town")
    assert document.undo_label == "Predict town"
    assert json.loads(params(document)["inputs"]) == ["size", "rooms", "price"]
    assert document.project.graph.node("linear-3").params["units"] == 2
    assert chooser.words.text() == (
        "3 rows; 3 inputs for 2 classes. “Bonn” has one row only, which is never validated."
    )
    hand.pick(chooser.details.task, "regression")
    assert "the target holds texts" in chooser.words.text()


def test_columns_are_checked_and_the_last_one_asks_for_another(chooser, read, file, document, hand):
    read(file)
    chooser.details.columns.items.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert document.undo_label == "Choose columns"
    assert json.loads(params(document)["inputs"]) == ["rooms", "town"]
    hand.click(chooser.details.columns.none)
    assert "choose at least one input column" in chooser.words.text()
    hand.click(chooser.details.columns.every)
    assert chooser.details.columns.checked() == ["size", "rooms", "town", "same"]
    document.undo()
    document.undo()
    document.undo()
    assert chooser.details.columns.checked() == ["size", "rooms", "town"]


def test_how_it_is_written_is_changed_and_the_file_read_again(chooser, read, file, document, hand, qtbot):
    read(file)
    with qtbot.waitSignal(chooser.changed):
        hand.pick(chooser.details.format["names"], "no")
    assert chooser.details.columns.names()[0] == "column 1"
    assert document.undo_label == "Use houses.csv"


def test_incomplete_rows_are_reported_and_left_out(chooser, read, file, document, hand):
    file.write_text("a,b,y\n1,2,3.5\n,5,6.5\n" + "7,8,9.5\n" * 9)
    read(file)
    assert "houses.csv, line 3, column “a”: the value is missing" in chooser.words.text()
    hand.pick(chooser.details.incomplete, "leave out")
    assert chooser.words.text() == "10 of 11 rows; 2 inputs for a quantity. Left out: 1 of 11 rows."


def test_gaps_are_filled_and_marked(chooser, read, file, document, hand):
    file.write_text("a,b,y\n1,2,3.5\n,5,6.5\n" + "7,8,9.5\n" * 9)
    read(file)
    assert not chooser.details.marked.isVisible()
    hand.pick(chooser.details.incomplete, "median")
    assert chooser.words.text() == "11 rows; 2 inputs for a quantity."
    hand.click(chooser.details.marked)
    assert params(document)["marked"] is True
    assert chooser.words.text() == "11 rows; 3 inputs for a quantity."


def test_a_class_with_one_row_is_named_and_left_out(chooser, read, file, document, hand):
    file.write_text("x,kind\n" + "1.5,a\n2.5,b\n" * 4 + "9,rare\n")
    read(file)
    assert chooser.words.text() == (
        "9 rows; 1 input for 3 classes. “rare” has one row only, which is never validated."
    )
    hand.click(chooser.rare)
    assert document.undo_label == "Leave out rare classes"
    assert chooser.words.text() == "8 of 9 rows; 1 input for 2 classes. Left out: 1 of 9 rows."
    assert not chooser.rare.isVisible()


@pytest.mark.parametrize(
    ("body", "words"),
    [(b"", "is empty"), (b"\x89PNG\0\0", "is not a text file"), (b"a,b\n1,2\n3\n", "line 3")],
)
def test_a_file_that_cannot_be_read_changes_nothing(chooser, file, document, qtbot, body, words):
    before = document.project
    file.write_bytes(body)
    with qtbot.waitSignal(chooser.reading.failed):
        chooser.read(file)
    assert words in chooser.words.text()
    assert chooser.words.property("role") == "danger"
    assert document.project == before
    assert not chooser.bar.isVisible()


def test_a_file_that_went_away_is_reported_with_a_button_for_another(chooser, read, file, document, tmp_path):
    read(file)
    project = document.project
    file.unlink()
    document.open(project, None)
    assert f"The data file {file} is not there; choose it again" in chooser.words.text()
    assert chooser.choose.isVisible()
    (tmp_path / "moved.csv").write_text(TEXT)
    read(tmp_path / "moved.csv")
    assert chooser.words.text() == "3 rows; 4 inputs for a quantity."


def test_a_long_reading_shows_its_progress_and_is_cancelled(chooser, document, tmp_path, hand, qtbot):
    long = tmp_path / "long.csv"
    long.write_text("a,b,y\n" + "1,2,x\n3,4,z\n" * 400_000)
    before = document.project
    chooser.read(long)
    assert chooser.bar.isVisible()
    qtbot.waitUntil(lambda: chooser.bar.value() > 0)
    hand.click(chooser.cancel)
    assert not chooser.reading.busy
    assert not chooser.bar.isVisible()
    assert document.project == before


def test_a_newer_reading_replaces_an_older_one(panel, qtbot, ear):
    reading = Reading(panel)
    heard = ear(reading.done)
    reading.start(lambda: "old")
    with qtbot.waitSignal(reading.done):
        reading.start(lambda: "new")
    assert heard.heard == ["new"]


def test_a_parquet_table_has_nothing_to_tell_of_how_it_is_written(
    panel, chooser, read, tmp_path, hand, document
):
    hand.click(panel.own["parquet"])
    pq.write_table(pa.table({"a": [1.5, 2.5], "b": ["u", "v"]}), tmp_path / "table.parquet")
    read(tmp_path / "table.parquet")
    assert document.project.data.dataset.kind == "parquet"
    assert chooser.words.text() == "2 rows; 1 input for 2 classes."
    assert not any(box.isVisible() for box in chooser.details.format.values())
    assert chooser.details.target.isVisible()


def test_another_sheet_is_read_again(panel, document, tmp_path, hand, qtbot):
    book = openpyxl.Workbook()
    book.active.append(["a", "kind"])
    book.active.append([1, "u"])
    book.active.append([2, "v"])
    other = book.create_sheet("Other")
    for row in (["b", "c", "y"], [1, 2, 0.5], [2, 3, 1.5]):
        other.append(row)
    book.save(tmp_path / "book.xlsx")
    hand.click(panel.own["xlsx"])
    with qtbot.waitSignal(panel.table.changed):
        panel.table.read(tmp_path / "book.xlsx")
    assert panel.table.details.columns.names() == ["a", "kind"]
    sheet = panel.table.details.sheet
    qtbot.waitUntil(lambda: sheet.count() == 2)
    assert [sheet.itemText(place) for place in range(2)] == ["Sheet", "Other"]
    assert sheet.key() == "Sheet"
    with qtbot.waitSignal(panel.table.changed):
        sheet.chosen.emit("Other")
    assert params(document)["sheet"] == "Other"
    assert panel.table.details.columns.names() == ["b", "c", "y"]
    qtbot.waitUntil(lambda: sheet.key() == "Other")
