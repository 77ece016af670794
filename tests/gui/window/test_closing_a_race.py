"""Closing during a race asks where a race would be lost that has run for long and cannot be kept."""

import pytest

from playground.engine.events.run import RunState
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec
from playground.ui.runs.race import network_race_controller

LANES = tuple(
    LaneSpec(id=f"lane-{kind}", optimizer=Choice(kind=kind, params={"learning_rate": 0.01}))
    for kind in ("sgd", "adam")
)


@pytest.fixture
def racing(make_window, make_project, qtbot):
    """A window whose lanes train."""
    race = RaceSpec(on="network", lanes=LANES, epochs=1000)
    window = make_window(make_project().with_(race=race))
    window.workspaces.show("race")
    race = window.workspaces.race.network.race
    qtbot.waitUntil(lambda: race.state is RunState.READY)
    race.toggle()
    qtbot.waitUntil(lambda: race.state is RunState.RUNNING and race.progress > 0)
    race.keep = None
    return window


@pytest.mark.parametrize(("button", "closes"), [("Cancel", False), ("End the race", True)])
def test_a_long_race_is_not_ended_without_a_question(racing, answer, monkeypatch, button, closes):
    monkeypatch.setattr(network_race_controller, "WORTH_ASKING", 0.0)
    asked = answer(button)
    assert racing.close() == closes
    assert asked.said.startswith("The race has run for ")


def test_opening_another_project_asks_as_well(racing, answer, monkeypatch):
    monkeypatch.setattr(network_race_controller, "WORTH_ASKING", 0.0)
    project = racing.document.project
    asked = answer("Cancel")
    racing.actions_table["file.new"].trigger()
    assert asked.said
    assert racing.document.project is project


def test_a_long_race_that_is_kept_ends_without_a_question(racing, monkeypatch):
    monkeypatch.setattr(network_race_controller, "WORTH_ASKING", 0.0)
    folder = racing.work.folder
    racing.workspaces.race.network.race.keep = folder.race
    assert racing.close()
    assert folder.race.is_file()


def test_a_short_race_ends_without_a_question(racing, monkeypatch):
    monkeypatch.setattr(network_race_controller, "WORTH_ASKING", 1e9)
    assert racing.close()
