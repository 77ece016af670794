"""Files dragged over the window and dropped: projects, data, and what is neither."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from playground.app.examples import examples
from playground.exchange.onnx_out.model import export_onnx
from playground.spec.base import Choice
from playground.spec.files import load, save
from playground.spec.project import Project

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def drag(window):
    """Drag files over the window; returns what is shown meanwhile and a function that drops them."""

    def over(*paths):
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        at, actions = QPoint(300, 300), Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
        enter = QDragEnterEvent(at, actions, mime, LEFT, NONE)
        QApplication.sendEvent(window.windowHandle(), enter)
        assert enter.isAccepted()
        assert enter.dropAction() is Qt.DropAction.CopyAction  # files are never moved
        assert window.drop.target.isVisible()

        def drop():
            QApplication.sendEvent(
                window.windowHandle(), QDropEvent(at.toPointF(), actions, mime, LEFT, NONE)
            )
            assert not window.drop.target.isVisible()

        return window.drop.target.words, drop

    return over


def test_a_project_is_opened(window, drag, tmp_path):
    file = tmp_path / "other.descent"
    save(Project(name="Other"), file)
    window.document.saved_as(tmp_path / "mine.descent")
    words, drop = drag(file)
    assert words == "Drop to open other.descent"
    drop()
    assert window.document.path == file


def test_a_network_of_another_program_is_opened_with_its_weights(window, drag, tmp_path):
    file = tmp_path / "net.onnx"
    example = next(each.path for each in examples() if each.path.stem == "iris")
    export_onnx(load(example), file)
    window.document.saved_as(tmp_path / "mine.descent")
    words, drop = drag(file)
    assert words == "Drop to open net.onnx"
    drop()
    project = window.document.project
    assert window.document.path is None
    assert (project.name, project.data.dataset.kind, project.start.weights) == ("net", "iris", str(file))
    assert len({(node.x, node.y) for node in project.graph.nodes}) == len(project.graph.nodes)
    assert "4 numbers and gives 3" in window.status.currentMessage()
    weights = tmp_path / "best.safetensors"
    words, drop = drag(weights)
    assert words == "Drop to begin runs with the weights of best.safetensors"
    drop()
    assert window.document.project.start.weights == str(weights)
    window.document.undo()
    assert window.document.project.start.weights == str(file)


def test_data_become_those_of_the_project_and_can_be_undone(window, drag, qtbot, tmp_path):
    before = window.document.project
    np.savez(tmp_path / "points.npz", x=np.zeros((30, 2), np.float32), y=np.arange(30) % 3)
    words, drop = drag(tmp_path / "points.npz")
    assert words == "Drop to use points.npz as the data of this project"
    drop()
    qtbot.waitUntil(lambda: "30 samples, 2 inputs, 3 classes" in window.status.currentMessage())
    after = window.document.project
    assert after.data.dataset == Choice(kind="npz", params={"path": str(tmp_path / "points.npz")})
    (tmp_path / "flowers.csv").write_text(
        "a,b,kind\n" + "".join(f"{n},{n % 3},k{n % 2}\n" for n in range(40))
    )
    drag(tmp_path / "flowers.csv")[1]()
    qtbot.waitUntil(lambda: "flowers.csv is the data of the project now" in window.status.currentMessage())
    assert window.document.project.data.dataset.kind == "csv"
    window.document.undo()
    assert window.document.project.data == after.data
    while window.document.project != before:
        window.document.undo()


def test_what_cannot_be_used_is_said_before_and_after_the_drop(window, drag, tmp_path):
    before = window.document.project
    (tmp_path / "song.mp3").write_bytes(b"")
    for paths in ([tmp_path / "song.mp3"], [tmp_path / "a.csv", tmp_path / "b.csv"]):
        words, drop = drag(*paths)
        drop()
        assert window.status.currentMessage() == words
    assert window.document.project is before


def test_leaving_and_other_drags_show_nothing(window, drag, tmp_path):
    drag(tmp_path / "a.csv")
    QApplication.sendEvent(window.windowHandle(), QDragLeaveEvent())
    assert not window.drop.target.isVisible()
    mime = QMimeData()
    mime.setText("words")
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, LEFT, NONE)
    assert not window.drop.eventFilter(window.windowHandle(), enter)


def test_weights_resume_the_run_also_when_dropped_on_a_floating_dock(window, drag, qtbot, tmp_path):
    file = tmp_path / "mine.weights"
    qtbot.waitUntil(lambda: window.runs.record is not None and window.runs.record.started is not None)
    window.runs.save_weights(file)
    qtbot.waitUntil(file.is_file)
    words, drop = drag(file)
    assert words == "Drop to resume the run from mine.weights"
    drop()
    qtbot.waitUntil(lambda: "Loaded the weights" in window.status.currentMessage())
    dock = window.docks["problems"]
    dock.setFloating(True)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, mime, LEFT, NONE)
    QApplication.sendEvent(dock.windowHandle(), enter)
    assert window.drop.target.words == words
    QApplication.sendEvent(dock.windowHandle(), QDragLeaveEvent())
    dock.setFloating(False)
