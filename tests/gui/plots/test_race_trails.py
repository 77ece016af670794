"""Paths thinned for the eye: nothing moves by a pixel, and a part of a race is a part of the lines."""

import numpy as np
import pytest

from playground.engine.race import Way
from playground.ui.plots.race_lines import LaneWay
from playground.ui.plots.race_trails import MOST_LINES, NEAR_PX, kept, thinned_trail


def lane(places):
    way = LaneWay("lane-1", "SGD", "sgd", "#0072B2")
    heights = np.zeros((len(places), 1))
    way.append(Way(places[:, None], heights, heights, np.arange(len(places))))
    return way


@pytest.fixture
def walk():
    """A noisy way to rest: large steps, then ever smaller ones."""
    rng = np.random.default_rng(5)
    steps = rng.normal(size=(1000, 2)) * np.geomspace(0.3, 1e-7, 1000)[:, None]
    return np.cumsum(steps, axis=0)


def test_a_path_keeps_its_ends_and_every_place_is_near_a_kept_one(walk):
    scale = (200.0, 150.0)
    chosen = kept(walk, scale)
    assert chosen[0] == 0
    assert chosen[-1] == 999
    assert len(chosen) < 400
    pixels = walk * scale
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(pixels, axis=0), axis=1))])
    before = chosen[np.searchsorted(chosen, np.arange(1000), side="right") - 1]
    assert (way - way[before] <= NEAR_PX + 1e-9).all()


def test_large_steps_are_all_kept():
    zigzag = np.column_stack([np.tile([-1.0, 1.0], 300), np.linspace(0, 1, 600)])
    assert kept(zigzag, (100, 100)).tolist() == list(range(600))


def test_a_path_is_broken_where_it_is_not_finite():
    places = np.column_stack([np.linspace(0, 5, 50), np.zeros(50)])
    places[20:23] = (np.nan, np.inf)
    trail = thinned_trail(lane(places), (100, 100))
    assert np.isfinite(trail.lines).all()
    assert not (
        (trail.lines[:, 0] < places[20 - 1, 0] + 1e-9) & (trail.lines[:, 2] > places[23, 0] - 1e-9)
    ).any()


def test_parts_of_a_race_make_up_the_whole(walk):
    trail = thinned_trail(lane(walk), (200, 150))
    parts = [trail.between(first, first + 40) for first in range(0, 1000, 40)]
    assert np.array_equal(np.concatenate(parts), trail.lines)
    assert len(trail.between(500, 500)) == 0


def test_no_line_is_ahead_of_its_step(walk):
    trail = thinned_trail(lane(walk), (200, 150))
    for step in (0, 1, 17, 400, 999):
        lines = trail.between(0, step)
        if len(lines):
            at = np.flatnonzero((walk == lines[-1, 2:]).all(axis=1))
            assert at.min() <= step


def test_a_very_long_path_is_drawn_by_a_part_of_its_places():
    long = np.column_stack([np.tile([-1.0, 1.0], 10_000), np.zeros(20_000)])
    assert len(thinned_trail(lane(long), (300, 300)).lines) <= MOST_LINES
