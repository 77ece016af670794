"""The page that explains one step: it follows race, lane and edits, and works only while it is visible."""

import numpy as np
from PySide6.QtCore import Qt

from playground.catalog.kinds import OPTIMIZERS
from playground.engine.race.surface.explained_step import ExplainedLane
from playground.engine.race.surface.step_trace import LaneTrace
from playground.spec.base import Choice
from playground.ui.plots.race.step.formula_layout import number


def test_it_shows_the_engines_numbers_of_the_current_step(
    workspace, race_document, qtbot, show_step, trace_lane
):
    spec = race_document.project.race
    trace_lane("lane-3")
    page = show_step(40)
    trace, lane = LaneTrace(spec, "lane-3"), ExplainedLane(OPTIMIZERS.of(spec.lane("lane-3").optimizer))
    lane.append(trace.run(200))
    expected = lane.explain(40)
    for shown, line in zip(page.shown.lines, expected.lines, strict=True):
        assert shown.term == line.term
        assert np.array_equal(shown.value, line.value)
    assert np.array_equal(page.shown.place, workspace.surface.race.lanes[2].places[40, 0])
    text = page.view.lines.text()
    assert "m ← β₁ m + (1 − β₁) g" in text
    assert f"= {number(float(expected.move[0]))}" in text
    assert page.facts.text() == "step 40 → 41   η = 0.05"


def test_at_the_end_the_last_step_is_explained(workspace, qtbot, show_step, trace_lane):
    page = trace_lane("lane-1")
    show_step(200)
    assert page.facts.text().startswith("step 199 → 200")


def test_it_follows_the_chosen_lane_of_the_setup_and_its_own_box(workspace, qtbot, show_step):
    page = workspace.surface.one_step
    assert page.box.count() == 3
    workspace.setup.lanes.setCurrentItem(workspace.setup.lanes.topLevelItem(1))
    assert page.box.currentText() == "Momentum"
    show_step(10)
    qtbot.waitUntil(lambda: "v ← α v + g" in page.view.lines.text())
    page.box.setCurrentIndex(0)
    page.box.activated.emit(0)
    qtbot.waitUntil(lambda: "Δθ = −η g" in page.view.lines.text())


def test_an_edited_lane_is_explained_again(
    workspace, race_document, qtbot, show_step, wait_for_race, trace_lane
):
    page = trace_lane("lane-2")
    show_step(30)
    race = race_document.project.race
    changed = race.lane("lane-2").with_(
        optimizer=Choice(kind="nesterov", params={"learning_rate": 0.002, "momentum": 0.5})
    )
    race_document.edit("Change", lambda p: p.with_(race=p.race.replace(changed)))
    qtbot.waitUntil(lambda: "u = g + α v" in page.view.lines.text())
    wait_for_race()
    show_step(30)
    assert page.facts.text().endswith("η = 0.002")


def test_while_the_start_is_dragged_the_step_before_stays_and_the_page_says_that_it_computes(
    workspace, qtbot, show_step, trace_lane
):
    page = trace_lane("lane-1")
    before, hints = show_step(30).shown.place, []
    moves = iter(np.linspace(0, 1, 100_000))

    def dragged():
        workspace.surface.picture.start.setPos(next(moves), 1.0)
        hints.append(page.hint.text() if page.hint.isVisible() else "")
        return page.facts.text() == "computing step 30 …"

    qtbot.waitUntil(dragged)
    assert set(hints) == {""}
    assert np.array_equal(page.shown.place, before)
    qtbot.waitUntil(lambda: not np.array_equal(page.shown.place, before) and page.settled)
    assert page.facts.text().startswith("step 30 → 31")


def test_a_lane_that_has_diverged_says_so(
    workspace, race_document, qtbot, show_step, wait_for_race, trace_lane
):
    race = race_document.project.race
    changed = race.lane("lane-1").with_(optimizer=Choice(kind="sgd", params={"learning_rate": 50.0}))
    race_document.edit("Change", lambda p: p.with_(race=p.race.replace(changed)))
    wait_for_race()
    page = trace_lane("lane-1")
    show_step(199)
    assert page.view.plane.arrows == []
    assert "= –" in page.view.lines.text()
    assert not page.grab().isNull()


def test_nothing_is_computed_while_the_page_is_hidden(
    workspace, race_document, qtbot, wait_for_race, trace_lane
):
    page = trace_lane("lane-3")
    workspace.surface.pages.hide()
    race_document.edit("Steps", lambda p: p.with_(race=p.race.with_(seed=5)))
    wait_for_race()
    assert page._tracer.lane is None
    assert not page._tracer.running
    workspace.surface.pages.show()
    qtbot.waitUntil(lambda: page._tracer.lane is not None and len(page._tracer.lane) == 200)


def test_a_lane_is_traced_once_until_it_changes(workspace, race_document, qtbot, wait_for_race, trace_lane):
    page = trace_lane("lane-3")
    qtbot.waitUntil(lambda: not page._tracer.running)
    adam = page._tracer.lane
    trace_lane("lane-2")
    qtbot.waitUntil(lambda: not page._tracer.running)
    page.choose("lane-3")
    assert page._tracer.lane is adam
    race = race_document.project.race
    changed = race.lane("lane-2").with_(optimizer=Choice(kind="sgd"))
    race_document.edit("Other lane", lambda p: p.with_(race=p.race.replace(changed)))
    wait_for_race()
    assert page._tracer.lane is adam
    race_document.edit("Noise", lambda p: p.with_(race=p.race.with_(noise=1.0)))
    wait_for_race()
    assert page._tracer.lane is not adam


def test_hiding_the_page_stops_its_thread(workspace, race_document, qtbot):
    page = workspace.surface.one_step
    race_document.edit("Steps", lambda p: p.with_(race=p.race.with_(steps=100_000)))
    qtbot.waitUntil(lambda: page._tracer.running and len(page._tracer.lane) > 0)
    workspace.surface.pages.hide()
    assert not page._tracer.running
    assert page._tracer.lane is None


def test_without_lanes_there_is_no_step(workspace, race_document, qtbot, trace_lane):
    page = trace_lane("lane-3")
    race_document.edit("None", lambda p: p.with_(race=p.race.with_(lanes=())))
    qtbot.waitUntil(page.hint.isVisible)
    assert page.hint.text() == "Add a lane to see how its steps are computed."
    race_document.undo()
    qtbot.waitUntil(lambda: page._tracer.lane is not None and len(page._tracer.lane) == 200)


def test_a_race_that_cannot_be_run_has_no_step(workspace, race_document, qtbot, trace_lane):
    page = trace_lane("lane-3")
    surface = Choice(kind="typed", params={"text": "exp(x)"})
    race_document.edit("Far", lambda p: p.with_(race=p.race.with_(surface=surface, start=(1e12, 1e12))))
    qtbot.waitUntil(page.hint.isVisible)
    assert page.hint.text() == "This race cannot be run, so there is no step to explain."


def test_on_a_network_it_says_where_steps_are_explained(workspace, race_document, qtbot, trace_lane):
    page = trace_lane("lane-3")
    page.show_race(race_document.project.race.with_(on="network"))
    qtbot.waitUntil(page.hint.isVisible)
    assert page.hint.text().startswith("Steps are explained on surfaces")
    assert not page._tracer.running


def test_the_box_can_be_reached_by_keys(workspace, qtbot, trace_lane):
    page = trace_lane("lane-1")
    page.box.setFocus()
    qtbot.keyClick(page.box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "v ← α v + g" in page.view.lines.text())
