"""Paths that lie over others have gaps in which those are seen."""

import numpy as np

from playground.ui.plots.race.surface.overlaps import with_gaps

SCALE = (100.0, 100.0)


def lines(*points):
    """The lines from point to point."""
    points = np.array(points, float)
    return np.hstack([points[:-1], points[1:]])


def length(drawn):
    return float(np.hypot(drawn[:, 2] - drawn[:, 0], drawn[:, 3] - drawn[:, 1]).sum())


def gapped(*lanes):
    return with_gaps(lanes, SCALE)


def test_of_paths_on_each_other_each_is_seen_along_an_equal_part():
    path = lines((0.0, 0.0), (1.0, 0.0), (1.0, 2.4))
    first, second, third = gapped(path, path, path)
    assert np.array_equal(first, path)
    assert np.isclose(length(second), length(path) / 2, rtol=0.05)
    assert np.isclose(length(third), length(path) / 3, rtol=0.05)


def test_a_path_has_gaps_only_where_it_lies_on_another_not_where_it_crosses_it():
    below, crossing = lines((0.0, 0.0), (1.0, 0.0)), lines((0.5, -1.0), (0.5, 1.0))
    beside = lines((0.0, 0.05), (1.0, 0.05))
    leaving = lines((0.0, 0.0), (0.5, 0.0), (0.5, 0.5))
    drawn = gapped(below, crossing, beside)
    for own, path in zip(drawn, (below, crossing, beside), strict=True):
        assert np.array_equal(own, path)
    left = gapped(below, leaving)[1]
    assert length(left) < length(leaving) - 0.2
    assert np.isclose(length(left[left[:, 3] > 0]), 0.5, atol=0.02)


def test_nothing_of_a_lane_without_lines_or_with_very_long_ones_is_cut():
    path, none = lines((0.0, 0.0), (1.0, 0.0)), np.empty((0, 4))
    far = lines((0.0, 0.0), (1e4, 0.0))
    for lanes in ((path, none), (none, path), (path, far)):
        for own, given in zip(gapped(*lanes), lanes, strict=True):
            assert np.array_equal(own, given)
