"""Curves: exact values, the user's zoom, marks, axes, hidden plots, old runs."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from playground.engine.events.run import ChangeMarked, RunState, StateChanged
from playground.ui.plots.chart.numbers import exact
from playground.ui.plots.curves.curves import CurvesPlot, smoothing_weight


@pytest.fixture
def plot(shown, hub):
    return shown(CurvesPlot(hub))


def drawn(plot, key):
    return plot.stack.lines[key][1].points


def test_the_hint_disappears_with_the_first_values(plot, make, feed):
    assert plot.empty
    assert not plot.stack.isVisible()
    feed(plot, [make.started(), make.scalars(1, [1.0, 0.5])])
    assert plot.stack.isVisible()


def test_the_cursor_shows_the_exact_values(plot, make, feed):
    losses = np.random.default_rng(1).random(300)
    feed(
        plot,
        [make.started(), make.scalars(1, losses, rate=0.003), make.evaluated(120, validation_loss=0.1234)],
    )
    step, rows = plot.values_at(100.2)
    values = dict(rows)
    assert step == 100
    assert values["batch loss"] == exact(losses[99])
    assert values["learning rate"] == "0.003000"
    assert values["evaluated at step"] == "120"
    assert values["validation loss"] == "0.1234"
    assert values["validation accuracy"] == "70.0 %"
    weight = smoothing_weight(40)
    ages = np.arange(99, -1, -1)
    expected = ((1 - weight) * weight**ages * losses[:100]).sum() / (1 - weight**100)
    assert values[f"smoothed ({weight:.2f})"] == exact(np.float32(expected))


def test_hovering_shows_a_card_with_the_step_under_the_cursor(plot, make, qtbot, feed):
    feed(plot, [make.started(), make.scalars(1, np.linspace(1, 0.1, 90))])
    view = plot.stack.loss_chart.view
    place = plot.stack.mapFromScene(view.mapViewToScene(QPointF(42.0, 0.5)))
    qtbot.mouseMove(plot.stack.viewport(), place)
    qtbot.waitUntil(plot.readout.isVisible)
    assert "step 42 · epoch 4.20" in plot.readout.text()


def test_what_is_drawn_has_the_extremes_of_the_data(plot, make, feed):
    losses = np.random.default_rng(0).random(50_000)
    losses[31_234] = 7.5
    feed(plot, [make.started(total_steps=50_000), make.scalars(1, losses)])
    x, y = drawn(plot, "batch")
    assert len(x) < 5_000
    assert y.max() == 7.5
    assert y.min() == losses.min()


def test_the_logarithmic_axis_draws_exponents_and_back(plot, make, feed):
    feed(plot, [make.started(), make.scalars(1, [1.0, 0.1, 0.01, 0.0, np.nan, np.inf])])
    plot._log.click()
    _, y = drawn(plot, "batch")
    np.testing.assert_allclose(y[:3], [0, -1, -2])
    assert np.isnan(y[3:]).all()
    low, high = plot.stack.loss_chart.visible()[1]
    assert low <= -2
    assert high >= 0
    plot._log.click()
    assert drawn(plot, "batch")[1][0] == 1.0


def test_smoothing_only_changes_the_smoothed_curve(plot, make, feed):
    losses = np.random.default_rng(0).random(200)
    feed(plot, [make.started(), make.scalars(1, losses), make.evaluated(100)])
    before = {key: drawn(plot, key)[1].copy() for key in ("batch", "smoothed", "train_loss")}
    plot._slider.slider.setValue(90)
    np.testing.assert_array_equal(drawn(plot, "batch")[1], before["batch"])
    np.testing.assert_array_equal(drawn(plot, "train_loss")[1], before["train_loss"])
    assert np.std(drawn(plot, "smoothed")[1]) < np.std(before["smoothed"])
    plot._slider.slider.setValue(0)
    assert len(drawn(plot, "smoothed")[0]) == 0


def test_marks_are_labelled_lines(plot, make, feed):
    text = "learning rate 0.01 → 0.001"
    diverged = StateChanged(1, 90, RunState.DIVERGED, "The loss is not finite.", None)
    feed(plot, [make.started(), make.scalars(1, np.ones(90)), ChangeMarked(1, 40, text), diverged])
    assert plot.stack.marks[0].marks == ((40.0, text), (90.0, "diverged"))


def test_the_range_grows_in_steps_not_with_each_point(plot, make, feed):
    feed(plot, [make.started(), make.scalars(1, np.ones(10))])
    ranges = set()
    for step in range(11, 400, 5):
        feed(plot, [make.scalars(step, np.ones(5))])
        ranges.add(plot.stack.loss_chart.visible()[0])
    assert ranges == {(0.0, 100.0), (0.0, 200.0), (0.0, 400.0)}


def test_a_zoom_by_the_user_stays_until_they_ask_to_follow(plot, make, qtbot, feed):
    feed(plot, [make.started(), make.scalars(1, np.ones(90))])
    chart = plot.stack.loss_chart
    chart.view.setXRange(20, 30, padding=0)
    chart.view.sigRangeChangedManually.emit([True, True])
    for step in range(91, 1_000, 50):
        feed(plot, [make.scalars(step, np.ones(50))])
    for other in plot.stack.charts:
        assert other.visible()[0] == pytest.approx((20, 30))
    assert plot._follow_button.isVisible()
    qtbot.mouseClick(plot._follow_button, Qt.MouseButton.LeftButton)
    assert chart.visible()[0] == pytest.approx((0, 1_600))
    assert not plot._follow_button.isVisible()


def test_the_wheel_zooms_steps_and_a_double_click_follows_again(plot, make, qtbot, feed):
    feed(plot, [make.started(), make.scalars(1, np.ones(90))])
    chart = plot.stack.loss_chart
    before = chart.visible()
    chart.view.wheelEvent(_Wheel(chart.view))
    (x0, x1), y = chart.visible()
    assert x1 - x0 < before[0][1] - before[0][0]
    assert y == before[1]
    assert not chart.following
    chart.view.double_clicked.emit()
    assert chart.visible() == before


class _Wheel:
    """What pyqtgraph's view box reads of a wheel event over its middle."""

    def __init__(self, view):
        self._pos = view.boundingRect().center()

    def delta(self):
        return 480

    def pos(self):
        return self._pos

    def accept(self):
        """No other item accepts it."""


def test_epochs_are_another_scale_of_the_same_axis(plot, make, feed):
    feed(plot, [make.started(steps_per_epoch=10), make.scalars(1, np.ones(90))])
    axis = plot.stack.rate_chart.bottom
    assert axis.title == "step"
    plot._epochs.click()
    assert axis.title == "epoch"
    assert axis.tickStrings([50.0], axis.scale, 10.0) == ["5"]


def test_charts_can_be_hidden_and_the_lowest_has_the_labels(plot, make, feed):
    feed(plot, [make.started(), make.scalars(1, np.ones(90)), make.evaluated(50)])
    plot._rate_button.click()
    assert not plot.stack.rate_chart.view.isVisible()
    assert plot.stack.metric_chart.bottom.title == "step"
    plot._metric_button.click()
    assert plot.stack.loss_chart.bottom.title == "step"


def test_legend_entries_hide_their_curves(plot, make, feed):
    feed(plot, [make.started(), make.scalars(1, np.ones(90)), make.evaluated(10), make.evaluated(50)])
    assert len(drawn(plot, "validation_loss")[0]) == 2
    plot._chips["validation"].click()
    assert len(drawn(plot, "validation_loss")[0]) == len(drawn(plot, "validation_metric")[0]) == 0


def test_r2_has_its_own_words(plot, make, feed):
    feed(plot, [make.started(metric="r2"), make.evaluated(10, validation_metric=-3.0)])
    assert plot.stack.metric_chart.left.title == "R²"
    assert plot.stack.metric_chart.visible()[1] == (-1.0, 1.0)
    assert dict(plot.values_at(10)[1])["validation R²"] == "−3.000"


def test_events_of_older_runs_are_dropped(plot, make, feed):
    feed(plot, [make.started(run=2), make.scalars(1, [1.0], run=2), make.scalars(2, [9.0, 9.0], run=1)])
    assert plot.values_at(99)[0] == 1


def test_a_new_run_starts_from_nothing_and_follows(plot, make, feed):
    feed(plot, [make.started(), make.scalars(1, np.ones(900)), ChangeMarked(1, 5, "a mark")])
    plot.stack.loss_chart.view.sigRangeChangedManually.emit([True, True])
    feed(plot, [make.started(run=2), make.scalars(1, [0.5], run=2)])
    assert plot.values_at(500)[0] == 1
    assert plot.stack.marks[0].marks == ()
    assert plot.stack.loss_chart.visible()[0] == (0, 100)


def test_clear_empties_everything(plot, make, feed):
    feed(
        plot,
        [make.started(), make.scalars(1, np.ones(900)), make.evaluated(10), ChangeMarked(1, 5, "a mark")],
    )
    feed.clear(plot)
    assert plot.empty
    assert not plot.stack.isVisible()
    assert all(len(line.points[0]) == 0 for _, line in plot.stack.lines.values())
    assert plot.stack.marks[0].marks == ()


def test_a_hidden_plot_remembers_and_draws_when_shown(hub, make, shown, feed):
    plot = CurvesPlot(hub)
    feed(plot, [make.started(), make.scalars(1, np.ones(90))])
    assert len(drawn(plot, "batch")[0]) == 0
    shown(plot)
    assert len(drawn(plot, "batch")[0]) == 90


def test_only_values_that_are_not_finite(plot, make, feed):
    feed(
        plot,
        [make.started(), make.scalars(1, [np.nan, np.inf, np.nan]), make.evaluated(1, train_loss=np.nan)],
    )
    assert dict(plot.values_at(2)[1])["batch loss"] == "∞"
    plot._log.click()
    assert np.isfinite(plot.stack.loss_chart.visible()[1]).all()


def test_the_evaluation_before_the_first_step_is_no_curve(plot, make, feed):
    feed(plot, [make.started(), make.evaluated(0)])
    assert plot.empty
    feed(plot, [make.scalars(1, [0.7])])
    assert not plot.empty


def run_of(make, number, losses, metric="accuracy"):
    """The events of a run that was evaluated every ten steps."""
    evaluations = [
        make.evaluated(10 * place, run=number, train_loss=loss, validation_loss=2 * loss)
        for place, loss in enumerate(losses)
    ]
    steps = make.scalars(1, np.full(10 * len(losses), losses[-1]), run=number)
    return [make.started(run=number, metric=metric), *evaluations, steps]


def test_the_run_before_stays_as_dashed_curves_until_another_project_is_opened(plot, make, feed):
    chip = plot._chips["previous"]
    feed(plot, run_of(make, 1, [0.9, 0.5, 0.3]))
    assert not chip.isVisible()
    feed(plot, run_of(make, 2, [0.9, 0.2]))
    assert chip.isVisible()
    np.testing.assert_allclose(drawn(plot, "previous_train_loss"), [[0, 10, 20], [0.9, 0.5, 0.3]])
    np.testing.assert_allclose(drawn(plot, "previous_validation_loss")[1], [1.8, 1.0, 0.6])
    np.testing.assert_allclose(drawn(plot, "previous_train_metric")[1], [0.8, 0.8, 0.8])
    np.testing.assert_allclose(drawn(plot, "train_loss")[1], [0.9, 0.2])
    assert dict(plot.values_at(10)[1])["previous training loss"] == "0.5000"
    assert dict(plot.values_at(20)[1])["previous validation loss"] == "0.6000"
    assert dict(plot.values_at(13)[1])["previous training loss, step 10"] == "0.5000"
    plot._log.click()
    np.testing.assert_allclose(drawn(plot, "previous_train_loss")[1], np.log10([0.9, 0.5, 0.3]))
    chip.click()
    assert not len(drawn(plot, "previous_train_loss")[0])
    assert "previous training loss" not in dict(plot.values_at(10)[1])
    chip.click()
    feed(plot, [make.started(run=3), make.evaluated(0, run=3)])
    feed(plot, run_of(make, 4, [0.9, 0.1]))
    np.testing.assert_allclose(
        drawn(plot, "previous_train_loss")[1], np.log10([0.9, 0.2])
    )  # the third was no run
    plot.clear()
    feed(plot, run_of(make, 5, [0.9, 0.4]))
    assert not chip.isVisible()
    assert not len(drawn(plot, "previous_train_loss")[0])


def test_a_run_with_another_measure_is_not_compared(plot, make, feed):
    feed(plot, run_of(make, 1, [0.9, 0.5]))
    feed(plot, run_of(make, 2, [0.9, 0.5], metric="r2"))
    assert not plot._chips["previous"].isVisible()
    assert not len(drawn(plot, "previous_train_loss")[0])


def test_a_run_before_that_burst_does_not_change_the_ranges(plot, make, feed):
    feed(plot, run_of(make, 1, [0.9, 1e9]))
    feed(plot, run_of(make, 2, [0.9, 0.5]))
    assert plot.stack.loss_chart.visible()[1][1] < 10
