"""Lines that end far outside the view: the visible part is drawn, and nothing far away reaches Qt."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from playground.ui.plots.chart.line_clipping import clipped_lines

AREA = QRectF(-10, -5, 20, 10)


def test_lines_nearby_are_left_alone():
    segments = np.array([[-8.0, -4.0, 900.0, 30.0], [2.0, 2.0, 3.0, 3.0]])
    assert clipped_lines(segments, AREA) is segments


@pytest.mark.parametrize("far", [1e5, 1e9, 1e30, 1e140])
def test_the_seen_part_of_a_far_line_is_kept(far):
    (part,) = clipped_lines(np.array([[1.0, 2.0, far, 2.0]]), AREA)
    assert part == pytest.approx([1.0, 2.0, 20.0, 2.0])
    (part,) = clipped_lines(np.array([[1.0, 2.0, 1.0 - far, 2.0 - far]]), AREA)
    assert part[:2] == pytest.approx([1.0, 2.0])
    assert part[3] - 2.0 == pytest.approx(part[2] - 1.0, abs=1e-9)


def test_what_passes_by_is_dropped():
    segments = np.array([[1e6, 1e6, 1e6, -1e6], [-1e9, 80.0, 1e9, 80.0], [1e7, 1e7, 1e9, 1e9]])
    assert clipped_lines(segments, AREA).shape == (0, 4)


def test_nothing_far_away_is_left_of_a_path_that_diverges():
    places = -8.0 * (-899.0) ** np.arange(100.0)
    ends = np.stack([places[:-1], places[:-1] * 1.01, places[1:], places[1:] * 1.01], axis=1)
    kept = clipped_lines(ends[np.isfinite(ends).all(axis=1)], AREA)
    assert len(kept) > 0
    assert (np.abs(kept[:, ::2]) <= 20).all()
    assert (np.abs(kept[:, 1::2]) <= 10).all()
    assert kept[0, :2] == pytest.approx([-8.0, -8.08])


def test_lines_along_an_axis_and_points_make_no_trouble():
    segments = np.array([[0.0, -1e9, 0.0, 1e9], [-20.0, 3.0, -20.0, 3.0], [-20.0, 0.0, -20.0, 1e9]])
    kept = clipped_lines(segments, AREA)
    assert np.isfinite(kept).all()
    assert kept[0] == pytest.approx([0.0, -10.0, 0.0, 10.0])
