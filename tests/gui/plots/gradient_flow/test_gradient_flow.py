"""Gradient flow: rows by layer, a bounded history, findings in words."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from playground.records.gradient_flow import COLUMNS, FlowHistory
from playground.ui.plots.gradient_flow.gradient_flow import WELL, GradientFlowPlot
from playground.ui.plots.gradient_flow.recent_findings import HELD, RecentFindings


@pytest.fixture
def plot(shown, hub):
    return shown(GradientFlowPlot(hub))


def test_the_history_covers_the_whole_run_in_bounded_space():
    history = FlowHistory(2)
    for step in range(0, 100_000, 7):
        history.add(step, np.array([10.0 ** (-step / 50_000), 1e-3]))
    picture = history.picture()
    assert picture.shape[0] == 2
    assert COLUMNS / 2 <= picture.shape[1] <= COLUMNS
    assert history.nbytes < 50_000
    assert picture[0, 0] == pytest.approx(0, abs=0.01)
    assert picture[0, -1] == pytest.approx(-2, abs=0.02)
    np.testing.assert_allclose(picture[1], -3)


def test_columns_without_a_note_repeat_the_one_before():
    history = FlowHistory(1)
    history.add(2, np.array([0.1]))
    history.add(5, np.array([0.01]))
    np.testing.assert_allclose(history.picture()[0], [np.nan, np.nan, -1, -1, -1, -2])


def test_zeros_are_left_out_of_the_history():
    history = FlowHistory(2)
    history.add(0, np.array([0.0, 0.1]))
    np.testing.assert_allclose(history.picture(), [[np.nan], [-1]])


def test_going_back_to_an_earlier_step_overwrites():
    history = FlowHistory(1)
    for step in range(10):
        history.add(step, np.array([0.1]))
    history.add(3, np.array([0.001]))
    np.testing.assert_allclose(history.picture()[0], [-1, -1, -1, -3])


def test_rows_carry_the_layers_titles(plot, make, feed):
    feed(plot, [make.started(), make.flow(words=["Linear 1: gradient vanishes (3e-9)"])])
    assert [name for _, name in plot._page.chart.left._tickLevels[0]] == ["Linear 1", "Linear 2"]
    assert "Linear 1: gradient vanishes (3e-9)" in plot.caption.text()
    title, rows = plot.values_at(1)
    assert title == "Linear 2 · step 10"
    assert dict(rows)["mean |gradient|"] == "0.01000"
    assert plot.values_at(2) is None


@pytest.mark.parametrize("width", [260, 320, 700])
def test_what_an_axis_says_stays_within_the_picture(plot, make, width, feed):
    plot.resize(width, 300)
    feed(
        plot,
        [make.started(layers=["Residual block · Batch norm 1", "Residual block · Conv 2D 2"]), make.flow()],
    )
    QApplication.processEvents()
    label, page = plot._page.chart.bottom.label, plot._page
    place = page.mapFromScene(label.mapRectToScene(label.boundingRect())).boundingRect()
    assert place.left() >= 0
    assert place.right() <= page.width() or place.width() > page.width()


def test_findings_go_a_while_after_all_is_well_again(plot, make, feed):
    feed(plot, [make.started(), make.flow(words=["Linear 1: gradient vanishes (3e-9)"])])
    assert "a moment ago" not in plot.caption.text()
    feed(plot, [make.flow(step=20)])
    assert "(3e-9) (a moment ago)" in plot.caption.text()
    for step in range(21, 21 + HELD):
        feed(plot, [make.flow(step=step)])
    assert plot.caption.text() == WELL


def test_a_finding_is_one_line_whatever_its_numbers_are():
    recent = RecentFindings()
    recent.add(
        ["Linear 1: 3 of 8 units are dead (zero for every sample)", "Linear 2: gradient vanishes (1e-9)"]
    )
    recent.add(["Linear 1: 4 of 8 units are dead (zero for every sample)"])
    assert recent.shown == [
        ("Linear 1: 4 of 8 units are dead (zero for every sample)", True),
        ("Linear 2: gradient vanishes (1e-9)", False),
    ]


def test_findings_that_come_and_go_leave_the_picture_where_it_is(plot, make, feed, qtbot):
    feed(
        plot,
        [make.started(), make.flow(words=["Linear 1: gradient vanishes", "Linear 2: no gradient arrives"])],
    )
    qtbot.waitUntil(lambda: plot.caption.height() > 20)
    before = plot._stack.geometry(), plot.caption.height()
    for step in range(11, 14 + HELD):
        feed(plot, [make.flow(step=step)])
        QApplication.processEvents()
    assert (plot._stack.geometry(), plot.caption.height()) == before


def test_words_are_text_not_markup(plot, make, feed):
    feed(plot, [make.started(), make.flow(words=["<img src=x>"])])
    assert "&lt;img" in plot.caption.text()


def test_the_axis_holds_all_decades_and_only_grows(plot, make, feed):
    feed(plot, [make.started(), make.flow(mean=[1e-6, 1e-2])])
    before = plot._page.chart.visible()[0]
    assert before[0] <= -6
    assert before[1] >= -1
    feed(plot, [make.flow(step=20, mean=[1e-3, 1e-3])])
    assert plot._page.chart.visible()[0] == before


@pytest.mark.parametrize("page", ["now", "ratio", "time"])
@pytest.mark.parametrize("mean", [[0.0, 0.0], [np.nan, np.inf], [1e-3, 0.0], [1e-300, 1e300]])
def test_every_page_draws_any_values(plot, make, page, mean, feed):
    plot._segments._buttons[page].click()
    feed(plot, [make.started(), make.flow(mean=mean), make.flow(step=2_000, mean=mean)])
    assert not plot.grab().isNull()


def test_no_layers_at_all(plot, make, feed):
    feed(plot, [make.started(layers=()), make.flow(mean=[])])
    for page in ("now", "ratio", "time"):
        plot._segments._buttons[page].click()
        assert not plot.grab().isNull()


def test_many_layers_name_only_as_many_rows_as_fit(plot, make, feed):
    titles = [f"Layer {number}" for number in range(200)]
    feed(plot, [make.started(layers=titles), make.flow(mean=np.full(200, 1e-3))])
    plot._page.set_names(tuple(titles))
    assert 5 < len(plot._page.chart.left._tickLevels[0]) < 40


def test_the_picture_over_time_has_the_first_layer_on_top(plot, make, feed):
    plot._segments._buttons["time"].click()
    feed(plot, [make.started(), make.flow(step=0, mean=[1e-6, 1e-1]), make.flow(step=50, mean=[1e-6, 1e-1])])
    rows, columns = plot._raster.pixel_count
    assert (
        plot._raster.pixel(columns - 1, rows - 1).lightness() < plot._raster.pixel(columns - 1, 0).lightness()
    )


def test_clear_empties_everything(plot, make, feed):
    feed(plot, [make.started(), make.flow(words=["Linear 1: gradient vanishes"])])
    feed.clear(plot)
    assert plot.empty
    assert plot.history is None
    assert plot.values_at(0) is None
    assert not plot.caption.isVisible()
