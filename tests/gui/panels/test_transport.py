"""The transport bar: what its buttons say, what it shows of a run, and what it forgets."""

import pytest
from PySide6.QtCore import Qt

from playground.engine.events import run as ev
from playground.engine.events.run import RunState
from playground.ui.panels.transport.figures import clock
from playground.ui.panels.transport.run_transport import SPEEDS, RunTransport
from playground.ui.panels.transport.state_chip import WORDS


@pytest.fixture
def bar(shown, document, hub):
    return shown(RunTransport(hub), width=1300, height=60)


def started(metric="accuracy", **changes):
    values = {"run": 1, "step": 0, "steps_per_epoch": 10, "total_steps": 3000, "layers": (), "seed": 4}
    values |= {"device": "CPU", "training_samples": 350, "validation_samples": 150, "evaluated_samples": 350}
    return ev.Started(**{**values, "metric": metric, **changes})


def evaluated(train_loss=0.51234, train_metric=0.875, validation_metric=0.8):
    return ev.Evaluated(1, 10, 1.0, train_loss, 0.75, train_metric, validation_metric)


def values(bar):
    return {name: number.value.text() for name, number in bar.numbers.items()}


@pytest.mark.parametrize("name", ["play", "step", "epoch", "reset", "new_seed"])
def test_each_button_says_its_own_word_once(bar, hand, ear, name):
    ears = {
        other: ear(getattr(bar, f"{other}_clicked"))
        for other in ("play", "step", "epoch", "reset", "new_seed", "restart")
    }
    hand.click(getattr(bar, name))
    assert {other: len(found.heard) for other, found in ears.items() if found.heard} == {name: 1}


def test_buttons_have_names_and_pictures_in_both_themes(bar, hub):
    buttons = (bar.play, bar.step, bar.epoch, bar.reset, bar.new_seed)
    before = [button.icon().cacheKey() for button in buttons]
    assert all(button.accessibleName() and button.toolTip() for button in buttons)
    hub.choose("dark")
    assert not {button.icon().cacheKey() for button in buttons} & set(before)


@pytest.mark.parametrize(("key", "rate"), [(key, rate) for key, _, rate in SPEEDS if rate is not None])
def test_a_speed_is_reported_in_steps_per_second(bar, hand, ear, key, rate):
    told = ear(bar.speed_changed)
    hand.pick(bar.speed, key)
    hand.pick(bar.speed, "full")
    assert told.heard == [rate, None]


def test_speed_by_keyboard(bar, hand, ear):
    told = ear(bar.speed_changed)
    hand.focus(bar.speed)
    hand.key(bar.speed, Qt.Key.Key_Down)
    hand.key(bar.speed, Qt.Key.Key_Down)
    assert told.heard == [5000.0, 1000.0]


@pytest.mark.parametrize("state", RunState)
def test_each_state_has_its_word(bar, state):
    bar.show_state(state, stale=False)
    assert bar.chip.text() == WORDS[state]
    assert not bar.restart.isVisible()
    assert bar.play.accessibleName() == ("Pause" if state is RunState.RUNNING else "Play")


def test_the_play_button_shows_what_it_will_do(bar):
    before = bar.play.icon().cacheKey()
    bar.show_state(RunState.RUNNING, stale=False)
    assert bar.play.icon().cacheKey() != before


def test_a_run_of_an_edited_project_offers_a_restart(bar, hand, ear):
    restart = ear(bar.restart_clicked)
    bar.show_state(RunState.RUNNING, stale=True)
    assert bar.chip.text() == "Running · edited since"
    assert bar.restart.isVisible()
    hand.click(bar.restart)
    assert len(restart.heard) == 1
    bar.show_state(RunState.RUNNING, stale=False)
    assert not bar.restart.isVisible()


def test_no_state_moves_what_is_below_the_bar(bar):
    heights = set()
    for state in RunState:
        for stale in (False, True):
            bar.show_state(state, stale=stale)
            heights.add(bar.sizeHint().height())
    assert len(heights) == 1


def test_states_differ_in_colour_and_follow_the_theme(bar, hub):
    sheets = set()
    for state in (RunState.RUNNING, RunState.FINISHED, RunState.PAUSED, RunState.DIVERGED):
        bar.show_state(state, stale=False)
        sheets.add(bar.chip.styleSheet())
    assert len(sheets) == 4
    hub.choose("dark")
    assert bar.chip.styleSheet() not in sheets


def test_a_run_that_begins_says_where_it_trains(bar):
    bar.consume([started(device="NVIDIA H100")])
    assert bar.device.text() == "NVIDIA H100"
    assert "seed 4" in bar.device.toolTip()
    assert bar.facts.text() == "epoch 0/300 · step 0"
    assert bar.progress.value() == 0


def test_waiting_for_data_is_reported_where_it_costs_something(bar):
    bar.consume([started(), ev.Progress(1, 1500, 150.0, 3000, 100.0, None, 0.34)])
    assert "34% waiting for data" in bar.facts.text()
    bar.consume([ev.Progress(1, 1510, 151.0, 3000, 100.0, None, 0.01)])
    assert "waiting" not in bar.facts.text()


def test_progress_is_shown_in_epochs_steps_speed_and_time(bar):
    bar.consume([started(), ev.Progress(1, 1500, 150.0, 3000, 1234.5, 74.2)])
    assert bar.facts.text() == "epoch 150/300 · step 1,500 · 1,234 steps/s · 1:14 left"
    assert bar.progress.value() == bar.progress.maximum() // 2


def test_a_run_that_stands_has_no_speed(bar):
    bar.consume([started(), ev.Progress(1, 15, 1.5, 3000, 0.0, None)])
    assert bar.facts.text() == "epoch 1/300 · step 15"


def test_the_bar_is_full_at_the_end_and_never_more(bar):
    bar.consume([started(), ev.Progress(1, 3005, 300.5, 3000, 10.0, 0.0)])
    assert bar.progress.value() == bar.progress.maximum()


def test_classification_is_shown_in_per_cent(bar):
    bar.consume([started(), evaluated()])
    assert values(bar) == {
        "train_loss": "0.5123",
        "validation_loss": "0.75",
        "train_metric": "87.5%",
        "validation_metric": "80.0%",
    }
    assert bar.numbers["train_metric"].caption.text() == "Training accuracy"


def test_regression_is_shown_as_r_squared(bar):
    bar.consume([started("r2"), evaluated(train_metric=0.98765, validation_metric=-0.5)])
    assert values(bar)["train_metric"] == "0.988"
    assert values(bar)["validation_metric"] == "-0.500"
    assert bar.numbers["validation_metric"].caption.text() == "Validation R²"
    bar.consume([started()])
    assert bar.numbers["validation_metric"].caption.text() == "Validation accuracy"


def test_the_newest_of_several_events_counts(bar):
    bar.consume([started(), evaluated(train_loss=0.9), evaluated(train_loss=0.25)])
    assert values(bar)["train_loss"] == "0.25"


def test_a_loss_without_end_does_no_harm(bar):
    bar.consume([started(), evaluated(train_loss=float("inf"), train_metric=float("nan"))])
    assert values(bar)["train_loss"] == "inf"
    assert values(bar)["validation_loss"] == "0.75"


def test_clear_forgets_the_numbers(bar):
    bar.consume([started(), evaluated(), ev.Progress(1, 1500, 150.0, 3000, 100.0, 10.0)])
    bar.clear()
    assert set(values(bar).values()) == {"–"}
    assert bar.facts.text() == ""
    assert bar.progress.value() == 0
    bar.consume([ev.Progress(1, 1500, 150.0, 3000, 100.0, 10.0)])
    assert bar.facts.text() == ""


def test_a_new_run_forgets_the_one_before(bar):
    bar.consume([started(), evaluated(), ev.Progress(1, 1500, 150.0, 3000, 100.0, 10.0), started(run=2)])
    assert set(values(bar).values()) == {"–"}
    assert bar.progress.value() == 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (14.4, "0:14"),
        (59.6, "1:00"),
        (3600, "1:00:00"),
        (3723, "1:02:03"),
        (172_700, "47:58:20"),
        (2_512_101, "29 days"),
    ],
)
def test_time_is_written_as_on_a_clock(seconds, text):
    assert clock(seconds) == text


def test_numbers_of_averaged_weights_are_marked(bar):
    bar.consume([started(), evaluated()])
    plain = [number.caption.text() for number in bar.numbers.values()]
    bar.consume([ev.Evaluated(1, 20, 2.0, 0.5, 0.5, 0.5, 0.5, averaged=True)] * 2)
    assert [number.caption.text() for number in bar.numbers.values()] == [f"{words} ⌀" for words in plain]
    assert bar.numbers["train_loss"].toolTip() == "Computed with the averaged weights"
    bar.consume([evaluated()])
    assert [number.caption.text() for number in bar.numbers.values()] == plain


def test_files_that_are_read_are_reported_in_the_place_of_the_state(bar):
    bar.show_state(RunState.READY, stale=False)
    bar.consume([ev.DataLoading(1, 0, "houses.csv", 0.371, 12.3)])
    assert bar.chip.text() == "Loading"
    assert bar.facts.text() == "loading houses.csv 37% · 0:12 left"
    assert bar.progress.value() == 371
    bar.consume([ev.DataLoading(1, 0, "houses.csv", 0.02, None)])
    assert bar.facts.text() == "loading houses.csv 2%"
    bar.consume([started()])
    assert bar.chip.text() == WORDS[RunState.READY]
    assert bar.facts.text() == "epoch 0/300 · step 0"
    assert bar.progress.value() == 0


def test_files_that_cannot_be_read_are_not_read_any_more(bar):
    bar.consume([ev.DataLoading(1, 0, "houses.csv", 0.5, None)])
    bar.show_state(RunState.FAILED, stale=False)
    assert bar.chip.text() == WORDS[RunState.FAILED]
    bar.show_state(RunState.READY, stale=False)
    assert bar.chip.text() == WORDS[RunState.READY]


def test_numbers_give_way_in_a_narrow_bar_so_that_nothing_overlaps(bar, qtbot):
    bar.consume([started(), evaluated(), ev.Progress(1, 1500, 150.0, 3000, 1.2, 10.0)])
    assert "1 step/s" in bar.facts.text()
    for width, figures in ((1300, 4), (948, 2)):
        for stale in (False, True):
            bar.show_state(RunState.PAUSED, stale=stale)
            bar.resize(width, 60)
            qtbot.waitUntil(lambda width=width: bar.width() == width)
            bar.layout().activate()
            shown = [figure for figure in bar.numbers.values() if figure.isVisible()]
            assert len(shown) <= figures
            assert len(shown) == figures or stale
            assert bar.speed.geometry().right() < bar.chip.mapTo(bar, bar.chip.rect().topLeft()).x()
            assert bar.facts.shown.startswith("epoch 150")
            ends = [figure.geometry().right() for figure in shown]
            assert ends == sorted(ends)
            assert all(end < width for end in ends)


def test_a_slow_beginning_is_shown_until_the_first_evaluation(bar):
    bar.consume([started()])
    bar.show_preparing("evaluating the start")
    assert bar.chip.text() == "Preparing…"
    assert bar.facts.text() == "evaluating the start"
    assert bar.progress.maximum() == 0
    bar.consume([evaluated()])
    assert bar.chip.text() == "Ready"
    assert bar.facts.text() == "epoch 0/300 · step 0"
    assert bar.progress.maximum() > 0


@pytest.mark.parametrize(
    "value", [0.0, 1.0, -0.1234, -9.9999, -123.456, -18798.7, -1e30, 6.3e-4, -2.5e-7, -1.23456e-12]
)
def test_no_number_is_wider_than_its_place(bar, value):
    bar.consume([started("r2"), evaluated(value, value, value)])
    for name in ("train_loss", "train_metric", "validation_metric"):
        label = bar.numbers[name].value
        assert label.sizeHint().width() <= label.width()
        assert float(label.text()) == pytest.approx(value, rel=0.07, abs=6e-4)
