"""Running in the whole window: the buttons, the numbers, edits while it runs."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.app.settings import Memory
from playground.build.data.choose_data import with_dataset
from playground.engine.events.run import (
    BestRestored,
    ChangeMarked,
    Evaluated,
    Preparing,
    RunState,
    Scalars,
    Started,
    StateChanged,
)
from playground.spec.base import Choice

LEFT = Qt.MouseButton.LeftButton


def losses(watch):
    return np.concatenate([event.loss for event in watch.of(Scalars)] or [np.empty(0)])


def last_step(watch):
    return max((int(event.steps[-1]) for event in watch.of(Scalars)), default=0)


def test_play_trains_and_pause_stops(window, watch, qtbot):
    QTest.mouseClick(window.transport.play, LEFT)
    qtbot.waitUntil(lambda: last_step(watch) >= 500)
    assert window.transport.chip.text() == "Running"
    QTest.mouseClick(window.transport.play, LEFT)
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED)
    assert window.transport.chip.text() == "Paused"
    seen = losses(watch)
    assert seen[-50:].mean() < seen[:50].mean()
    assert not window.docks["curves"].panel.empty


def test_one_step_is_one_step_and_one_epoch_ends_at_its_end(window, watch, qtbot):
    QTest.mouseClick(window.transport.step, LEFT)
    qtbot.waitUntil(lambda: last_step(watch) == 1)
    QTest.mouseClick(window.transport.epoch, LEFT)
    qtbot.waitUntil(lambda: last_step(watch) == 14)
    qtbot.waitUntil(lambda: "epoch 1/100 · step 14" in window.transport.facts.text())
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED)


def test_reset_goes_back_to_the_same_weights_and_the_same_curve(window, watch, qtbot):
    QTest.mouseClick(window.transport.epoch, LEFT)
    qtbot.waitUntil(lambda: last_step(watch) == 14)
    first = losses(watch)
    watch.events.clear()
    QTest.mouseClick(window.transport.reset, LEFT)
    assert window.transport.facts.text() == ""
    qtbot.waitUntil(lambda: bool(watch.of(Started)))
    assert window.runs.state is RunState.READY
    QTest.mouseClick(window.transport.epoch, LEFT)
    qtbot.waitUntil(lambda: last_step(watch) == 14)
    assert np.array_equal(losses(watch), first)


def test_a_new_seed_is_another_run_and_can_be_undone(window, watch, qtbot):
    seed = window.document.project.training.seed
    QTest.mouseClick(window.transport.new_seed, LEFT)
    qtbot.waitUntil(lambda: bool(watch.of(Started)))
    assert watch.of(Started)[-1].seed == window.document.project.training.seed == seed + 1
    window.document.undo()
    assert window.document.project.training.seed == seed


def test_a_limited_speed_is_kept(window, watch, qtbot):
    window.transport.speed.chosen.emit("20")
    QTest.mouseClick(window.transport.play, LEFT)
    qtbot.waitUntil(lambda: last_step(watch) >= 3)
    assert last_step(watch) < 60


def test_the_learning_rate_changes_between_steps_and_is_marked(window, watch, qtbot):
    QTest.mouseClick(window.transport.epoch, LEFT)
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED)
    line = window.docks["training"].panel.optimizer.form.field("learning_rate").line
    line.selectAll()
    QTest.keyClicks(line, "0.005")
    QTest.keyClick(line, Qt.Key.Key_Return)
    QTest.mouseClick(window.transport.step, LEFT)
    qtbot.waitUntil(lambda: last_step(watch) == 15)
    assert watch.of(Scalars)[-1].learning_rate[-1] == pytest.approx(0.005)
    (mark,) = watch.of(ChangeMarked)
    assert mark.step == 14
    assert "0.005" in mark.text
    assert not window.runs.stale


def test_editing_the_network_of_a_run_says_so_and_restart_takes_it_up(window, watch, hand, qtbot):
    QTest.mouseClick(window.transport.epoch, LEFT)
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED)
    hand.drop("layers", "linear", hand.wire("linear-1", "linear-2"))
    assert window.transport.chip.text() == "Paused · edited since"
    assert window.status.currentMessage().startswith("This run is that of the network as it was")
    assert window.transport.restart.isVisible()
    watch.events.clear()
    QTest.mouseClick(window.transport.restart, LEFT)
    qtbot.waitUntil(lambda: bool(watch.of(Started)))
    assert len(watch.of(Started)[-1].layers) == 3
    assert not window.transport.restart.isVisible()
    assert "network as it was" not in window.status.currentMessage()


def test_undoing_the_edit_makes_the_run_current_again(window, hand, qtbot):
    QTest.mouseClick(window.transport.epoch, LEFT)
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED)
    hand.drop("layers", "linear", hand.wire("linear-1", "linear-2"))
    assert window.runs.stale
    window.document.undo()
    assert not window.runs.stale


def test_before_the_first_step_edits_are_taken_up_without_a_word(window, watch, hand, qtbot):
    hand.drop("layers", "linear", hand.wire("linear-1", "linear-2"))
    qtbot.waitUntil(lambda: bool(watch.of(Started)))
    assert len(watch.of(Started)[-1].layers) == 3
    assert window.transport.chip.text() == "Ready"


def test_a_rate_beyond_all_measure_diverges_with_words_and_a_remedy(show, make_project, finish, qtbot):
    optimizer = Choice(kind="sgd", params={"learning_rate": 10.0})
    window = show(make_project(optimizer=optimizer, loss=Choice(kind="mse")))
    window.runs.play()
    finish(window)
    assert window.runs.state is RunState.DIVERGED
    assert window.transport.chip.text() == "Diverged"
    assert "gradient descent is stable up to a rate of" in window.banner.message.text()
    before = window.document.project
    QTest.mouseClick(window.banner.fix, LEFT)
    assert window.document.project.training.optimizer.params["learning_rate"] < 10
    qtbot.waitUntil(lambda: window.runs.state is RunState.READY and not window.banner.fix.isVisible())
    assert not window.banner.isVisible()
    window.document.undo()
    assert window.document.project == before


def test_early_stopping_says_where_the_best_weights_were(show, make_project, make_watch, finish, qtbot):
    window = show(make_project(epochs=30, patience=1))
    watch = make_watch(window)
    window.runs.play()
    finish(window)
    (told,) = watch.of(BestRestored)
    assert window.transport.facts.text().endswith(f"best at step {told.best_step:,}")
    mark = (float(told.best_step), "best weights restored")
    qtbot.waitUntil(lambda: mark in window.docks["curves"].panel.stack.marks[0].marks)


def test_a_finished_run_says_so(show, make_project, finish):
    window = show(make_project(epochs=3))
    QTest.mouseClick(window.transport.play, LEFT)
    finish(window)
    assert window.transport.chip.text() == "Finished"
    assert window.transport.progress.value() == 1000
    assert "epoch 3/3 · step 42" in window.transport.facts.text()
    assert window.transport.numbers["train_metric"].value.text().endswith("%")


def test_accuracy_is_called_r2_for_regression(show, make_project, make_watch, qtbot):
    window = show(with_dataset(make_project(), Choice(kind="sine")))
    watch = make_watch(window)
    window.runs.epoch()
    qtbot.waitUntil(lambda: any(event.step == 14 for event in watch.of(Evaluated)))
    assert window.transport.numbers["train_metric"].caption.text() == "Training R²"


def test_a_long_message_and_its_fix_are_shown_whole_in_a_small_window(window, qtbot):
    window.resize(1366, 768)
    words = (
        "The loss is not finite since step 1,234: the weights of Linear 2 grew beyond all bounds. At the initial "
        "weights, gradient descent is stable up to a rate of 2/λ = 0.12 (λ: the sharpest curvature); yours is 100."
    )
    before = {dock.view.key: dock.geometry().getRect() for dock in window.docks if dock.seen}
    banner = window.banner
    banner.show_message(words, "Lower the learning rate to 0.1")
    label = banner.message
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()) > 0)
    assert banner.fix.width() >= banner.fix.sizeHint().width()
    assert window.canvas.rect().contains(banner.geometry())
    assert {dock.view.key: dock.geometry().getRect() for dock in window.docks if dock.seen} == before
    window.resize(1100, 700)
    qtbot.waitUntil(lambda: window.canvas.rect().contains(banner.geometry()))
    banner.show_message("")
    assert not banner.isVisible()


def test_restart_with_changes_trains_on_if_it_was_training(make_window, make_project, watch, hand, qtbot):
    window = make_window(make_project(epochs=100_000))
    window.runs.play()
    qtbot.waitUntil(lambda: window.runs.state is RunState.RUNNING)
    window.document.edit("Another optimizer", lambda project: project.with_(graph=wider(project.graph)))
    qtbot.waitUntil(window.transport.restart.isVisible)
    assert window.status.currentMessage().startswith("This run continues")
    window.runs.pause()
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED)
    assert window.status.currentMessage().startswith("This run is that of")
    window.runs.play()
    qtbot.waitUntil(lambda: window.runs.state is RunState.RUNNING)
    QTest.mouseClick(window.transport.restart, LEFT)
    assert not window.runs.stale
    qtbot.waitUntil(lambda: window.runs.state is RunState.RUNNING)


def test_an_edit_while_training_restarts_and_trains_on(make_window, make_project, memory, qtbot):
    memory.remember(auto_restart=True)
    window = make_window(make_project(epochs=100_000))
    window.runs.play()
    qtbot.waitUntil(lambda: window.runs.state is RunState.RUNNING)
    states = []
    window.runs.state_changed.connect(states.append)
    seen = []
    window.runs.frame.connect(seen.extend)
    for units in (6, 7, 8):  # as fast as nobody types
        window.document.edit(
            "Wider", lambda project, units=units: project.with_(graph=wider(project.graph, units))
        )
    qtbot.waitUntil(lambda: Scalars in map(type, seen) and not window.runs.stale)
    assert list(map(type, seen)).count(Started) == 1
    assert window.runs.state is RunState.RUNNING
    assert set(states) <= {RunState.RUNNING}  # no state in between
    window.document.undo()
    qtbot.waitUntil(lambda: list(map(type, seen)).count(Started) == 2)
    window.actions_table["run.auto_restart"].trigger()
    window.document.undo()
    assert window.runs.stale
    assert not memory.settings.auto_restart


def test_the_first_run_is_slow_enough_to_watch_and_the_speed_is_remembered(
    make_window, make_project, tmp_path
):
    memory = Memory(tmp_path / "new.json")
    window = make_window(make_project(), memory=memory)
    assert window.transport.speed.currentText() == "1,000 steps/s"
    assert window.runs.speed == 1000.0
    QTest.keyClick(window.transport.speed, Qt.Key.Key_Up)
    window.close()
    again = make_window(make_project(), memory=Memory(tmp_path / "new.json"))
    assert again.transport.speed.currentText() == "5,000 steps/s"
    assert again.runs.speed == 5000.0


def wider(graph, units=6):
    """With another number of units."""
    return graph.replace(graph.node("linear-1").with_(params={"units": units}))


def test_what_a_run_does_before_its_first_evaluation_is_said_until_that_is_over(window):
    runs, transport = window.runs, window.transport
    started = runs.record.started
    ready = StateChanged(started.run, 0, RunState.READY)
    display = window._display
    runs.restart()
    display._on_slow()
    assert transport.facts.text() == "building the network"
    runs.frame.emit([started, ready])
    assert transport.chip.text() == "Preparing…"
    assert transport.facts.text() == "evaluating the start"
    runs.reset()
    assert transport.facts.text() == "building the network"
    runs.play()
    assert window.actions_table["run.toggle"].text() == "Pause"
    runs.frame.emit([started, ready, Preparing(started.run, 0, "evaluating the start", 0.25, 90.0)])
    assert transport.facts.text() == "evaluating the start 25% · 1:30 left"
    assert transport.progress.value() == transport.progress.maximum() // 4
    transport.cancel.click()
    assert runs.control is None
    assert window.actions_table["run.toggle"].text() == "Play"
    assert (transport.chip.text(), transport.cancel.isHidden()) == ("Ready", True)
    runs.play()
    runs.frame.emit([started, ready, Evaluated(started.run, 0, 0.0, 0.7, 0.7, 0.5, 0.5)])
    assert transport.chip.text() == "Ready"


def test_the_curves_are_copied_as_rows_for_a_spreadsheet(window, qtbot):
    plot = window.docks["curves"].panel
    assert "Copy data" not in [action.text() for action in plot.menu().actions()]
    QTest.mouseClick(window.transport.epoch, LEFT)
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED and not plot.empty)
    next(action for action in plot.menu().actions() if action.text() == "Copy data").trigger()
    heads, *rows = QApplication.clipboard().text().splitlines()
    record = window.runs.record
    assert heads.split("\t")[:2] == ["step", "loss"]
    assert [int(row.split("\t")[0]) for row in rows] == list(range(record.step + 1))
    assert float(rows[-1].split("\t")[1]) == record.curves["loss"][-1]
    assert window.status.currentMessage().startswith(f"Copied {len(rows)} rows: all steps.")
