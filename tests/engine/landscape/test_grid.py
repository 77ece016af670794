import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.engine.landscape.grid import LEVELS, RIM, SIDE, Extent, Grid, around, grown

EXTENT = Extent(-1.0, 3.0, 10.0, 12.0)


def height(points):
    return points[:, 0] * 10 + points[:, 1]


def test_every_point_is_requested_once_and_levels_come_in_turn():
    grid, seen, levels = Grid(EXTENT), [], []
    while len(points := grid.points(37)):
        grid.put(height(points))
        seen += [tuple(point) for point in points]
        levels.append(grid.level)
    assert len(seen) == len(set(seen)) == SIDE * SIDE
    assert levels == sorted(levels)
    assert set(levels) >= set(LEVELS)


@pytest.mark.parametrize("level", LEVELS)
def test_picture_of_each_level_has_all_its_values_in_place(level):
    grid = Grid(EXTENT)
    while grid.level < level:
        grid.put(height(grid.points(1000)))
    x, y, values = grid.picture()
    assert values.shape == (level, level)
    assert (x[0], x[-1], y[0], y[-1]) == (-1, 3, 10, 12)
    assert np.allclose(values, x[None, :] * 10 + y[:, None])


def test_levels_are_nested_and_never_computed_again():
    grid = Grid(EXTENT)
    counts = []
    for level in LEVELS:
        before = grid._done
        while grid.level < level:
            grid.put(height(grid.points(10_000)))
        counts.append(grid._done - before)
    assert counts == [25, 81 - 25, 289 - 81, 1089 - 289, 4225 - 1089]


def test_missing_counts_down():
    grid = Grid(EXTENT)
    assert grid.missing(9) == 81
    grid.put(height(grid.points(10)))
    assert grid.missing(9) == 71
    assert grid.level == 0


def test_values_that_are_not_finite_are_nan_in_the_picture():
    grid = Grid(EXTENT)
    values = np.full(25, np.inf)
    values[3] = 1.0
    grid.put(values)
    assert np.isnan(grid.picture()[2]).sum() == 24


def test_middle_is_a_point_of_every_level():
    for level in LEVELS:
        assert level % 2 == 1


def test_pictures_are_copies():
    grid = Grid(EXTENT)
    grid.put(height(grid.points(25)))
    grid.picture()[2][:] = 0
    grid.picture()[0][:] = 0
    assert grid.picture()[2].any()
    assert grid.picture()[0].any()


points = arrays(np.float64, st.tuples(st.integers(1, 20), st.just(2)), elements=st.floats(-1e6, 1e6))


@given(points)
def test_grown_extents_hold_old_ones_and_all_points(points):
    old = Extent(-1, 1, -1, 1)
    new = grown(old, points)
    assert new.holds(points, RIM * 0.99)
    assert new.holds(np.array([[-1, -1], [1, 1]]))
    assert (new == old) == old.holds(points, RIM)


@given(points)
def test_extents_around_points_hold_them_with_a_margin_and_are_not_flat(points):
    if np.ptp(points, axis=0).max() < 1e-3:
        return
    extent = around(points, 0.3)
    width, height = extent.x1 - extent.x0, extent.y1 - extent.y0
    assert extent.holds(points, RIM)
    assert 0.24 < width / height < 4.1


def test_growth_is_moderate_and_only_where_points_leave():
    assert grown(Extent(-1, 1, -1, 1), np.array([[0.97, 0.0]])) == Extent(-1, pytest.approx(2.2), -1, 1)
