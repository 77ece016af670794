"""From a grid of losses to lines and colours: negative losses, masks and flat planes included."""

import numpy as np
import pytest

from playground.ui.plots.chart.levels import (
    contour_line_sets,
    contour_lines,
    even_scale,
    filled_in,
    interpolated_at,
    log_scale,
    readable_scale,
    upsampled,
)

AXIS = np.linspace(-1, 1, 21)
BOWL = AXIS[None, :] ** 2 + AXIS[:, None] ** 2


@pytest.mark.parametrize("scale_of", [log_scale, even_scale])
@pytest.mark.parametrize("shift", [-5.0, 0.0, 3.0])
def test_scales_rise_from_the_least_to_the_greatest_loss(scale_of, shift):
    loss = BOWL + shift
    scale = scale_of(loss)
    assert scale.to_unit(np.array([loss.min(), loss.max()])) == pytest.approx([0, 1])
    unit = scale.to_unit(np.sort(loss.ravel()))
    assert (np.diff(unit) >= 0).all()
    assert (scale.levels > loss.min()).all()
    assert (scale.levels < loss.max()).all()
    assert len(scale.levels) >= 10


def test_negative_losses_have_negative_levels():
    assert (log_scale(BOWL - 5).levels < 0).all()


def test_log_levels_crowd_at_the_floor_of_the_valley():
    levels = log_scale(BOWL).levels
    assert np.median(levels) < 0.25 * BOWL.max()


@pytest.mark.parametrize("scale_of", [log_scale, even_scale])
@pytest.mark.parametrize("loss", [np.full((5, 5), 2.0), np.full((5, 5), np.nan)])
def test_flat_or_missing_losses_have_no_scale(scale_of, loss):
    assert scale_of(loss) is None


@pytest.mark.parametrize("scale_of", [log_scale, even_scale])
def test_infinite_and_missing_values_do_not_spoil_the_scale(scale_of):
    loss = BOWL.copy()
    loss[0, 0], loss[3, 4], loss[5, 5] = np.nan, np.inf, -np.inf
    scale = scale_of(loss)
    assert np.isfinite(scale.losses).all()
    assert np.isnan(scale.to_unit(np.array([np.nan]))).all()


def test_two_levels_only():
    loss = np.where(AXIS[None, :] > 0, 1.0, 2.0) * np.ones((21, 1))
    scale = even_scale(loss)
    assert scale.to_unit(np.array([1.0, 2.0])) == pytest.approx([0, 1])


def test_a_line_lies_where_the_value_is():
    x, y = contour_lines(AXIS, AXIS, BOWL, 0.36)
    finite = np.isfinite(x)
    assert finite.sum() > 20
    assert np.hypot(x[finite], y[finite]) == pytest.approx(0.6, abs=0.01)


def test_no_line_runs_through_masked_cells():
    loss = BOWL.copy()
    loss[:, :8] = np.nan
    ((x, _),) = contour_line_sets(AXIS, AXIS, loss, np.linspace(0.1, 1.5, 15))
    assert np.nanmin(x) >= AXIS[8] - 1e-9


def test_a_level_outside_the_values_gives_no_line():
    assert len(contour_lines(AXIS, AXIS, BOWL, 99.0)[0]) == 0
    assert len(contour_line_sets(AXIS, AXIS, BOWL, np.array([99.0]))[0][0]) == 0


def test_finer_grids_keep_the_given_points_and_are_linear_between():
    grid = np.array([[0.0, 1.0, 4.0], [2.0, np.nan, 0.0], [1.0, 1.0, 1.0]])
    fine = upsampled(grid, 5)
    assert fine.shape == (5, 5)
    np.testing.assert_array_equal(fine[::2, ::2], grid)
    assert fine[0, 3] == 2.5
    assert fine[1, 0] == 1.0
    assert np.isnan(fine[1, 2])


def test_values_between_grid_points():
    assert interpolated_at(AXIS, AXIS, AXIS[None, :] + 10 * AXIS[:, None], (0.33, -0.77)) == pytest.approx(
        -7.37
    )
    assert interpolated_at(AXIS, AXIS, BOWL, (1.0, 1.0)) == pytest.approx(2.0)
    assert interpolated_at(AXIS, AXIS, BOWL, (1.01, 0.0)) is None


def test_holes_of_a_refinement_are_filled_from_the_coarser_picture():
    coarse_axis = np.linspace(-1, 1, 5)
    coarse = coarse_axis[None, :] + coarse_axis[:, None]
    fine = np.full((21, 21), np.nan)
    fine[0] = 7.0
    filled = filled_in(fine, AXIS, AXIS, (coarse_axis, coarse_axis, coarse))
    np.testing.assert_array_equal(filled[0], 7.0)
    np.testing.assert_allclose(filled[1:], (AXIS[None, :] + AXIS[:, None])[1:], atol=1e-12)


def test_a_picture_of_another_extent_fills_nothing():
    fine = np.full((21, 21), np.nan)
    other = np.linspace(-2, 2, 5)
    assert np.isnan(filled_in(fine, AXIS, AXIS, (other, other, np.ones((5, 5))))).all()


def test_a_function_that_grows_faster_than_its_logarithm_shows_has_colours_by_rank():
    x = np.linspace(-3, 3, 61)
    steep = np.exp(np.exp(x))[None, :] + x[:, None] ** 2
    scale, ranked = readable_scale(steep)
    assert ranked
    assert np.ptp(np.quantile(scale.to_unit(steep), [0.1, 0.9])) == pytest.approx(0.8, abs=0.02)
    places, labels = zip(*scale.ticks(8), strict=True)
    assert np.allclose(
        [float(label) for label in labels], np.interp(places, scale.unit, scale.losses), rtol=0.01
    )
    scale, ranked = readable_scale(BOWL)
    assert not ranked
    assert np.array_equal(scale.losses, log_scale(BOWL).losses)
