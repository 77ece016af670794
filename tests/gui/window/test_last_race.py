"""The last race on a network: its lanes survive their window and continue in another one as if nothing had happened."""

from pathlib import Path

import pytest

from playground.app.recovery.last_run import last_race
from playground.build.data.choose_data import with_dataset
from playground.engine.events.run import RunState
from playground.engine.race.network import checkpoint
from playground.headless.kept_race import recorded
from playground.headless.race import race as run_race
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec

LANES = tuple(
    LaneSpec(id=kind, optimizer=Choice(kind=kind, params={"learning_rate": 0.01}))
    for kind in ("sgd", "adam", "momentum")
)


@pytest.fixture
def racing(make_window, make_project, qtbot):
    """A window whose lanes train; the project has its race."""

    def go(epochs=20, lanes=LANES, keep=None, said=None):
        race = RaceSpec(on="network", lanes=lanes, epochs=epochs, target=0.3)
        window = make_window(make_project().with_(race=race))
        window.workspaces.show("race")
        race = window.workspaces.race.network.race
        if keep is not None:
            race.keep = keep
            race.notified.connect(said.append)
            race.restart()
        qtbot.waitUntil(lambda: race.state is RunState.READY)
        race.toggle()
        qtbot.waitUntil(lambda: race.progress > 0)
        return window

    return go


def curves(record):
    return {
        lane: (each.repetitions[0].steps.loss.values.tolist(), each.repetitions[0].steps.steps.tolist())
        for lane, each in record.lanes.items()
    }


def test_a_race_continues_in_another_window_as_if_it_had_never_been_closed(
    racing, make_window, make_project, memory, qtbot
):
    first = racing()
    project = first.document.project
    assert first.close()
    file = last_race(memory.data)
    found = checkpoint.load(file)
    reached = {lane: each.steps for lane, each in recorded(found).lanes.items()}  # lanes train in turns
    assert max(reached.values()) > 0
    second = make_window(with_dataset(make_project(), Choice(kind="sine")))
    second.actions_table.refresh()
    second.actions_table["file.last_race"].trigger()
    race = second.workspaces.race.network.race
    assert second.document.project.race == project.race
    assert second.workspaces.racing
    assert {run.lane: run.steps for run in race.lanes} == reached
    qtbot.waitUntil(lambda: race.state in {RunState.READY, RunState.FINISHED})
    if race.state is RunState.READY:
        race.toggle()
    qtbot.waitUntil(lambda: race.state is RunState.FINISHED)
    whole = run_race(project)
    assert curves(race.record) == curves(whole.record)
    for lane, result in whole.record.results.items():
        assert race.results[lane].final == result.final
        assert race.results[lane].steps_to_target == result.steps_to_target
    second.close()
    assert last_race(memory.data) != file or set(reached.values()) == {280}


def test_a_race_that_had_ended_is_finished_when_it_comes_back(
    racing, make_window, make_project, memory, qtbot
):
    first = racing(epochs=1)
    qtbot.waitUntil(lambda: first.workspaces.race.network.race.state is RunState.FINISHED)
    assert first.close()
    second = make_window(make_project())
    second.actions_table.refresh()
    second.actions_table["file.last_race"].trigger()
    race = second.workspaces.race.network.race
    qtbot.waitUntil(lambda: race.state is RunState.FINISHED)
    assert race.progress == 1
    assert {run.lane: run.steps for run in race.lanes} == dict.fromkeys((lane.id for lane in LANES), 14)


def test_lanes_that_were_dropped_or_joined_late_come_back(racing, answer, memory, qtbot):
    window = racing(epochs=1000)
    race, document = window.workspaces.race.network.race, window.document
    late = LANES[0].with_(id="late.1")
    document.edit("Lanes", lambda p: p.with_(race=p.race.with_(lanes=(LANES[2], LANES[0], late))))
    qtbot.waitUntil(lambda: race.record.lane("late.1").steps > 0)
    qtbot.waitUntil(lambda: race.results and race.results["adam"].state.startswith("dropped"))
    adam = race.results["adam"]
    answer("Discard")
    assert window.close()
    found = checkpoint.load(last_race(memory.data))
    assert [lane.id for lane in found.dropped] == ["adam"]
    resumed = checkpoint.resume(found, found.project)
    assert resumed.result("adam").final == adam.final
    record = recorded(found)
    for lane in ("sgd", "momentum", "late.1"):
        assert resumed.members[lane].steps_done == record.lanes[lane].steps
        steps = found.path(lane)["steps"]
        assert steps[0] == 0
    resumed.close()


def test_damaged_races_are_refused_in_words(racing, make_window, make_project, memory, monkeypatch):
    assert racing().close()
    file = last_race(memory.data)
    file.write_bytes(file.read_bytes()[:-5])
    window = make_window(make_project())
    said = []
    monkeypatch.setattr(
        "playground.ui.files.questions.complain", lambda _window, title, words: said.append((title, words))
    )
    project = window.document.project
    window.actions_table["file.last_race"].trigger()
    assert said == [
        ("The last race cannot be opened", "race.state: this is not a saved race, or it is incomplete.")
    ]
    assert window.document.project is project


def test_a_race_of_this_window_comes_back_after_another_project(racing, qtbot):
    window = racing(epochs=1000)
    race, project = window.workspaces.race.network.race, window.document.project
    window.actions_table.refresh()
    assert not window.actions_table["file.last_race"].isEnabled()
    window.actions_table["file.new"].trigger()
    assert window.document.project.race != project.race
    window.actions_table.refresh()
    window.actions_table["file.last_race"].trigger()
    assert window.document.project.race.lanes == project.race.lanes
    qtbot.waitUntil(lambda: race.state is RunState.READY and race.progress > 0)
    assert race.under_way
    window.close()


def test_a_race_that_a_full_disk_cannot_keep_says_so_once_and_trains_on(racing, qtbot):
    said = []
    race = racing(epochs=2, lanes=LANES[:2], keep=Path("/dev/full"), said=said).workspaces.race.network.race
    qtbot.waitUntil(lambda: race.state is RunState.FINISHED)
    assert [words for words in said if "full" in words] == ["full: cannot be saved: No space left on device."]
    assert all(lane.steps > 0 for lane in race.lanes)
    assert Path("/dev/full").is_char_device()
