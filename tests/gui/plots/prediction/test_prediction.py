"""Prediction: orientation of the map, samples of the run, counts and images."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from playground.app.document import Document
from playground.build.data.loading import load_data
from playground.engine.events.pictures import (
    Confusion,
    DecisionMap,
    FittedLine,
    PredictedAgainstTrue,
    UnitMaps,
)
from playground.spec.base import Choice
from playground.spec.project import Project
from playground.ui.plots.prediction.prediction import PredictionPlot
from playground.ui.widgets.token_strip import token_color


def project(kind, **params):
    base = Project()
    return base.with_(data=base.data.with_(dataset=Choice(kind=kind, params=params)))


@pytest.fixture
def open_plot(shown, hub):
    def make_one(kind="xor", **params):
        return shown(PredictionPlot(Document(project(kind, **params)), hub))

    return make_one


def hue_of(color):
    return color.hsvHue()


def test_the_map_is_the_right_way_up(open_plot, make, hub):
    plot = open_plot()
    plot.consume([make.started(), make.half_plane()])
    plot._map.points.clear()
    picture = plot._map.grab().toImage()
    ratio = picture.devicePixelRatio()

    def color_at(x, y):
        place = plot._map.mapFromScene(plot._map.chart.view.mapViewToScene(QPointF(x, y)))
        return picture.pixelColor(round(place.x() * ratio), round(place.y() * ratio))

    blue, orange = hub.theme.class_colors[:2]
    assert color_at(0, 5).red() > color_at(0, 5).blue(), f"class 1 ({orange}) is above"
    assert color_at(0, -5).blue() > color_at(0, -5).red(), f"class 0 ({blue}) is below"
    assert color_at(-5, 0).blue() > color_at(-5, 0).red()


def test_columns_of_the_map_are_x(open_plot, make):
    plot = open_plot()
    event = make.half_plane()
    turned = DecisionMap(1, 0, event.x, event.y, event.scores.transpose(1, 0, 2))
    plot.consume([make.started(), turned])
    raster = plot._map.raster
    rows, columns = raster.pixel_count
    left, right = raster.pixel(2, rows // 2), raster.pixel(columns - 3, rows // 2)
    assert left.blue() > left.red()
    assert right.red() > right.blue()


def test_the_decision_line_is_where_both_classes_are_equally_likely(open_plot, make):
    plot = open_plot()
    plot.consume([make.started(), make.half_plane()])
    _, y = plot._map.decision_line.points
    assert y[np.isfinite(y)] == pytest.approx(2.0, abs=0.02)


def test_the_points_are_those_of_the_running_project(open_plot, make):
    plot = open_plot("xor")
    running = plot._document.project.data
    plot.consume([make.started()])
    plot._document.edit("Choose data", lambda old: project("circle"))
    plot.consume([make.half_plane()])
    data = load_data(running)
    x, y = plot._map.points.train.getData()
    np.testing.assert_allclose(np.stack([x, y], axis=1), data.raw_train)
    x, y = plot._map.points.validation.getData()
    np.testing.assert_allclose(np.stack([x, y], axis=1), data.raw_val)


def test_the_points_of_a_file_come_when_they_have_been_read(open_plot, make, tmp_path, qtbot):
    np.savez(tmp_path / "plane.npz", x=np.random.default_rng(0).normal(size=(30, 2)), y=np.arange(30) % 2)
    plot = open_plot("npz", path=str(tmp_path / "plane.npz"))
    plot.consume([make.started(), make.half_plane()])
    assert not plot.empty
    data = load_data(plot._document.project.data)
    qtbot.waitUntil(lambda: len(plot._map.points.train.getData()[0]) == len(data.raw_train))
    x, y = plot._map.points.train.getData()
    np.testing.assert_allclose(np.stack([x, y], axis=1), data.raw_train)


def test_the_cursor_shows_the_probabilities(open_plot, make):
    plot = open_plot()
    plot.consume([make.started(), make.half_plane()])
    values = list(plot._map.values_at((1.0, 4.0)))
    assert values[:2] == [("x1", "1.00"), ("x2", "4.00")]
    assert values[2][1] == "100.0 %"
    assert values[3][1] == "0.0 %"
    assert plot._map.values_at((7.0, 0.0)) is None


def test_hovering_shows_the_card(open_plot, make, qtbot):
    plot = open_plot()
    plot.consume([make.started(), make.half_plane()])
    place = plot._map.mapFromScene(plot._map.chart.view.mapViewToScene(QPointF(0, 0)))
    qtbot.mouseMove(plot._map.viewport(), place)
    qtbot.waitUntil(plot.readout.isVisible)
    assert "x1" in plot.readout.text()


def test_discretize_shows_decisions_only(open_plot, make):
    plot = open_plot()
    plot.consume([make.started(), make.half_plane()])
    plot.controls.discretize.click()
    raster = plot._map.raster
    rows, columns = raster.pixel_count
    colors = {raster.pixel(columns // 2, row).name() for row in range(rows)}
    assert len(colors) == 2


def test_validation_points_can_be_hidden(open_plot, make):
    plot = open_plot()
    plot.consume([make.started(), make.half_plane()])
    assert plot._map.points.validation.isVisible()
    plot.controls.validation.click()
    assert not plot._map.points.validation.isVisible()
    assert plot._map.points.train.isVisible()


def test_regression_over_a_plane_has_a_colour_bar(open_plot, make):
    plot = open_plot()
    axis = np.linspace(-6, 6, 21)
    values = np.broadcast_to(axis[None, :, None], (21, 21, 1))
    plot.consume([make.started(metric="r2"), DecisionMap(1, 0, axis, axis, values)])
    assert len(plot._map.bar.ticks) >= 3
    left, right = plot._map.raster.pixel(0, 10), plot._map.raster.pixel(20, 10)
    assert left.blue() > left.red(), "negative, like the first class"
    assert right.red() > right.blue(), "positive, like the second class"


def test_three_classes_have_borders_between_each_pair(open_plot, make):
    plot = open_plot("spiral", arms=3)
    axis = np.linspace(-6, 6, 61)
    x, y = np.meshgrid(axis, axis)
    logits = np.stack([y, -x - y, x - y], axis=-1)
    scores = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    plot.consume([make.started(), DecisionMap(1, 0, axis, axis, scores)])
    x, y = plot._map.decision_line.points
    lower = np.isfinite(x) & (y < -1)
    assert lower.any()
    assert x[lower] == pytest.approx(0, abs=0.1)
    assert len(plot.controls.classes) == 3


def test_the_fitted_line_is_drawn_over_its_samples(open_plot, make):
    plot = open_plot("sine")
    data = load_data(plot._document.project.data)
    x = np.linspace(-2, 2, 50)
    plot.consume([make.started(metric="r2"), FittedLine(1, 0, x, 2 * x)])
    np.testing.assert_array_equal(plot._line.line.points[1], 2 * x)
    drawn_x, drawn_y = plot._line.points.train.getData()
    np.testing.assert_allclose(drawn_x, data.raw_train[:, 0])
    np.testing.assert_allclose(drawn_y, data.y_train.numpy()[:, 0])
    assert dict(plot._line.values_at(0.5))["prediction"] == "1.000"
    assert plot._line.values_at(3.0) is None


def test_the_confusion_matrix_shows_its_counts(open_plot, make):
    plot = open_plot("iris")
    plot.consume([make.started(), make.confusion()])
    words = {(row, column): text for _, text, row, column in plot._confusion.cells()}
    assert words[0, 1] == "3"
    assert words[1, 1] == "20"
    assert plot.caption.text() == "Validation accuracy 83.7 % (41 of 49)"
    rect = next(rect for rect, _, row, column in plot._confusion.cells() if (row, column) == (1, 2))
    _, rows = plot._confusion.at(rect.center().toPoint())
    assert dict(rows) == {
        "true": "versicolor",
        "predicted": "virginica",
        "samples": "4",
        "share of the true class": "16.0 %",
    }


def test_a_matrix_of_a_part_says_how_many_samples_it_counts(open_plot, make):
    plot = open_plot("iris")
    plot.consume([replace(make.started(), validation_samples=120), make.confusion()])
    caption = "Validation accuracy 83.7 % (41 of 49), counted on 49 of 120 validation samples"
    assert plot.caption.text() == caption


def test_long_class_names_are_numbered_and_never_cut(open_plot, make):
    plot = open_plot("iris")
    page, names = plot._confusion, tuple(f"a rather long class name {k}" for k in range(10))
    plot.consume([make.started(), Confusion(1, 0, np.eye(10, dtype=np.int64), names)])
    assert page.numbered
    assert page._column_names(page._event) == [str(k) for k in range(1, 11)]
    assert page._row_names(page._event)[9] == "10 a rather long class name 9"
    left = page._left(page._row_names(page._event))
    assert min(rect.left() for rect, *_ in page.cells()) == pytest.approx(left)
    assert page._widest(page._row_names(page._event)) + 30 <= left, "the rows explain the numbers in full"
    plot.consume([make.started(run=2), make.confusion(run=2)])
    assert not page.numbered


def test_rows_of_the_matrix_go_down_and_columns_right(open_plot, make):
    plot = open_plot("iris")
    plot.consume([make.started(), make.confusion()])
    at = {(row, column): rect.center() for rect, _, row, column in plot._confusion.cells()}
    assert at[1, 0].y() > at[0, 0].y()
    assert at[0, 1].x() > at[0, 0].x()


def test_images_are_framed_by_right_and_wrong(open_plot, make, hub, qtbot):
    plot = open_plot("digits")
    plot.consume([make.started(), make.confusion(), make.samples()])
    qtbot.mouseClick(plot.controls.segments._buttons["samples"], Qt.MouseButton.LeftButton)
    assert plot._samples.isVisible()
    picture = plot._samples.grab().toImage()
    tiles = {number: rect for rect, number in plot._samples.tiles()}

    def frame_color(number):
        rect = tiles[number]
        return picture.pixelColor(round(rect.left() + 4), round(rect.center().y()))

    assert frame_color(0).name() == hub.theme.danger.lower()
    assert frame_color(1).name() == hub.theme.success.lower()
    _, rows = plot._samples.at(tiles[0].center().toPoint())
    assert dict(rows) == {"true": "setosa", "predicted": "versicolor", "confidence": "90.0 %"}
    assert plot._samples.at(QPoint(-5, -5)) is None


@pytest.mark.parametrize("steps", [2, 5, 40])
def test_sequences_of_tokens_are_framed_by_right_and_wrong(open_plot, make, hub, qtbot, steps):
    plot = open_plot("digits")
    plot.consume([make.started(), make.confusion(), make.sentences(steps=steps)])
    qtbot.mouseClick(plot.controls.segments._buttons["samples"], Qt.MouseButton.LeftButton)
    page = plot._samples
    picture, tiles = page.grab().toImage(), page.tiles()
    assert tiles
    for rect, number in tiles:
        if page.width() > rect.width() + 16:
            assert page.rect().toRectF().contains(rect)
        frame = picture.pixelColor(round(rect.left() + 4), round(rect.top() + 8))
        assert frame.name() == (hub.theme.success if number else hub.theme.danger).lower()
    drawn = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    assert {QColor(token_color(k, hub.theme)).rgb() for k in range(3 if len(tiles) > 1 else 2)} <= drawn
    _, rows = page.at(tiles[0][0].center().toPoint())
    assert dict(rows) == {"true": "setosa", "predicted": "versicolor", "confidence": "80.0 %"}


def test_tables_have_no_choice_of_samples(open_plot, make):
    plot = open_plot("iris")
    plot.consume([make.started(), make.confusion()])
    assert not plot.controls.segments.isVisible()
    plot.consume([make.samples()])
    assert plot.controls.segments.isVisible()
    assert plot._confusion.isVisible()


def test_predicted_against_true(open_plot, make):
    plot = open_plot("diabetes")
    truth = np.array([100.0, 200.0, 300.0])
    event = PredictedAgainstTrue(1, 0, truth, np.array([110.0, 200.0, 290.0]), "progression")
    plot.consume([make.started(metric="r2"), event])
    assert plot._against.r2 == pytest.approx(0.99)
    assert plot.caption.text() == "Validation R² 0.990"
    assert plot._against.chart.bottom.title == "true progression"
    (x0, x1), (y0, y1) = plot._against.chart.visible()
    assert (x0, x1) == (y0, y1)


def test_the_data_of_a_new_run_replace_the_old(open_plot, make):
    plot = open_plot("xor")
    plot.consume([make.started(), make.half_plane()])
    plot._document.edit("Choose data", lambda old: project("circle"))
    plot.consume([make.started(run=2), make.half_plane(run=2)])
    x, _ = plot._map.points.train.getData()
    np.testing.assert_allclose(x, load_data(project("circle").data).raw_train[:, 0])


def test_degenerate_maps_do_no_harm(open_plot, make):
    plot = open_plot()
    one = DecisionMap(1, 0, np.zeros(1), np.zeros(1), np.ones((1, 1, 2)))
    axis = np.linspace(-1, 1, 5)
    missing = DecisionMap(1, 0, axis, axis, np.full((5, 5, 2), np.nan))
    plot.consume([make.started(), one])
    plot.consume([missing])
    assert plot._map.raster.pixel(2, 2).alpha() == 0


def test_clear_empties_everything(open_plot, make):
    plot = open_plot()
    plot.consume([make.started(), make.half_plane(), make.confusion()])
    plot.clear()
    assert plot.empty
    assert plot._confusion.cells() == []
    assert len(plot._map.points.train.getData()[0]) == 0
    assert plot._map.values_at((0, 0)) is None
    assert not plot.caption.isVisible()


def shown_plane(plot):
    """The range that the view shows."""
    return np.asarray(plot._map.chart.visible())


@pytest.mark.parametrize("size", [(220, 330), (330, 220), (700, 300), (260, 260)])
def test_the_map_fills_its_frame_through_edits_and_sizes(open_plot, make, qtbot, size):
    plot = open_plot()
    plot.resize(*size)
    event = make.half_plane()
    wider = DecisionMap(1, 0, event.x * 3, event.y * 2, event.scores)
    for map_ in (event, wider, event, event, wider):
        plot.consume([make.started(), map_])
        plot.redraw()
        edges = [[map_.x[0], map_.x[-1]], [map_.y[0], map_.y[-1]]]
        qtbot.waitUntil(
            lambda edges=edges: bool(
                np.allclose(shown_plane(plot), edges, rtol=0.02, atol=0.05 * edges[0][1])
            )
        )


def test_a_double_click_shows_the_whole_map_again(open_plot, make, qtbot):
    plot = open_plot()
    event = make.half_plane()
    plot.consume([make.started(), event])
    edges = [[event.x[0], event.x[-1]], [event.y[0], event.y[-1]]]

    def whole():
        return bool(np.allclose(shown_plane(plot), edges, rtol=0.02, atol=0.05 * edges[0][1]))

    qtbot.waitUntil(whole)
    view = plot._map.chart.view
    view.scaleBy((0.3, 0.3))
    view.sigRangeChangedManually.emit(view.state["mouseEnabled"])
    assert not whole()
    view.double_clicked.emit()
    qtbot.waitUntil(whole)


def test_a_unit_takes_the_place_of_the_map_and_gives_it_back(open_plot, make):
    plot = open_plot()
    plot.consume([make.started(), make.half_plane()])
    map_page, frame = plot._map, plot._map.chart.view.viewRect()
    rising = np.linspace(-1.0, 3.0, 8)[None, :].repeat(8, axis=0)
    extent = (-6.0, 6.0, -6.0, 6.0)
    plot.consume([UnitMaps(1, 0, {"linear-1": np.stack([rising, -rising])}, extent)])
    assert map_page.unit_title == ""
    plot.show_unit("linear-1", 1, "Linear, unit 2")
    assert (map_page.unit_title, plot.shows_units) == ("Linear, unit 2", True)
    rows, columns = map_page.raster.pixel_count
    left, right = map_page.raster.pixel(1, rows // 2), map_page.raster.pixel(columns - 2, rows // 2)
    assert left.red() > left.blue(), "positive, like the second class"
    assert right.blue() > right.red()
    plot.consume([UnitMaps(1, 1, {"linear-1": np.stack([rising, rising])}, extent)])  # follows the training
    assert map_page.raster.pixel(columns - 2, rows // 2).red() > right.red()
    plot.pin_unit("linear-1", 0, "Linear, unit 1")
    assert (map_page.unit_title, plot.shows_units) == ("Linear, unit 1 · pinned, Esc releases", False)
    plot.show_unit("", 0, "")
    plot.consume([make.started(run=2), make.half_plane(run=2)])
    plot.consume([UnitMaps(2, 0, {"linear-1": np.stack([rising, -rising])}, extent)])
    assert map_page.unit_title.startswith("Linear, unit 1"), "it stays through another run"
    plot.pin_unit("linear-1", 0, "Linear, unit 1")
    assert map_page.unit_title == ""
    plot.pin_unit("linear-1", 1, "Linear, unit 2")
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert (map_page.unit_title, plot.shows_units) == ("", True)
    for node, unit in (("linear-1", 9), ("nobody", 0), ("", 0)):
        plot.show_unit(node, unit, "")
        assert map_page.unit_title == ""
    assert map_page.chart.view.viewRect() == frame


def test_a_click_probes_the_map_until_a_click_elsewhere_or_escape(open_plot, make, qtbot):
    plot = open_plot()
    plot.consume([make.started(), make.half_plane()])
    page, probe = plot._map, plot._map.probe
    page.chart.view.clicked.emit(1.0, 4.0)
    assert probe.card.isVisible()
    assert "100.0 %" in probe.card.text()
    inverted = make.half_plane()
    plot.consume([DecisionMap(1, 1, inverted.x, inverted.y, inverted.scores[:, :, ::-1] * 0.9)])
    assert "90.0 %" in probe.card.text(), "it follows the training"
    plot.hide_readout()
    assert probe.card.isVisible()
    page.chart.view.clicked.emit(-2.0, 4.0)
    assert probe.at == (-2.0, 4.0)
    page.chart.view.clicked.emit(-2.0, 4.0)
    assert not probe.card.isVisible()
    for x, shown in ((1.0, True), (70.0, False), (1.0, True)):
        page.chart.view.clicked.emit(x, 4.0)
        assert probe.card.isVisible() == shown
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not probe.card.isVisible()


def test_a_click_probes_the_fitted_line(open_plot, make):
    plot = open_plot("sine")
    x = np.linspace(-2, 2, 50)
    plot.consume([make.started(metric="r2"), FittedLine(1, 0, x, 2 * x)])
    plot._line.chart.view.clicked.emit(0.5, -9.0)
    assert "1.000" in plot._line.probe.card.text()
    assert [float(v[0]) for v in plot._line.probe._ring.getData()] == pytest.approx([0.5, 1.0])
    assert plot.release()
    assert not plot.release()
