"""What all plots share: menu, pictures, themes, controls that wrap."""

import pytest
from PySide6.QtGui import QColor

from playground.engine.events.pictures import DecisionMap, GradientFlow, LossPlane, PlanePath
from playground.ui.plots.contour.contour import ContourPlot
from playground.ui.plots.curves.curves import CurvesPlot
from playground.ui.plots.gradient_flow.gradient_flow import GradientFlowPlot
from playground.ui.plots.prediction.prediction import PredictionPlot
from playground.ui.style.theme import DARK

MAKERS = {
    "curves": lambda document, hub: CurvesPlot(hub),
    "prediction": PredictionPlot,
    "contour": ContourPlot,
    "gradient flow": lambda document, hub: GradientFlowPlot(hub),
}


@pytest.fixture(params=MAKERS)
def panel(request, shown, document, hub):
    return shown(MAKERS[request.param](document, hub))


def test_an_empty_panel_says_what_to_do(panel):
    assert panel.empty
    assert panel._hint.isVisible()
    assert panel._hint.text().endswith(".")


def test_clearing_an_empty_panel_does_nothing(panel):
    panel.clear()
    assert panel.empty


def test_after_clearing_only_a_new_run_is_taken(panel, make, feed):
    events = [make.scalars(1, [1.0]), make.half_plane(), make.plane(), make.path(), make.flow()]
    feed(panel, [make.started(), *events])
    feed.clear(panel)
    feed(panel, events)
    assert panel.empty
    feed(panel, [make.started(), *events])
    assert not panel.empty


def test_events_without_a_started_run_are_taken(panel, make, feed):
    feed(panel, [make.scalars(1, [1.0]), make.half_plane(), make.plane(), make.path(), make.flow()])
    assert not panel.empty


def test_the_menu_resets_the_view_or_saves_a_picture(panel):
    menu = panel.menu()
    assert [action.text() for action in menu.actions()] == ["Reset view", "Copy picture", "Save picture…"]
    menu.deleteLater()


def test_a_change_of_theme_reaches_every_part(panel, make, hub, feed):
    feed(panel, [make.scalars(1, [1.0]), make.half_plane(), make.plane(), make.path(), make.flow()])
    hub.choose("dark")
    picture = panel.grab().toImage()
    assert picture.pixelColor(2, picture.height() // 2) == QColor(DARK.panel)
    assert picture.pixelColor(picture.width() - 2, 2) == QColor(DARK.panel)


def test_the_header_wraps_instead_of_cutting_off(panel):
    panel.resize(300, 380)
    wide = panel.header.heightForWidth(2_000)
    assert panel.header.heightForWidth(300) >= wide
    panel.header.resize(300, panel.header.heightForWidth(300))
    for child in panel.header.findChildren(object):
        if getattr(child, "isVisibleTo", None) and child.parent() is panel.header and child.isVisible():
            assert child.geometry().right() <= 300


def test_panels_ask_for_the_heavy_events_they_draw():
    assert CurvesPlot.wanted == frozenset()
    assert ContourPlot.wanted == {LossPlane, PlanePath}
    assert GradientFlowPlot.wanted == {GradientFlow}
    assert DecisionMap in PredictionPlot.wanted
    for plot in (CurvesPlot, ContourPlot, GradientFlowPlot, PredictionPlot):
        assert all(event.heavy for event in plot.wanted)
