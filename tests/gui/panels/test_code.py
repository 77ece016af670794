"""The code panel shows the project on each rung, marks the selection, and copies and saves scripts."""

import keyword

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from playground.code.rungs import RUNGS
from playground.spec.base import Choice
from playground.ui.panels.code.code import CodePanel
from playground.ui.panels.code.highlight import spans


@pytest.fixture
def panel(shown, document, hub, analysis):
    made = CodePanel(document, hub)
    analysis.changed.connect(made.show_report)
    made.show_report(analysis.report)
    return shown(made)


def colored(source):
    lines = source.split("\n")
    return {
        (lines[line][start : start + length], kind)
        for line, found in spans(source).items()
        for start, length, kind in found
    }


def test_every_rung_is_shown_with_the_lines_of_the_selection(panel, document, hand):
    for rung in RUNGS:
        panel.rung.setCurrentIndex(panel.rung.findData(rung.key))
        text = panel.page.toPlainText()
        assert text == panel.script.text
        assert compile(text, "script.py", "exec")
        panel.set_selection(("linear-2",))
        lines = text.split("\n")
        marked = [lines[line - 1] for line in panel.page.marked_lines]
        assert any("Linear 2" in line for line in marked)
        assert not any("Linear 1" in line or "Linear 3" in line for line in marked)
    panel.set_selection(())
    assert panel.page.marked_lines == []


def test_a_click_on_a_line_selects_its_layer(panel, qtbot):
    asked = []
    panel.node_requested.connect(asked.append)
    lines = panel.page.toPlainText().split("\n")
    for words, node in (
        ("self.linear_1 = ", "linear-1"),
        ("import torch", None),
        ("self.linear_3(x)", "linear-3"),
    ):
        number = next(place for place, line in enumerate(lines) if words in line)
        cursor = QTextCursor(panel.page.document().findBlockByNumber(number))
        panel.page.setTextCursor(cursor)
        panel.page.ensureCursorVisible()
        place = panel.page.cursorRect(cursor).center() + QPoint(2, 0)
        QTest.mouseClick(
            panel.page.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
        )
        assert asked == ([node] if node else [])
        asked.clear()


def test_it_follows_the_project_while_it_is_seen(panel, document, qtbot):
    def choose(rate):
        optimizer = Choice(kind="adam", params={"learning_rate": rate})
        document.edit("rate", lambda p: p.with_(training=p.training.with_(optimizer=optimizer)))

    choose(0.125)
    qtbot.waitUntil(lambda: "LEARNING_RATE = 0.125" in panel.page.toPlainText())
    panel.hide()
    choose(0.25)
    assert "LEARNING_RATE = 0.125" in panel.page.toPlainText()
    panel.show()
    assert "LEARNING_RATE = 0.25" in panel.page.toPlainText()
    document.edit("cut", lambda p: p.with_(graph=p.graph.with_(edges=())))
    qtbot.waitUntil(lambda: panel.script is None)
    assert panel.words.text()
    assert not panel.copy_button.isEnabled()


def test_scripts_are_copied_and_saved(panel, hand, qtbot, tmp_path, monkeypatch):
    hand.click(panel.copy_button)
    assert QGuiApplication.clipboard().text() == panel.script.text
    chosen = str(tmp_path / "mine"), ""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)
    hand.click(panel.save_button)
    qtbot.waitUntil(lambda: panel.words.text().startswith("Saved mine.py"))
    assert "mine.npz" in (tmp_path / "mine.py").read_text("utf-8")
    with np.load(tmp_path / "mine.npz") as data:
        assert "model.linear_1.weight" in data.files


def test_words_are_colored_by_what_they_are():
    source = 'class Net:  # a net\n    def step(self):\n        return "π", """a\nb""", 1e-3\n'
    found = colored(source)
    assert {("class", "keyword"), ("Net", "name"), ("step", "name"), ("# a net", "comment")} <= found
    assert {('"π"', "text"), ('"""a', "text"), ('b"""', "text"), ("1e-3", "number")} <= found
    assert all(keyword.iskeyword(word) for word, kind in found if kind == "keyword")
