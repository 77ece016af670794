"""Paths thinned for the eye: nothing moves by a pixel, and a part of a race is a part of the lines."""

import numpy as np
import pytest

from playground.engine.race import Way
from playground.ui.plots.race_lines import LaneWay
from playground.ui.plots.race_trails import MOST_LINES, NEAR_PX, Trail, marked


def lane(places):
    way = LaneWay("lane-1", "SGD", "sgd", "#0072B2")
    extend(way, places)
    return way


def extend(way, places):
    heights = np.zeros((len(places), 1))
    way.append(Way(places[:, None], heights, heights, np.arange(len(places))))


@pytest.fixture
def walk():
    """A noisy way to rest: large steps, then ever smaller ones."""
    rng = np.random.default_rng(5)
    steps = rng.normal(size=(1000, 2)) * np.geomspace(0.3, 1e-7, 1000)[:, None]
    return np.cumsum(steps, axis=0)


def test_every_place_is_near_a_kept_one_before_it_and_ends_stay(walk):
    scale = (200.0, 150.0)
    mark, rest = marked(walk, scale, 0.0)
    chosen = np.concatenate([[0], 1 + np.flatnonzero(mark)])
    assert len(chosen) < 400
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(walk * scale, axis=0), axis=1))])
    before = chosen[np.searchsorted(chosen, np.arange(1000), side="right") - 1]
    assert (way - way[before] <= NEAR_PX + 1e-9).all()
    assert rest == pytest.approx(way[-1] % NEAR_PX)


def test_large_steps_are_all_kept():
    zigzag = np.column_stack([np.tile([-1.0, 1.0], 300), np.linspace(0, 1, 600)])
    assert marked(zigzag, (100, 100), 0.0)[0].all()


def test_a_path_is_broken_where_it_is_not_finite():
    places = np.column_stack([np.linspace(0, 5, 50), np.zeros(50)])
    places[20:23] = (np.nan, np.inf)
    lines = Trail(lane(places), (100, 100)).lines
    assert np.isfinite(lines).all()
    assert not ((lines[:, 0] < places[19, 0] + 1e-9) & (lines[:, 2] > places[23, 0] - 1e-9)).any()


def test_parts_of_a_race_make_up_the_whole(walk):
    trail = Trail(lane(walk), (200, 150))
    parts = [trail.between(first, first + 40) for first in range(0, 1000, 40)]
    assert np.array_equal(np.concatenate(parts), trail.lines)
    assert len(trail.between(500, 500)) == 0


@pytest.mark.parametrize("stretch", [1, 7, 256])
def test_a_path_that_grew_is_the_same_as_one_that_was_there_at_once(walk, stretch):
    growing = lane(walk[:1])
    trail = Trail(growing, (200, 150))
    for first in range(1, 1000, stretch):
        extend(growing, walk[first : first + stretch])
        assert not trail.grow()
    assert not trail.grow()
    whole = Trail(lane(walk), (200, 150))
    assert np.array_equal(trail.lines, whole.lines)
    assert np.array_equal(trail.ends, whole.ends)


def test_no_line_is_ahead_of_its_step(walk):
    trail = Trail(lane(walk), (200, 150))
    for step in (0, 1, 17, 400, 999):
        lines = trail.between(0, step)
        if len(lines):
            at = np.flatnonzero((walk == lines[-1, 2:]).all(axis=1))
            assert at.min() <= step


def test_a_very_long_path_is_drawn_by_a_part_of_its_places_and_says_when_that_changes():
    long = np.column_stack([np.tile([-1.0, 1.0], 10_000), np.zeros(20_000)])
    way = lane(long[:100])
    trail = Trail(way, (300, 300))
    assert len(trail.lines) == 99
    extend(way, long[100:])
    assert trail.grow()
    assert len(trail.lines) <= MOST_LINES


def test_a_ways_numbers_are_all_there_after_many_stretches(walk):
    way = lane(walk[:1])
    for first in range(1, 1000, 37):
        extend(way, walk[first : first + 37])
    assert len(way) == 1000
    assert np.array_equal(way.places[:, 0], walk)
    assert way.heights.shape == way.slopes.shape == (1000, 1)
    assert way.evaluations.shape == (1000,)


@pytest.mark.parametrize("step", [0, 1, 39, 40, 500, 999, 2000])
def test_the_newest_lines_lead_from_forty_steps_before_to_the_lane(walk, step):
    trail = Trail(lane(walk), (200, 150))
    lines, at = trail.newest(step, 40), min(step, 999)
    assert np.array_equal(lines[0, :2], walk[max(0, at - 40)])
    assert np.array_equal(lines[-1, 2:], walk[at])
    assert np.array_equal(lines[1:, :2], lines[:-1, 2:])
    assert len(lines) <= 42
