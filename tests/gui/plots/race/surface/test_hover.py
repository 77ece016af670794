"""The marks on a surface under the cursor."""

from playground.catalog.kinds import Minimum
from playground.ui.plots.race.surface.hover import mark_at

PIXEL = (0.01, 0.01)


def test_marks_have_words(workspace):
    low, other = workspace.surface.race.minima[0], Minimum(5.0, 5.0, 1.0, lowest=False)
    marks = ([low, other], [(2.0, 2.0)])
    assert mark_at(*marks, (low.x + 0.02, low.y), PIXEL) == ("Lowest minimum", (low.x, low.y))
    assert mark_at(*marks, (5.0, 5.0), PIXEL) == ("Local minimum", (5.0, 5.0))
    assert mark_at(*marks, (2.0, 2.01), PIXEL) == ("Saddle", (2.0, 2.0))
    assert mark_at(*marks, (2.0, 2.5), PIXEL) is None


def test_the_card_names_a_minimum_and_its_height(workspace):
    picture = workspace.surface.picture
    low = workspace.surface.race.minima[0]
    picture.show_lanes([])
    title, rows = picture.values_at((low.x, low.y), PIXEL)
    assert title == "Lowest minimum"
    assert rows == [("position", "1.00, 3.00"), ("f", "0.000")]
