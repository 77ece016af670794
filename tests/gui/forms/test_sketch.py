"""The small plot of the forms: what it paints of lines, dots and of numbers that are hard to scale."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from playground.ui.widgets.sketch import Series, Sketch

INK = "#C01080"


@pytest.fixture
def sketch(shown, hub):
    return shown(Sketch(hub), width=300, height=140)


def inked(sketch):
    """Columns and rows of the pixels in the colour of the series."""
    image, ink = sketch.grab().toImage(), QColor(INK)
    found = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if abs(image.pixelColor(x, y).red() - ink.red()) < 24
        and abs(image.pixelColor(x, y).green() - ink.green()) < 24
        and abs(image.pixelColor(x, y).blue() - ink.blue()) < 24
    ]
    return np.array(found).reshape(-1, 2)


def line(x, y, **more):
    return Series(np.asarray(x, float), np.asarray(y, float), INK, **more)


def test_without_numbers_it_says_so(sketch):
    before = sketch.grab().toImage()
    assert len({before.pixel(x, y) for x in range(before.width()) for y in range(before.height())}) > 2
    sketch.show_series([line([], [])])
    assert sketch.grab().toImage() == before
    assert len(inked(sketch)) == 0


def test_a_rising_line_goes_from_the_lower_left_to_the_upper_right(sketch):
    sketch.show_series([line([0, 1], [0, 1])])
    pixels = inked(sketch)
    left, right = pixels[pixels[:, 0].argmin()], pixels[pixels[:, 0].argmax()]
    assert right[0] - left[0] > 150
    assert left[1] - right[1] > 50


def test_dots_stand_apart(sketch):
    sketch.show_series([line([0, 1], [0, 1], points=True)])
    columns = np.unique(inked(sketch)[:, 0])
    assert np.diff(columns).max() > 100


def test_equal_scales_keep_a_square_square(sketch):
    sketch.show_series([line([0, 1, 1, 0, 0], [0, 0, 1, 1, 0])], equal=True)
    pixels = inked(sketch)
    wide, high = np.ptp(pixels[:, 0]), np.ptp(pixels[:, 1])
    assert wide == pytest.approx(high, rel=0.2)


def test_what_is_not_finite_is_left_out(sketch):
    sketch.show_series([line([0, 1, 2], [0, 1, 2])])
    before = inked(sketch)
    sketch.show_series([line([0, 1, 1.5, 2], [0, 1, np.nan, 2])])
    np.testing.assert_array_equal(inked(sketch), before)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([0], [1]),
        ([5, 5], [1, 2]),
        ([0, 1], [0, 0]),
        ([0, 1], [1e-300, 2e-300]),
        ([0, 1], [1e300, -1e300]),
        ([0, 6.5e10], [1e-8, 100]),
        ([0, 1], [1e12, 1e12 + 1]),
        ([-3, -1], [-2, -1]),
    ],
)
def test_numbers_of_any_size_are_painted(sketch, x, y):
    sketch.show_series([line(x, y), line(x, y, points=True)], "step", "rate")
    assert len(inked(sketch)) > 3


@pytest.mark.parametrize("y", [[np.nan, np.nan], [np.inf, -np.inf]])
def test_only_missing_numbers_leave_an_empty_plot(sketch, y):
    sketch.show_series([line([0, 1], y)])
    assert len(inked(sketch)) == 0


def test_a_label_stands_in_the_legend(sketch):
    sketch.show_series([line([0, 1], [0, 0])])
    without = sketch.grab().toImage()
    sketch.show_series([line([0, 1], [0, 0], label="derivative")])
    assert sketch.grab().toImage() != without


def test_axes_follow_the_theme(sketch, hub):
    sketch.show_series([line([0, 1], [0, 1])])
    light = sketch.grab().toImage()
    hub.choose("dark")
    assert sketch.grab().toImage() != light
    hub.choose("light")
    assert sketch.grab().toImage() == light


def test_it_can_be_smaller_than_its_margins(sketch):
    sketch.show_series([line([0, 1], [0, 1])], equal=True)
    sketch.resize(20, 20)
    assert not sketch.grab().isNull()
