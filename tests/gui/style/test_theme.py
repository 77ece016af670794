"""Colours: text is readable on them, and a numbered thing keeps its own."""

import pytest

from playground.ui.style.lane_colors import numbered_color
from playground.ui.style.theme import THEMES, contrast, readable_on


@pytest.mark.parametrize("name", THEMES)
def test_text_is_readable_on_every_colour_that_marks_something(name):
    theme = THEMES[name]
    for background in (*theme.lane_colors, *theme.class_colors, *theme.groups.values(), theme.danger):
        assert contrast(readable_on(background), background) >= 4.5, background


@pytest.mark.parametrize("name", THEMES)
def test_the_first_numbers_have_colours_of_their_own_which_then_recur(name):
    theme = THEMES[name]
    count = len(theme.lane_colors)
    colors = [numbered_color(theme, number) for number in range(2 * count)]
    assert len(set(colors[:count])) == count
    assert colors[count:] == colors[:count]
