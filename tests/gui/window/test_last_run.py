"""The last run: its weights and curves survive its window, and come back in another one."""

import pytest

from playground.app.document import Document
from playground.app.recovery.last_run import last_run
from playground.build.data.choose_data import with_dataset
from playground.engine.events.run import RunState
from playground.engine.training import checkpoint
from playground.records.run import RunRecord
from playground.spec.base import Choice
from playground.ui.style.theme import ThemeHub
from playground.ui.window.main_window import MainWindow


@pytest.fixture
def train(qtbot):
    """Train an epoch of 14 steps, and wait until all of it is shown."""

    def go(window, step=14):
        window.runs.epoch()
        record = window.weights.keeper
        qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED and record.record.steps.newest == step)

    return go


def losses(record):
    return record.steps.steps.tolist(), record.steps.loss.values.tolist()


def test_the_last_run_comes_back_with_its_project_and_its_curves(
    make_window, make_project, train, memory, qtbot
):
    first = make_window(make_project())
    assert not first.actions_table["file.last_run"].isEnabled()
    train(first)
    project, before = first.document.project, first.weights.keeper.record
    assert first.close()
    second = make_window(with_dataset(make_project(), Choice(kind="sine")))
    second.actions_table.refresh()
    assert second.actions_table["file.last_run"].isEnabled()
    second.actions_table["file.last_run"].trigger()
    qtbot.waitUntil(lambda: second.statusBar().currentMessage() == "Loaded the weights of step 14.")
    assert second.document.project == project
    curves = second.docks["curves"].panel.record
    assert losses(curves) == losses(before)
    assert curves.evaluations.steps.tolist() == before.evaluations.steps.tolist()
    train(second, 28)
    assert curves.steps.steps.tolist() == list(range(1, 29))


def test_a_run_that_was_built_before_the_folder_of_its_window_is_kept(memory, make_project, train, qtbot):
    window = MainWindow(Document(make_project()), memory, ThemeHub("light"))
    qtbot.addWidget(window)
    window.runs.restart()  # as opening a file does, which comes before
    window.begin(fill=False)
    qtbot.waitUntil(lambda: bool(window.transport.device.text()))
    train(window)
    assert window.close()
    assert last_run(memory.data) is not None


def test_a_run_that_just_began_is_the_last_one_after_closing(make_window, make_project, train, memory, qtbot):
    old = make_window(make_project())
    train(old)
    old.close()
    new = make_window(make_project(seed=5))
    new.runs.step()
    qtbot.waitUntil(lambda: new.weights.keeper.record.steps.newest == 1)
    new.close()
    found = last_run(memory.data)
    assert checkpoint.load(found.weights).project.training.seed == 5
    assert losses(RunRecord.load(found.record))[0] == [1]


def test_a_window_without_training_leaves_the_last_run_alone(make_window, make_project, train, memory):
    first = make_window(make_project(seed=5))
    train(first)
    first.close()
    make_window(make_project()).close()
    found = last_run(memory.data)
    assert checkpoint.load(found.weights).project.training.seed == 5
    assert len(list((memory.data / "work").iterdir())) == 1


def test_a_run_that_is_closed_while_it_trains_keeps_its_last_step(make_window, make_project, memory, qtbot):
    window = make_window(make_project(epochs=100_000))
    window.runs.play()
    qtbot.waitUntil(lambda: window.weights.keeper.record.steps.newest > 30)
    assert window.close()
    found = last_run(memory.data)
    session = checkpoint.resume(found.weights)
    assert session.steps_done == RunRecord.load(found.record).steps.newest
    session.close()


def test_curves_are_kept_soon_after_the_weights_while_it_trains(make_window, make_project, qtbot):
    window = make_window(make_project(epochs=100_000))
    window.runs.play()
    keeper = window.weights.keeper
    qtbot.waitUntil(lambda: keeper.file.is_file() and keeper.weights.is_file())
    assert window.runs.state is RunState.RUNNING
    window.close()


def test_curves_of_another_run_are_never_kept_with_the_weights(
    make_window, make_project, train, answer, qtbot
):
    window = make_window(make_project())
    train(window)
    record = window.weights.keeper.file
    qtbot.waitUntil(record.is_file)
    window.run_edits.new_seed()
    window.runs.step()
    qtbot.waitUntil(lambda: window.weights.keeper.record.steps.newest == 1)
    answer("Discard")
    assert window.close()
    assert losses(RunRecord.load(record))[0] == [1]


def test_damaged_curves_are_no_reason_not_to_resume(make_window, make_project, train, memory, qtbot):
    first = make_window(make_project())
    train(first)
    first.close()
    last_run(memory.data).record.write_bytes(b"nothing")
    second = make_window(make_project(seed=5))
    second.actions_table["file.last_run"].trigger()
    qtbot.waitUntil(lambda: second.statusBar().currentMessage() == "Loaded the weights of step 14.")
