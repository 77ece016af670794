"""Clicks, drags and double clicks in the middle of every plot that draws pixels."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from playground.ui.plots.contour.contour import ContourPlot
from playground.ui.plots.gradient_flow.gradient_flow import GradientFlowPlot
from playground.ui.plots.prediction.prediction import PredictionPlot


def contour(document, hub, make):
    plot = ContourPlot(document, hub)
    return plot, plot._canvas, plot._chart, [make.plane(), make.path()]


def decision_map(document, hub, make):
    plot = PredictionPlot(document, hub)
    return plot, plot._map, plot._map.chart, [make.started(), make.half_plane()]


def flow_over_time(document, hub, make):
    plot = GradientFlowPlot(hub)
    plot._segments._buttons["time"].click()
    page = plot._pages_by_key["time"]
    return plot, page, page.chart, [make.started(), make.flow(step=0), make.flow(step=50)]


@pytest.fixture(params=[contour, decision_map, flow_over_time], ids=lambda made: made.__name__)
def plot(request, document, hub, make, shown, feed, qtbot):
    panel, canvas, chart, events = request.param(document, hub, make)
    shown(panel)
    feed(panel, events)
    qtbot.waitUntil(canvas.isVisible)
    return canvas, chart


def centre(chart, canvas):
    return canvas.mapFromScene(chart.view.sceneBoundingRect().center())


def test_a_click_leaves_everything_as_it_is(plot, qtbot):
    canvas, chart = plot
    before = chart.visible()
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=centre(chart, canvas))
    assert chart.visible() == before
    assert chart.following


def test_a_drag_moves_the_picture_and_a_double_click_brings_it_back(plot, qtbot):
    canvas, chart = plot
    begin, before = centre(chart, canvas), chart.visible()
    view = canvas.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=begin)
    for distance in (10, 20, 40):
        qtbot.mouseMove(view, begin + QPoint(distance, 0))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=begin + QPoint(40, 0))
    qtbot.waitUntil(lambda: chart.visible() != before)
    assert not chart.following
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=begin)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=begin)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=begin)
    qtbot.waitUntil(lambda: chart.following)


def test_a_double_click_on_a_point_of_the_data_brings_it_back_too(document, hub, make, shown, qtbot):
    panel, canvas, chart, events = decision_map(document, hub, make)
    shown(panel)
    panel.consume(events)
    qtbot.waitUntil(lambda: len(canvas.points.train.data) > 0)
    chart.pause()
    view, x, y = canvas.viewport(), *(axis[0] for axis in canvas.points.train.getData())
    at = canvas.mapFromScene(chart.view.mapViewToScene(QPointF(x, y)))
    assert len(canvas.points.train.pointsAt(QPointF(x, y)))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: chart.following)
