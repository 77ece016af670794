"""Races on the network in the workspace: they run, follow edits, and are shown as they are."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from playground.app.document import Document
from playground.app.examples import first_project
from playground.catalog.kinds import INITIALIZERS
from playground.engine.events.network_race import LanePace
from playground.engine.events.run import DataLoading, Preparing, RunState
from playground.headless.race import race
from playground.records.race_remarks import remark
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec
from playground.ui.export.network_figures import network_figures
from playground.ui.export.outcome import network_record
from playground.ui.panels.race.network_forms import AS_DRAWN, LaneOverrides
from playground.ui.race.network_view import NO_CURVES
from playground.ui.race.workspace import RaceWorkspace
from playground.ui.style.lane_colors import lane_color


def lane(number, kind, rate, **changes):
    return LaneSpec(
        id=f"lane-{number}", optimizer=Choice(kind=kind, params={"learning_rate": rate}), **changes
    )


LANES = (lane(1, "sgd", 0.1), lane(2, "momentum", 0.03), lane(3, "adam", 0.01))


@pytest.fixture
def document():
    """Three lanes on the network of the first example, with fewer samples."""
    project = first_project()
    data = project.data.with_(dataset=project.data.dataset.with_params(samples=120))
    race = RaceSpec(on="network", lanes=LANES, epochs=60, target=0.6)
    return Document(project.with_(data=data, race=race))


@pytest.fixture
def workspace(document, hub, qtbot):
    """The workspace, at the start of the race."""
    made = RaceWorkspace(document, hub)
    qtbot.addWidget(made)
    made.resize(1400, 800)
    made.show()
    qtbot.waitExposed(made)
    made.set_active(active=True)
    in_state(made, qtbot, RunState.READY)
    yield made
    made.close_race()


def in_state(workspace, qtbot, state):
    qtbot.waitUntil(lambda: workspace.network.race.state is state)


def press(button, qtbot):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def edit(document, change):
    document.edit("Change", lambda project: project.with_(race=change(project.race)))


def run_to_end(workspace, qtbot):
    press(workspace.network.transport.play, qtbot)
    in_state(workspace, qtbot, RunState.FINISHED)


def rows(workspace):
    table = workspace.network.leaderboard.table
    return [
        [table.topLevelItem(row).text(c) for c in range(table.columnCount())]
        for row in range(table.topLevelItemCount())
    ]


def test_the_ground_is_a_switch_that_undoes(workspace, document, qtbot):
    assert workspace.network.transport.isVisible()
    press(workspace.ground._buttons["surface"], qtbot)
    assert document.project.race.on == "surface"
    assert workspace.surface.transport.isVisible()
    assert not workspace.network.transport.isVisible()
    assert workspace.setup.surface.isVisible()
    document.undo()
    assert document.project.race.on == "network"
    assert workspace.network.transport.isVisible()
    assert not workspace.setup.surface.isVisible()


def test_the_leaderboard_is_that_of_a_race_without_a_screen(workspace, document, qtbot):
    run_to_end(workspace, qtbot)
    expected = race(document.project)
    shown = {row[0]: row for row in rows(workspace)}
    for result in expected:
        row = shown[result.name]
        assert row[1] == ("–" if result.steps_to_target is None else f"{result.steps_to_target:,.0f}")
        assert row[3] == f"{result.final:#.3g}".rstrip(".")
        assert row[4] == f"{result.metric:.1%}"
    assert rows(workspace)[0][0] == expected[0].name


def test_curves_are_what_the_race_reported(workspace, qtbot):
    run_to_end(workspace, qtbot)
    curves = workspace.network.curves
    press(curves.log, qtbot)
    for run in workspace.network.race.lanes:
        x, y, low, high = run.record.evaluated("train_loss", "steps")
        assert x[0] == 0
        assert x[-1] == run.steps
        assert np.array_equal(y, low)
        assert np.array_equal(y, high)
        curves.draw()
        drawn = curves._lines[run.lane].points
        assert drawn[0].tolist() == x.tolist()
        assert drawn[1].tolist() == y.tolist()
        seconds, *_ = run.record.evaluated("train_loss", "seconds")
        assert seconds.tolist() == pytest.approx((x * run.pace).tolist())
        gradients, *_ = run.record.evaluated("train_loss", "gradients")
        assert gradients.tolist() == x.tolist()  # one gradient in a step


def test_bands_span_the_seeds(workspace, document, qtbot):
    edit(document, lambda spec: spec.with_(seeds=3))
    qtbot.waitUntil(lambda: workspace.network.race.state is not RunState.READY)
    in_state(workspace, qtbot, RunState.READY)
    run_to_end(workspace, qtbot)
    run = workspace.network.race.lanes[0]
    _, middle, low, high = run.record.evaluated("train_loss", "steps")
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert (low < high).any()


@pytest.mark.parametrize("shown", ["plane", "multiples", "flow"])
def test_pictures_come_of_every_lane(workspace, shown, qtbot):
    network = workspace.network
    press(network.shown._buttons[shown], qtbot)
    run_to_end(workspace, qtbot)
    match shown:
        case "plane":
            qtbot.waitUntil(lambda: all(network.plane.path_of(run) is not None for run in network.race.lanes))
            assert len(network.plane.heads.places) == 4  # the common start, and a head for each lane
            run = network.race.lanes[0]
            path = network.plane.path_of(run)
            at, pixel = (float(path.x[-1]), float(path.y[-1])), network.plane.chart.pixel_size()
            title, told = network.plane.values_at(at, pixel)
            assert "step" in title
            assert [name for name, _ in told][:2] == ["true loss", "distance from the plane"]
        case "multiples":
            qtbot.waitUntil(lambda: len(network.multiples.rectangles()) == 3)
        case "flow":
            qtbot.waitUntil(lambda: set(network.flow.table.flows) == {"lane-1", "lane-2", "lane-3"})
    workspace.grab()


def test_the_plane_is_laid_through_two_lanes_and_back(workspace, document, qtbot):
    plane = workspace.network.plane
    run_to_end(workspace, qtbot)
    qtbot.waitUntil(lambda: "PCA" in plane.caption.text())
    press(plane.choice.kind._buttons["through"], qtbot)
    assert document.project.race.plane == ("lane-1", "lane-2")
    qtbot.waitUntil(lambda: "latest points of SGD and Momentum" in plane.caption.text())
    assert "SGD\N{NO-BREAK SPACE}" in plane.caption.text()
    qtbot.keyClick(plane.choice.boxes[1], Qt.Key.Key_Down)
    assert document.project.race.plane == ("lane-1", "lane-3")
    qtbot.waitUntil(lambda: "latest points of SGD and Adam" in plane.caption.text())
    qtbot.keyClick(
        plane.choice.boxes[0], Qt.Key.Key_End
    )  # the one that the other list shows: they change places
    assert document.project.race.plane == ("lane-3", "lane-1")
    document.undo()
    document.undo()
    document.undo()
    assert document.project.race.plane is None
    assert not plane.choice.lanes.isVisible()
    qtbot.waitUntil(lambda: "PCA" in plane.caption.text())


def test_the_choice_of_a_plane_survives_that_a_lane_is_removed(workspace, document, qtbot):
    plane = workspace.network.plane
    run_to_end(workspace, qtbot)
    press(plane.choice.kind._buttons["through"], qtbot)
    qtbot.waitUntil(lambda: "latest points of SGD and Momentum" in plane.caption.text())
    edit(document, lambda spec: spec.remove("lane-2"))
    assert plane.choice.kind.current == "main"
    qtbot.waitUntil(lambda: "PCA" in plane.caption.text())
    press(plane.choice.kind._buttons["through"], qtbot)
    assert document.project.race.plane == ("lane-1", "lane-3")
    document.undo()
    document.undo()
    assert plane.choice.kind.current == "through"
    assert [box.currentData() for box in plane.choice.boxes] == ["lane-1", "lane-2"]
    edit(document, lambda spec: spec.remove("lane-2").remove("lane-3"))
    assert not plane.choice.kind._buttons["through"].isEnabled()


def test_the_report_draws_every_lane_in_both_themes_whatever_is_in_sight(workspace, document, hub, qtbot):
    network = workspace.network
    run_to_end(workspace, qtbot)
    qtbot.waitUntil(lambda: "PCA" in network.plane.caption.text())
    press(network.shown._buttons["flow"], qtbot)
    figures = network_figures(network_record(network, document.project.race))
    assert [figure.title.split()[0] for figure in figures] == ["The", "Training", "Validation", "Accuracy"]
    for figure in figures:
        assert figure.svg != figure.dark
        for drawn in (figure.svg, figure.dark):
            assert all(name in drawn for name in (b"SGD", b"Momentum", b"Adam"))
    assert network.race.lanes[0].color == lane_color(hub.theme, document.project.race.lanes[0])


def test_a_rate_changes_while_the_race_continues(workspace, document, qtbot):
    network = workspace.network
    press(network.transport.forth, qtbot)
    in_state(workspace, qtbot, RunState.PAUSED)
    edit(document, lambda spec: spec.replace(lane(1, "sgd", 0.001)))
    qtbot.waitUntil(lambda: bool(network.race.record.changes))
    press(network.transport.forth, qtbot)
    qtbot.waitUntil(lambda: network.race.lanes[0].steps == 2)
    _, rates, *_ = network.race.lanes[0].record.stepped("learning_rate", "steps")
    assert rates.tolist() == pytest.approx([0.1, 0.001])
    assert "learning rate 0.1 → 0.001" in network.transport.message.text()
    assert [line.value() for line in network.curves.changes.lines] == [1]


def test_lanes_leave_and_join_while_the_race_continues(workspace, document, qtbot):
    network = workspace.network
    press(network.transport.forth, qtbot)
    in_state(workspace, qtbot, RunState.PAUSED)
    edit(document, lambda spec: spec.remove("lane-2").add(lane(7, "lion", 0.001)))
    qtbot.waitUntil(lambda: [run.lane for run in network.race.lanes] == ["lane-1", "lane-3", "lane-7"])
    press(network.transport.play, qtbot)
    in_state(workspace, qtbot, RunState.FINISHED)
    steps = {lane.lane: lane.steps for lane in network.race.lanes}
    assert steps["lane-7"] == steps["lane-1"]


def test_what_a_race_cannot_continue_with_begins_it_again(workspace, document, qtbot):
    network = workspace.network
    press(network.transport.forth, qtbot)
    in_state(workspace, qtbot, RunState.PAUSED)
    edit(document, lambda spec: spec.with_(epochs=5))
    qtbot.waitUntil(lambda: network.race.state is RunState.READY)
    assert [run.steps for run in network.race.lanes] == [0, 0, 0]


def test_names_and_hiding_change_nothing_else(workspace, document, qtbot):
    network = workspace.network
    press(network.transport.forth, qtbot)
    in_state(workspace, qtbot, RunState.PAUSED)
    edit(document, lambda spec: spec.replace(lane(1, "sgd", 0.1, name="Ball", hidden=True)))
    assert network.race.state is RunState.PAUSED
    assert (network.race.lanes[0].name, network.race.lanes[0].hidden, network.race.lanes[0].steps) == (
        "Ball",
        True,
        1,
    )


def test_what_cannot_race_says_so(workspace, document, qtbot):
    edit(document, lambda spec: spec.with_(lanes=()))
    in_state(workspace, qtbot, RunState.FAILED)
    assert "no lanes" in workspace.network.transport.message.text()
    assert not workspace.network.transport.play.isEnabled()


def test_fairness_is_reported(workspace):
    words = workspace.network.fairness.words.text()
    assert "The same for all lanes" in words
    assert "the same samples in the same order" in words


def test_it_is_shown_what_is_prepared_and_how_long_the_race_will_take(workspace, qtbot):
    assert workspace.network.transport.facts.text().endswith(" left")
    assert workspace.network.transport.message.text() == ""
    names = {lane.lane: lane.name for lane in workspace.network.race.lanes}
    told = [
        DataLoading(1, 0, "images", 0.5, None),
        Preparing(1, 0, "building the lanes"),
        LanePace(1, 0, "lane-1", 0.25, 2.3),
    ]
    assert [remark(event, names) for event in told] == [
        "Loading images: 50%",
        "Building the lanes…",
        "SGD: loss 2.3 in the first batch, 0.25 s a step",
    ]
    network = workspace.network
    covers = network.plane.waiting, network.curves.waiting
    network.race.restart()
    network.race.prepared.emit("Loading images: 50%")
    network.curves.draw()
    assert [(each.text(), each.isVisible()) for each in covers] == [("Loading images: 50%", True)] * 2
    in_state(workspace, qtbot, RunState.READY)
    assert {result.state for result in network.race.results.values()} == {"ready"}
    network.curves.draw()
    assert covers[1].text() == NO_CURVES
    network.curves.quantity.choose("batch")
    for _ in range(2):
        press(network.transport.forth, qtbot)
        in_state(workspace, qtbot, RunState.PAUSED)
        qtbot.waitUntil(network.transport.forth.isEnabled)
    qtbot.waitUntil(lambda: not any(each.isVisible() for each in covers))
    network.curves.quantity.choose("train")
    network.curves.draw()
    assert covers[1].isVisible()
    assert "have 9 steps each" in covers[1].text()


def test_there_is_no_plane_before_the_lanes_have_moved_then_one_along_their_paths(workspace, qtbot):
    network = workspace.network
    qtbot.waitUntil(lambda: network.race._feed.resting)
    assert network.plane.shown == (None, None)
    press(network.transport.forth, qtbot)
    qtbot.waitUntil(lambda: network.plane.shown[0] is not None)
    assert network.plane.shown[0].titles[0].endswith("of the paths' variance)")


def test_tuned_rates_are_adopted_as_one_edit(workspace, document, qtbot):
    tuning = workspace.network.tuning
    press(tuning._page.start, qtbot)
    qtbot.waitUntil(lambda: len(tuning.found) == 3 and not tuning._feed.busy, timeout=300_000)
    press(tuning._page.adopt, qtbot)
    for each in document.project.race.lanes:
        assert each.optimizer.params["learning_rate"] == tuning.found[each.id].best
    document.undo()
    assert document.project.race.lanes == LANES


def test_what_a_lane_has_of_its_own_is_edited_in_its_form(workspace, document):
    setup = workspace.setup
    assert setup.lane.overrides.isVisible()
    setup.lane.overrides.changed.emit("batch_size", 16)
    setup.lane.overrides.changed.emit("dropout", 0.0)
    setup.lane.overrides.changed.emit("initializer", "xavier")
    changed = document.project.race.lanes[0]
    assert (changed.batch_size, changed.dropout, changed.initializer) == (16, 0.0, Choice(kind="xavier"))
    setup.lane.overrides.changed.emit("initializer", AS_DRAWN)
    assert document.project.race.lanes[0].initializer is None
    setup.conditions.changed.emit("goal", "none")
    assert document.project.race.target is None
    setup.conditions.changed.emit("goal", "train_loss")
    assert (document.project.race.target_on, document.project.race.target) == ("train_loss", 0.1)


def test_the_form_offers_every_initializer():
    words = LaneOverrides.model_fields["initializer"].annotation.__args__
    assert set(words) == {AS_DRAWN, *(entry.key for entry in INITIALIZERS)}
