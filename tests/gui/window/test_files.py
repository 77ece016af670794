"""Files in the window: new, open, save, the unsaved mark, recent files, broken files."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from playground.app.examples import examples
from playground.engine.events.run import RunState
from playground.spec.files import dumps, load


def rename(window, name="Other"):
    window.document.edit("Rename", lambda project: project.with_(name=name))


def test_saving_takes_the_unsaved_mark_away(window, tmp_path):
    rename(window)
    assert window.isWindowModified()
    window.document.path = tmp_path / "mine.descent"
    assert window.files.save()
    assert not window.isWindowModified()
    assert window.windowTitle() == "mine[*] – Descent"
    assert load(tmp_path / "mine.descent") == window.document.project


def test_undo_back_to_the_saved_state_is_not_modified(window, tmp_path):
    window.document.path = tmp_path / "mine.descent"
    window.files.save()
    rename(window)
    window.document.undo()
    assert not window.isWindowModified()


def test_save_as_asks_for_a_file_and_adds_the_ending(window, tmp_path, monkeypatch):
    chosen = (str(tmp_path / "new"), "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: chosen)
    window.actions_table["file.save_as"].trigger()
    assert (tmp_path / "new.descent").is_file()
    assert window.document.path == tmp_path / "new.descent"


def test_open_asks_for_a_file_and_shows_it(window, tmp_path, monkeypatch):
    file = next(example.path for example in examples() if example.path.stem == "iris")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(file), ""))
    window.actions_table["file.open"].trigger()
    assert window.document.project == load(file)
    assert window.canvas.canvas.nodes.keys() == window.document.project.graph.by_id().keys()
    assert window.files.recent == (file.absolute(),)
    window.recent.aboutToShow.emit()
    assert [action.text() for action in window.recent.actions()] == [file.name]


def test_nodes_beyond_the_edge_of_the_canvas_are_reported(window, tmp_path, project):
    far = dumps(project).replace('"x": 208.0', '"x": 1e300')
    (tmp_path / "far.descent").write_text(far)
    assert window.files.open(tmp_path / "far.descent")
    assert window.statusBar().currentMessage().startswith("One node was beyond the edge of the canvas")


@pytest.mark.parametrize("far", ["1e300", "18446744073709551616", "-1e18"])
def test_nodes_that_are_pasted_from_far_out_are_reported(window, far):
    nodes = f'{{"id": "a", "kind": "linear", "x": 0}}, {{"id": "b", "kind": "linear", "x": {far}}}'
    part = f'{{"format": "descent/network-part", "version": 1, "nodes": [{nodes}]}}'
    QGuiApplication.clipboard().setText(part)
    window.canvas.commands.paste()
    assert "beyond the edge of the canvas" in window.statusBar().currentMessage()
    QGuiApplication.clipboard().setText(part.replace(far, "NaN"))
    window.canvas.commands.paste()
    assert window.statusBar().currentMessage() == "The clipboard holds no nodes."


def test_a_broken_file_gets_one_message_and_changes_nothing(window, tmp_path, answer):
    before = window.document.project
    broken = tmp_path / "broken.descent"
    broken.write_text('{"format": "something else"', encoding="utf-8")
    asked = answer("OK")
    assert not window.files.open(broken)
    assert "broken.descent" in asked.said
    assert window.document.project is before


@pytest.mark.parametrize(("button", "goes_on"), [("Cancel", False), ("Discard", True)])
def test_unsaved_changes_are_asked_about(window, answer, button, goes_on):
    rename(window)
    edited = window.document.project
    asked = answer(button)
    window.actions_table["file.new"].trigger()
    assert "Save the changes" in asked.said
    assert (window.document.project is not edited) == goes_on


def test_closing_with_unsaved_changes_can_be_cancelled(window, answer):
    rename(window)
    asked = answer("Cancel")
    assert not window.close()
    assert asked.said
    assert window.isVisible()


def test_examples_open_as_new_projects(window):
    window.actions_table["file.example.xor"].trigger()
    assert window.document.project.data.dataset.kind == "xor"
    assert window.document.path is None
    assert not window.isWindowModified()


def test_weights_are_saved_and_loaded(window, tmp_path, monkeypatch, qtbot):
    path, status = tmp_path / "mine.weights", window.statusBar()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "mine"), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    window.runs.epoch()
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED)
    window.actions_table["file.save_weights"].trigger()
    qtbot.waitUntil(lambda: status.currentMessage() == "Saved the weights of step 14 to mine.weights.")
    assert path.is_file()
    window.runs.reset()
    window.actions_table["file.load_weights"].trigger()
    qtbot.waitUntil(lambda: status.currentMessage() == "Loaded the weights of step 14.")
    qtbot.waitUntil(lambda: "epoch 1/" in window.transport.facts.text())
    window.runs.step()
    qtbot.waitUntil(lambda: "step 15" in window.transport.facts.text())


def test_broken_weights_get_one_sentence_and_the_run_stays(window, tmp_path, monkeypatch, qtbot):
    broken, status = tmp_path / "broken.weights", window.statusBar()
    broken.write_bytes(b"nothing")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(broken), ""))
    window.runs.step()
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED)
    window.actions_table["file.load_weights"].trigger()
    qtbot.waitUntil(lambda: status.currentMessage().startswith("broken.weights: this is not a weight file"))
    assert window.runs.state is RunState.PAUSED


def test_a_project_travels_as_text(window):
    before = window.document.project
    window.texts.copy()
    text = QGuiApplication.clipboard().text()
    window.files.open_example(next(each.path for each in examples() if each.path.stem == "circle"))
    QGuiApplication.clipboard().setText(f"  {text[:50]}\n{text[50:]}\n")
    window.canvas.commands.paste()
    assert window.document.project.graph == before.graph
    assert window.document.project.data == before.data
    assert window.document.path is None
    opened = window.document.project
    QGuiApplication.clipboard().setText(text[:-30])
    window.canvas.commands.paste()
    assert window.status.currentMessage() == "The project's text is incomplete: its end is missing."
    assert window.document.project == opened
