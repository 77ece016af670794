"""The setup of a race: formulas and targets through real fields, and conditions that make no sense."""

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.app.document import Document
from playground.engine.race.surface.race import SurfaceRace
from playground.spec.base import Choice
from playground.spec.files import FileProblem, dumps, load
from playground.spec.project import Project
from playground.spec.race import MOST_LANES, LaneSpec, RaceSpec
from playground.ui.panels.race.lane_list import LANE
from playground.ui.race.workspace import RaceWorkspace

FORMULA = "(x - 1)^2 + 2 y^2"


def on(document, **changes):
    document.edit("Change", lambda project: project.with_(race=project.race.with_(**changes)))


# --- the formula ---------------------------------------------------------------------------------


@pytest.fixture
def typed(workspace, race_document, fingers, over):
    """The field of the formula, with the keyboard in it."""
    on(race_document, surface=Choice(kind="typed", params={"text": FORMULA}), start=None)
    over(workspace)
    race_document.end_merge()
    field = workspace.setup.surface.form.field("text")
    fingers.focus(field.edit)
    return field


def test_a_typed_formula_is_raced_on_and_is_one_undo_step(workspace, race_document, typed, qtbot, over):
    def ends(text):
        return race_document.project.race.surface.params["text"].endswith(text)

    for more in (" + x", " + 1"):
        typed.edit.moveCursor(typed.edit.textCursor().MoveOperation.End)
        QTest.keyClicks(typed.edit, more)
        qtbot.waitUntil(partial(ends, more))
    over(workspace)
    assert workspace.surface.race.minima[0].value == pytest.approx(1.75)  # of (x - 1)² + x + 1
    race_document.undo()
    assert race_document.project.race.surface.params["text"] == FORMULA
    assert typed.edit.toPlainText() == FORMULA


def test_a_formula_that_cannot_be_read_leaves_the_last_surface(workspace, race_document, typed, qtbot):
    before, paths = race_document.project, [path.places for path in workspace.surface.race.lanes]
    typed.edit.selectAll()
    QTest.keyClicks(typed.edit, "x.real")
    qtbot.waitUntil(typed.sentence.isVisible)
    assert typed.sentence.text() == "“.” at character 2 does not belong in a formula."
    assert race_document.project is before
    assert all(
        np.shares_memory(path.places, old)
        for path, old in zip(workspace.surface.race.lanes, paths, strict=True)
    )
    assert not workspace.surface.transport.message.text()


def test_where_the_text_has_nothing_to_undo_the_document_undoes(workspace, race_document, typed, qtbot):
    typed.edit.selectAll()
    QTest.keyClicks(typed.edit, "x^2 + y^2")
    QTest.keyClick(typed.edit, Qt.Key.Key_Return)
    assert race_document.project.race.surface.params["text"] == "x^2 + y^2"
    race_document.undo()
    assert typed.edit.toPlainText() == FORMULA
    assert not typed.edit.document().isUndoAvailable()
    race_document.redo()
    assert typed.edit.toPlainText() == "x^2 + y^2"


# --- the target ----------------------------------------------------------------------------------


def test_the_target_is_typed_and_given_back(workspace, race_document, fingers, over):
    field = workspace.setup.conditions.field("target")
    automatic = SurfaceRace(race_document.project.race).target
    assert field.automatic.isChecked()
    assert field.line.text() == ""
    fingers.enter(field.line, "5")
    assert race_document.project.race.target == 5
    assert not field.automatic.isChecked()
    over(workspace)
    assert workspace.surface.race.target == 5
    assert workspace.surface.leaderboard.target.text() == "Target: f ≤ 5 · Now and Final: f − minimum"
    fingers.click(field.automatic)
    assert race_document.project.race.target is None
    assert field.automatic.isChecked()
    over(workspace)
    assert workspace.surface.race.target == automatic
    race_document.undo()
    assert field.line.text() == "5"


def test_an_emptied_target_is_automatic(workspace, race_document, fingers):
    on(race_document, target=-2.5)
    field = workspace.setup.conditions.field("target")
    assert field.line.text() == "-2.5"
    fingers.enter(field.line, "")
    assert race_document.project.race.target is None


def test_the_switch_alone_sets_no_target(workspace, race_document, fingers, qtbot):
    field = workspace.setup.conditions.field("target")
    workspace.activateWindow()
    fingers.click(field.automatic)
    assert race_document.project.race.target is None
    assert field.automatic.isChecked()
    qtbot.waitUntil(field.line.hasFocus)


# --- conditions that make no sense ---------------------------------------------------------------


@pytest.mark.parametrize("typed", ["-0.1", "1e30", "nan", "inf", "fast", "1e999"])
def test_a_rate_that_is_none_is_refused_in_a_sentence(workspace, race_document, fingers, typed):
    before, field = race_document.project, workspace.setup.lane.optimizer.form.field("learning_rate")
    fingers.enter(field.line, typed)
    assert race_document.project is before
    sentence = field.refusal.text()
    assert field.refusal.isVisible()
    assert sentence.startswith(f"“{typed}” was not accepted: ")
    assert sentence.endswith(".")
    fingers.write(field.line, "0.02")
    assert not field.refusal.isVisible()


def test_a_rate_of_nothing_goes_nowhere(workspace, race_document, fingers, over):
    field = workspace.setup.lane.optimizer.form.field("learning_rate")
    fingers.enter(field.line, "0")
    over(workspace)
    assert (
        workspace.surface.race.lanes[0].places[-1].tolist()
        == workspace.surface.race.lanes[0].places[0].tolist()
    )
    assert {row.text(6) for row in rows(workspace) if row.text(0) == "SGD"} == {"stuck"}
    workspace.grab()


def rows(workspace):
    table = workspace.surface.leaderboard.table
    return [table.topLevelItem(place) for place in range(table.topLevelItemCount())]


def test_the_greatest_rate_diverges_and_says_so(workspace, race_document, fingers, over):
    field = workspace.setup.lane.optimizer.form.field("learning_rate")
    fingers.enter(field.line, "100")
    over(workspace)
    (row,) = [row for row in rows(workspace) if row.text(0) == "SGD"]
    assert row.text(6).startswith("diverged at step")
    workspace.surface.race.playback.seek(100)
    workspace.grab()


@pytest.mark.parametrize("start", [(900.0, -900.0), (1e12, -1e12), (1e-300, 0.0)])
def test_a_start_outside_is_shown_or_refused(workspace, race_document, qtbot, start):
    typed = Choice(kind="typed", params={"text": "exp(x + 0*y)"})
    surface = typed if start[0] > 1e3 else Choice(kind="booth")
    on(race_document, start=start, surface=surface)
    qtbot.waitUntil(
        lambda: bool(workspace.surface.race.results or workspace.surface.transport.message.text())
    )
    workspace.grab()
    if surface is typed:
        assert workspace.surface.transport.message.text() == "The surface has no finite height at the start."
    else:
        assert tuple(workspace.surface.race.lanes[0].places[0, 0]) == start


def test_five_hundred_lanes_in_a_file_are_refused_in_a_sentence(tmp_path):
    lane = '{"id": "lane-%d", "optimizer": {"kind": "sgd"}}'
    text = dumps(Project(race=RaceSpec(lanes=())))
    assert text.count('"lanes": []') == 1
    lanes = ", ".join(lane % number for number in range(500))
    path = tmp_path / "many.descent"
    path.write_text(text.replace('"lanes": []', f'"lanes": [{lanes}]'), encoding="utf-8")
    with pytest.raises(FileProblem) as caught:
        load(path)
    assert f"at most {MOST_LANES} lanes, not 500" in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_a_full_race_takes_no_more_lanes(hub, qtbot):
    lanes = tuple(LaneSpec(id=f"lane-{n}", optimizer=Choice(kind="sgd")) for n in range(1, MOST_LANES + 1))
    document = Document(Project(race=RaceSpec(surface=Choice(kind="booth"), lanes=lanes, steps=10)))
    made = RaceWorkspace(document, hub)
    qtbot.addWidget(made)
    made.resize(1400, 800)
    made.show()
    assert not made.setup.bar.buttons["add"].isEnabled()
    assert not made.setup.bar.buttons["copy"].isEnabled()
    assert made.setup.bar.buttons["remove"].isEnabled()
    assert made.setup.lanes.topLevelItem(15).data(0, LANE) == "lane-16"
    made.close_race()
