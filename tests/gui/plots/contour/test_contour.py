"""Loss contour: paths on their planes, refinements without holes, degenerate planes."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from playground.ui.plots.contour.contour import ContourPlot
from playground.ui.plots.contour.path_layer import CURRENT


@pytest.fixture
def plot(shown, document, hub):
    return shown(ContourPlot(document, hub))


def test_plane_and_path_are_drawn(plot, make):
    plot.consume([make.plane(), make.path()])
    assert len(plot._path_layer.line.points[0]) == 5
    assert plot._path_layer.spots.places == [(-0.8, 0.5), *2 * [(pytest.approx(0.2), 0.0)]]
    assert plot.caption.text() == (
        "Loss on 64 training samples, evaluation mode; the point shows its true loss"
    )
    assert plot._chart.bottom.title == "first direction"
    assert plot._chart.visible() == ((-1, 1), (-1, 1))
    assert len(plot._bar.ticks) > 3


def test_the_caption_says_where_outputs_are_interpolated(plot, make):
    plot.consume([replace(make.plane(size=33), computed=5)])
    assert "mode, from outputs interpolated between 5 × 5 points;" in plot.caption.text()


def test_the_point_has_the_colour_of_its_true_loss_and_not_that_of_the_plane_below_it(plot, make):
    plane, path = make.plane(), make.path()
    plot.consume([plane])
    for loss in (float(plane.loss.min()), float(plane.loss.max())):
        plot.consume([replace(path, newest_loss=loss)])
        place = 0.0 if loss == plane.loss.min() else 1.0
        assert plot._bar.mark == place
        palette = plot._palette
        assert plot._path_layer.spots.fills[-1] == QColor(int(palette[-1 if place else 0])).name()
    plot.consume([replace(path, newest_loss=np.nan)])
    assert plot._bar.mark is None
    assert plot._path_layer.spots.fills[-1] == CURRENT.lower()


def test_a_path_of_another_plane_is_not_drawn(plot, make):
    plot.consume([make.plane(generation=2), make.path(generation=1)])
    assert plot.path is None
    assert len(plot._path_layer.line.points[0]) == 0
    plot.consume([make.path(generation=2)])
    assert len(plot._path_layer.line.points[0]) == 5


def test_a_new_plane_removes_the_old_path_until_its_own_arrives(plot, make, qtbot):
    plot.consume([make.plane(generation=1), make.path(generation=1)])
    plot.consume([make.plane(generation=2, reach=2.0)])
    qtbot.waitUntil(lambda: len(plot._path_layer.line.points[0]) == 0)
    assert plot._chart.visible() == ((-2, 2), (-2, 2))


def test_a_new_plane_without_values_does_not_replace_the_old_picture(plot, make):
    plot.consume([make.plane(generation=1), make.path(generation=1)])
    plot.consume([make.plane(generation=2, loss=np.full((17, 17), np.nan), complete=False)])
    assert plot._plane.generation == 1
    assert len(plot._path_layer.line.points[0]) == 5


def test_a_refinement_has_no_holes(plot, make):
    plot.consume([make.plane(size=9)])
    half = make.plane(size=17).loss
    half[8:] = np.nan
    plot.consume([make.plane(loss=half, complete=False)])
    assert np.isfinite(plot._values).all()
    plot.consume([make.plane(loss=half, complete=True)])
    assert np.isnan(plot._values[8:]).all()


def test_low_losses_are_dark_and_missing_ones_transparent(plot, make):
    loss = make.plane().loss
    loss[0, 0] = np.nan
    plot.consume([make.plane(loss=loss)])
    image = plot._raster
    rows, columns = image.pixel_count
    middle, corner = image.pixel(columns // 2, rows // 2), image.pixel(columns - 1, rows - 1)
    assert middle.lightness() < corner.lightness()
    assert image.pixel(0, 0).alpha() == 0
    assert corner.alpha() == 255


@pytest.mark.parametrize("value", [3.0, np.nan])
def test_flat_or_missing_planes_do_no_harm(plot, make, value):
    plot.consume([make.plane(loss=np.full((17, 17), value)), make.path()])
    assert len(plot._dark_lines.points[0]) == len(plot._light_lines.points[0]) == 0
    assert len(plot._path_layer.line.points[0]) == 5


def test_planes_without_extent_are_ignored(plot, make):
    plot.consume([make.plane(reach=0.0), make.plane(loss=np.ones((1, 1)), size=1)])
    assert plot.empty


def test_negative_losses(plot, make):
    plot.consume([make.plane(loss=make.plane().loss - 7)])
    assert plot._bar.ticks[0][1].startswith("−7")
    assert len(plot._light_lines.points[0]) > 0


def test_near_the_path_the_cursor_shows_its_point(plot, make):
    plot.consume([make.plane(), make.path()])
    title, rows = plot.values_at((-0.55, 0.375), (0.01, 0.01))
    values = dict(rows)
    assert title == "step 25"
    assert values["true loss"] == "1.750"
    assert values["distance from the plane"] == "0.0250"
    plane_loss = 0.55**2 + 2 * 0.375**2
    assert float(values["loss on the plane (interpolated)"]) == pytest.approx(plane_loss, abs=0.01)


def test_away_from_the_path_the_cursor_shows_the_interpolated_loss(plot, make):
    plot.consume([make.plane(), make.path()])
    title, rows = plot.values_at((0.5, 0.5), (0.001, 0.001))
    assert title == ""
    assert dict(rows) == {"coordinates": "0.500, 0.500", "loss (interpolated)": "0.7500"}
    assert plot.values_at((5.0, 0.0), (0.001, 0.001)) is None


def test_hovering_shows_the_card(plot, make, qtbot):
    plot.consume([make.plane(), make.path()])
    place = plot._canvas.mapFromScene(plot._chart.view.mapViewToScene(QPointF(0.7, -0.7)))
    qtbot.mouseMove(plot._canvas.viewport(), place)
    qtbot.waitUntil(plot.readout.isVisible)
    assert "loss (interpolated)" in plot.readout.text()


def test_the_kind_of_plane_is_an_edit_that_can_be_undone(plot, document, qtbot):
    qtbot.mouseClick(plot._kind._buttons["random"], Qt.MouseButton.LeftButton)
    assert document.project.plane.kind == "random"
    assert document.undo_label == "Change loss plane"
    assert plot._new.isVisible()
    qtbot.mouseClick(plot._new, Qt.MouseButton.LeftButton)
    assert document.project.plane.seed == 1
    document.undo()
    document.undo()
    assert document.project.plane.kind == "pca"
    assert plot._kind.current == "pca"
    assert not plot._new.isVisible()


def test_the_levels_can_be_even(plot, make):
    plot.consume([make.plane()])
    logarithmic = plot._scale.levels
    plot._log.click()
    assert not np.allclose(plot._scale.levels, logarithmic)


def test_a_zoom_by_the_user_survives_refinement(plot, make, qtbot):
    plot.consume([make.plane(size=9)])
    plot._chart.view.setRange(xRange=(0, 0.5), yRange=(0, 0.5), padding=0)
    plot._chart.view.sigRangeChangedManually.emit([True, True])
    plot.consume([make.plane(size=33), make.path()])
    assert plot._chart.visible()[0] == pytest.approx((0, 0.5))
    plot.reset_view()
    assert plot._chart.visible()[0] == pytest.approx((-1, 1))


def test_clear_empties_everything(plot, make):
    plot.consume([make.plane(), make.path()])
    plot.clear()
    assert plot.empty
    assert plot.path is None
    assert plot._path_layer.spots.places == []
    assert plot._bar.ticks == ()
    assert not plot._canvas.isVisible()
    assert not plot.caption.isVisible()
