"""The keys of the Run menu act on what the workspace shows, and on nothing else."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.engine.events.run import RunState
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec

NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
STEPS = 60


def press(qtbot, widget, key, modifiers=NONE):
    """Press a key while a widget has the focus."""
    widget.window().activateWindow()
    widget.setFocus()
    qtbot.waitUntil(lambda: widget is QApplication.focusWidget())
    QTest.keyClick(widget, key, modifiers)


@pytest.fixture
def project(make_project):
    """A short run, and a race on a surface that nobody has seen yet."""
    lanes = tuple(
        LaneSpec(id=kind, optimizer=Choice(kind=kind, params={"learning_rate": 0.01}))
        for kind in ("sgd", "adam")
    )
    race = RaceSpec(surface=Choice(kind="booth"), lanes=lanes, steps=STEPS)
    return make_project(epochs=2).with_(race=race)


@pytest.fixture
def trained(window, watch, qtbot):
    """The run after one step, in the Network workspace."""
    press(qtbot, window.canvas, Qt.Key.Key_Right, CONTROL)
    qtbot.waitUntil(lambda: step_of(watch) == 1)
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED)
    return window


@pytest.fixture
def on_surface(trained, qtbot):
    """The Race workspace with a computed race on a surface, shown at its end."""
    trained.workspaces.show("race")
    race = trained.workspaces.race
    qtbot.waitUntil(lambda: bool(race.surface.race.results))
    race.surface.race.playback.seek(STEPS)
    return race


@pytest.fixture
def on_network(trained, qtbot):
    """The Race workspace with a race on the network that stands ready."""
    trained.document.edit(
        "Race on the network",
        lambda project: project.with_(race=project.race.with_(on="network", epochs=2)),
    )
    trained.workspaces.show("race")
    race = trained.workspaces.race
    qtbot.waitUntil(lambda: race.network.race.state is RunState.READY)
    return race


def step_of(watch):
    return max((event.step for event in watch.events), default=0)


def untouched(window):
    """Say which run the window has and how it stands; equal before and after a command on something else."""
    return window.runs._feed._runs, window.runs.state, window.document.project.training


def test_play_in_network(window, watch, qtbot):
    press(qtbot, window.canvas, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: window.runs.state is RunState.RUNNING or step_of(watch) > 0)
    assert not window.workspaces.racing


def test_step_and_epoch_in_network(trained, watch, qtbot):
    press(qtbot, trained.canvas, Qt.Key.Key_Right, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: step_of(watch) == 14)


def test_reset_in_network(trained, qtbot):
    before = trained.runs._feed._runs
    press(qtbot, trained.canvas, Qt.Key.Key_R, CONTROL)
    assert trained.runs._feed._runs == before + 1
    assert trained.runs.state is RunState.READY


def test_new_seed_in_network(trained, qtbot):
    before = trained.document.project
    press(qtbot, trained.canvas, Qt.Key.Key_R, CONTROL | SHIFT)
    assert trained.document.project.training.seed == before.training.seed + 1
    assert trained.document.project.race.seed == before.race.seed


def test_play_on_a_surface(trained, on_surface, qtbot):
    before = untouched(trained)
    on_surface.surface.race.playback.seek(0)
    for key, modifiers in ((Qt.Key.Key_P, CONTROL), (Qt.Key.Key_F5, NONE), (Qt.Key.Key_Space, NONE)):
        playing = on_surface.surface.race.playing
        press(qtbot, on_surface.surface.picture, key, modifiers)
        assert on_surface.surface.race.playing is not playing
    on_surface.surface.race.playback.pause()
    assert untouched(trained) == before


def test_step_on_a_surface(trained, on_surface, qtbot):
    before = untouched(trained)
    on_surface.surface.race.playback.seek(10)
    press(qtbot, on_surface.surface.picture, Qt.Key.Key_Right, CONTROL)
    assert on_surface.surface.race.playback.position == 11
    assert untouched(trained) == before


def test_reset_on_a_surface(trained, on_surface, qtbot):
    before = untouched(trained)
    on_surface.surface.race.toggle()
    press(qtbot, on_surface.surface.picture, Qt.Key.Key_R, CONTROL)
    assert (on_surface.surface.race.playback.position, on_surface.surface.race.playing) == (0, False)
    assert untouched(trained) == before


def test_an_epoch_means_nothing_in_a_race(trained, on_surface, qtbot):
    before = untouched(trained)
    press(qtbot, on_surface.surface.picture, Qt.Key.Key_Right, CONTROL | SHIFT)
    assert on_surface.surface.race.playback.position == STEPS
    assert untouched(trained) == before


def test_new_seed_in_a_race(trained, on_surface, qtbot):
    before, seed = untouched(trained), trained.document.project.race.seed
    press(qtbot, on_surface.surface.picture, Qt.Key.Key_R, CONTROL | SHIFT)
    assert trained.document.project.race.seed == seed + 1
    assert untouched(trained) == before


def test_keys_of_the_picture_of_a_race(trained, on_surface, qtbot):
    before = untouched(trained)
    for key, position in (
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_End, STEPS),
        (Qt.Key.Key_Left, STEPS - 1),
    ):
        press(qtbot, on_surface.surface.picture, key)
        assert on_surface.surface.race.playback.position == position
    assert untouched(trained) == before


def test_step_play_and_reset_of_a_race_on_the_network(trained, on_network, qtbot):
    before, race = untouched(trained), on_network.network.race
    press(qtbot, on_network.setup.lanes, Qt.Key.Key_Right, CONTROL)
    qtbot.waitUntil(lambda: [run.steps for run in race.lanes] == [1, 1])
    press(qtbot, on_network.setup.lanes, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: race.state is RunState.FINISHED)
    press(qtbot, on_network.setup.lanes, Qt.Key.Key_R, CONTROL)
    assert [run.steps for run in race.lanes] == [0, 0]
    qtbot.waitUntil(lambda: race.state is RunState.READY)
    assert untouched(trained) == before


def test_commands_of_the_canvas_leave_the_hidden_network_alone(trained, on_surface, qtbot):
    before = trained.document.project
    for key, modifiers in (
        (Qt.Key.Key_L, CONTROL),
        (Qt.Key.Key_Plus, CONTROL),
        (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier),
    ):
        press(qtbot, on_surface.surface.picture, key, modifiers)
    assert trained.document.project == before
    assert trained.docks["palette"].isHidden()


def test_problems_are_shown_beside_the_network(trained, on_surface, qtbot):
    press(qtbot, on_surface.surface.picture, Qt.Key.Key_M, CONTROL | SHIFT)
    assert not trained.workspaces.racing
    qtbot.waitUntil(lambda: trained.docks["problems"].seen)


def test_play_is_called_pause_while_the_race_plays(trained, on_surface, qtbot):
    on_surface.surface.race.playback.seek(0)
    press(qtbot, on_surface.surface.picture, Qt.Key.Key_P, CONTROL)
    assert trained.actions_table["run.toggle"].text() == "Pause"
    press(qtbot, on_surface.surface.picture, Qt.Key.Key_P, CONTROL)
    assert trained.actions_table["run.toggle"].text() == "Play"
