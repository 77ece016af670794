"""Curves in notebooks: where the points are, what breaks a line, and that names are text."""

import xml.etree.ElementTree as ET

import numpy as np

from playground.export.html_curves import HEIGHT, MOST_POINTS, WIDTH, html_curves

SVG = "{http://www.w3.org/2000/svg}"


def drawn(html):
    """The points of each curve in pixels, and all words of the drawing."""
    root = ET.fromstring(f"<div>{html}</div>")
    lines = [line.get("points").split() for line in root.iter(f"{SVG}polyline")]
    points = [np.array([point.split(",") for point in line], float) for line in lines]
    return points, ["".join(each.itertext()) for each in root.iter() if each.tag in {f"{SVG}text", "div"}]


def test_points_are_where_the_axes_say():
    steps = np.array([0.0, 50.0, 100.0])
    (one, two), words = drawn(
        html_curves({"a": (steps, np.array([3.0, 2, 1])), "b": (steps, np.ones(3))}, "loss")
    )
    assert one[0, 0] < one[1, 0] < one[2, 0] == two[2, 0]
    assert one[1].tolist() == ((one[0] + one[2]) / 2).round(1).tolist()
    assert one[2, 1] == two[0, 1] == two[2, 1] > one[0, 1]
    assert (one >= 0).all()
    assert (one <= [WIDTH, HEIGHT]).all()
    assert {"3", "1", "0", "100", "step", "loss"} <= set(words)


def test_long_curves_are_thinned_and_keep_their_ends():
    steps = np.arange(10_000.0)
    (line,), _ = drawn(html_curves({"a": (steps, steps)}, "loss"))
    assert len(line) == MOST_POINTS
    assert line[0, 0] < line[-1, 0]
    assert line[-1, 1] < line[0, 1]


def test_values_that_are_not_finite_are_left_out_and_nothing_is_drawn_without_two():
    steps = np.arange(4.0)
    (line,), _ = drawn(html_curves({"a": (steps, np.array([1, np.nan, np.inf, 2]))}, "loss"))
    assert len(line) == 2
    assert html_curves({"a": (steps[:1], steps[:1])}, "loss") == ""
    assert html_curves({}, "loss") == ""
    (flat,), _ = drawn(html_curves({"a": (steps, np.full(4, -0.25))}, "f"))
    assert len(set(flat[:, 1])) == 1


def test_names_are_text():
    _, words = drawn(html_curves({"<script>&": (np.arange(2.0), np.arange(2.0))}, "<b>"))
    assert any("<script>&" in word for word in words)
    assert "<b>" in words
