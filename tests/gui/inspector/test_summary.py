"""Nothing selected: the project as a whole, its name and notes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from playground.spec.base import Choice
from playground.spec.project import Project


@pytest.fixture
def summary(inspector):
    return inspector.summary


def facts(summary):
    return {title: value.text() for title, value in summary._values.items()}


def test_nothing_selected_shows_the_project(inspector, summary, document):
    assert summary.isVisible()
    assert not inspector.nodes.isVisible()
    assert summary.name.text() == document.project.name


def test_counts_and_shapes_are_those_of_the_analysis(summary, analysis):
    assert facts(summary) == {
        "Layers": "3",
        "Parameters": f"{2 * 16 + 16 + 16 * 16 + 16 + 16 * 2 + 2:,}",
        "Multiply-adds per sample": f"{2 * 16 + 16 * 16 + 16 * 2:,}",
        "Input": "2",
        "Output": "2",
    }
    assert facts(summary)["Parameters"] == f"{analysis.report.total_parameters:,}"


def test_counts_follow_edits(summary, document):
    document.edit(
        "Use", lambda project: project.with_(data=project.data.with_(dataset=Choice(kind="digits")))
    )
    assert facts(summary)["Input"] == "1 × 8 × 8"
    assert facts(summary)["Output"] == "–"
    document.edit("Remove", lambda project: project.with_(graph=project.graph.remove(["linear-2"])))
    assert facts(summary)["Layers"] == "2"


def test_the_name_is_typed_and_taken_back(summary, document, hand):
    hand.enter(summary.name, "Two spirals")
    assert document.project.name == "Two spirals"
    assert document.undo_label == "Rename project"
    document.undo()
    assert summary.name.text() == "Spiral"
    document.redo()
    assert summary.name.text() == "Two spirals"


def test_leaving_the_name_commits_it(summary, document, hand):
    hand.write(summary.name, "Two spirals")
    assert document.project.name == "Spiral"
    hand.focus(summary.notes)
    assert document.project.name == "Two spirals"


def test_a_name_without_letters_is_untitled(summary, document, hand):
    hand.enter(summary.name, "   ")
    assert document.project.name == "Untitled"
    assert summary.name.text() == "Untitled"


def test_a_name_has_an_end(summary, document, hand):
    hand.enter(summary.name, "x" * 250)
    assert document.project.name == "x" * 200


def test_a_name_that_is_being_typed_is_not_disturbed(summary, document, hand):
    hand.write(summary.name, "Two sp")
    document.edit("Note", lambda project: project.with_(notes="Changed elsewhere"))
    assert summary.name.text() == "Two sp"


def test_notes_are_one_undo_step(summary, document, hand):
    hand.focus(summary.notes)
    QTest.keyClicks(summary.notes, "Try ReLU")
    assert document.project.notes == "Try ReLU"
    assert document.undo_label == "Edit notes"
    document.undo()
    assert summary.notes.toPlainText() == ""
    assert document.undo_label is None


def test_the_cursor_stays_while_notes_are_typed(summary, document, hand):
    hand.focus(summary.notes)
    QTest.keyClicks(summary.notes, "Try ReLU")
    hand.key(summary.notes, Qt.Key.Key_Home)
    QTest.keyClicks(summary.notes, "1. ")
    assert document.project.notes == "1. Try ReLU"


def test_notes_without_end_are_cut(summary, document):
    words = "All work and no play\n" * 5_000
    summary.notes.setPlainText(words)
    assert document.project.notes == words[:100_000]
    assert summary.notes.toPlainText() == document.project.notes


def test_another_project_is_shown(summary, document, inspector):
    inspector.set_selection(("linear-1",))
    document.open(Project(name="Other", notes="Words"), None)
    assert summary.isVisible()
    assert summary.name.text() == "Other"
    assert summary.notes.toPlainText() == "Words"
    assert facts(summary)["Layers"] == "0"
    assert facts(summary)["Input"] == "–"


def test_weights_to_begin_with_are_chosen_drawn_again_and_undone(
    summary, document, hand, monkeypatch, tmp_path
):
    start = summary.start
    assert start.words.text() == "Weights are drawn by the initializers."
    assert not start.partial.isVisible()
    chosen = str(tmp_path / "<b>body.pt")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (chosen, ""))
    start.choose.click()
    assert document.project.start.weights == chosen
    assert start.words.text() == "Weights of <b>body.pt"
    start.partial.click()
    assert document.project.start.partial
    start.drop.click()
    assert document.project.start.drawn
    document.undo()
    document.undo()
    assert (document.project.start.weights, document.project.start.partial) == (chosen, False)
    assert not start.partial.isChecked()
    document.undo()
    assert start.words.text() == "Weights are drawn by the initializers."
