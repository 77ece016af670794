"""Arrows at the heads of a race, levels of its surface."""

import numpy as np
import pytest

from playground.ui.plots.race.drawn_lane import begun
from playground.ui.plots.race.surface.arrows import LONGEST_PX, SHORTEST_PX, descents, pixels, velocities


def test_velocity_is_the_newest_step(workspace):
    workspace.surface.picture.show_step(20)
    workspace.surface.picture.velocity.setChecked(True)
    moves, falls = workspace.surface.picture.arrows.groups
    paths = begun(workspace.surface.race.lanes)
    assert len(moves) == len(paths) == 3
    assert not falls
    for arrow, path in zip(moves, paths, strict=True):
        assert arrow.at == tuple(path.places[20, 0])
        assert arrow.along == tuple(path.places[20, 0] - path.places[19, 0])


def test_nothing_moves_before_the_first_step(workspace):
    assert velocities(workspace.surface.race.lanes, 0) == []


def test_plain_descent_goes_along_the_arrow_downhill(workspace):
    paths = begun(workspace.surface.race.lanes)
    downhill = descents(workspace.surface.picture._surface, paths, 7)
    moved = paths[0].places[8, 0] - paths[0].places[7, 0]
    assert 0.01 * np.array(downhill[0].along) == pytest.approx(moved, rel=1e-9)
    for arrow, path in zip(downhill, paths, strict=True):
        assert np.hypot(*arrow.along) == pytest.approx(path.slopes[7, 0])


def test_arrows_without_their_switch_are_not_drawn(workspace):
    workspace.surface.picture.gradient.setChecked(True)
    assert len(workspace.surface.picture.arrows.groups[1]) == 3
    workspace.surface.picture.gradient.setChecked(False)
    assert workspace.surface.picture.arrows.groups == [[], []]


def test_lengths_keep_their_order_and_their_bounds():
    drawn = [pixels(length, 100.0) for length in (1e-9, 10.0, 50.0, 100.0)]
    assert drawn == sorted(drawn)
    assert drawn[0] == SHORTEST_PX
    assert drawn[-1] == LONGEST_PX


def test_levels_can_be_those_of_equal_areas(workspace):
    picture = workspace.surface.picture
    picture._draw_surface()
    before = picture.canvas.grab().toImage()
    picture.log.setChecked(False)
    assert picture.canvas.grab().toImage() != before


def test_the_view_goes_back_to_the_whole_domain(workspace):
    picture = workspace.surface.picture
    picture.reset_view()
    whole = picture.chart.visible()
    picture.chart.set_x_range((0.1, 0.2))
    assert picture.chart.visible() != whole
    picture.reset_view()
    assert picture.chart.visible() == whole
