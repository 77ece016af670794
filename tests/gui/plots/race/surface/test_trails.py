"""Simplified paths: nothing moves by a pixel, and a part of a race is a part of the lines."""

from itertools import pairwise

import numpy as np
import pytest

from playground.engine.events.surface_race import PathChunk
from playground.records.lane import LaneRecord
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.plots.race.surface.trails import (
    BLOCK,
    MOST_LINES,
    NEAR_PX,
    PASSES,
    STRAIGHT_PX,
    Trail,
    marked,
    newest_lines,
    straightened,
)


def lane(places):
    path = DrawnLane(LaneRecord("lane-1"), "SGD", "sgd", "#0072B2")
    extend(path, places)
    return path


def extend(path, places):
    heights = np.zeros((len(places), 1))
    path.record.path.append(PathChunk(places[:, None], heights, heights, np.arange(len(places))))


@pytest.fixture
def walk():
    """A noisy path that comes to rest: large steps, then ever smaller ones."""
    rng = np.random.default_rng(5)
    steps = rng.normal(size=(1000, 2)) * np.geomspace(0.3, 1e-7, 1000)[:, None]
    return np.cumsum(steps, axis=0)


def test_every_place_is_near_a_kept_one_before_it_and_ends_stay(walk):
    scale = (200.0, 150.0)
    mark, rest = marked(walk, scale, 0.0)
    chosen = np.concatenate([[0], 1 + np.flatnonzero(mark)])
    assert len(chosen) < 400
    travelled = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(walk * scale, axis=0), axis=1))])
    before = chosen[np.searchsorted(chosen, np.arange(1000), side="right") - 1]
    assert (travelled - travelled[before] <= NEAR_PX + 1e-9).all()
    assert rest == pytest.approx(travelled[-1] % NEAR_PX)


def off(places, corners):
    """Return the distance of each point from the path through some of them."""
    distance = np.full(len(places), np.inf)
    for one, other in pairwise(corners):
        along = other - one
        share = np.clip(((places - one) @ along) / max(along @ along, 1e-300), 0, 1)
        distance = np.minimum(distance, np.linalg.norm(places - one - share[:, None] * along, axis=1))
    return distance


def test_a_bent_path_needs_few_points_and_looks_the_same():
    angle = np.linspace(0, 9, 2001)
    spiral = np.column_stack([np.cos(angle), np.sin(angle)]) * np.linspace(300, 20, 2001)[:, None]
    blocks = (np.arange(2001) - 1) // BLOCK
    needed = straightened(spiral, blocks)
    corners = np.concatenate([spiral[:1], spiral[1:][needed]])
    assert len(corners) < 300
    assert off(spiral, corners).max() <= PASSES * STRAIGHT_PX
    assert np.array_equal(corners[-1], spiral[-1])
    assert needed[BLOCK - 1 :: BLOCK].all()


def test_a_straight_path_needs_few_places_and_one_that_turns_back_all_of_them():
    line = np.column_stack([np.linspace(0, 500, 33), np.zeros(33)])
    needed = straightened(line, np.zeros(33, int))
    assert needed[-1]
    assert needed.sum() <= 3
    back = np.column_stack([np.tile([0.0, 30.0], 16), np.zeros(32)])
    assert straightened(back, np.zeros(32, int)).all()


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
        trail.grow()
    trail.grow()
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


def test_a_very_long_path_is_drawn_by_a_part_of_its_places():
    long = np.column_stack([np.tile([-1.0, 1.0], 10_000), np.zeros(20_000)])
    path = lane(long[:100])
    trail = Trail(path, (300, 300))
    assert len(trail.lines) == 99
    extend(path, long[100:])
    trail.grow()
    assert len(trail.lines) <= MOST_LINES


def test_a_path_is_complete_after_many_chunks(walk):
    path = lane(walk[:1])
    for first in range(1, 1000, 37):
        extend(path, walk[first : first + 37])
    assert len(path) == 1000
    assert np.array_equal(path.places[:, 0], walk)
    assert path.heights.shape == path.slopes.shape == (1000, 1)
    assert path.gradients.shape == (1000,)


@pytest.mark.parametrize("step", [0, 1, 39, 40, 500, 999, 2000])
def test_the_newest_lines_lead_from_forty_steps_before_to_the_lane(walk, step):
    still = np.tile(walk[:1], (300, 1))
    trails = [Trail(lane(path), (200, 150)) for path in (walk, still, walk[:600] - 1)]
    lines, of_lanes = newest_lines(trails, step, 40)
    assert [part.start for part in of_lanes] == [0, *(part.stop for part in of_lanes[:-1])]
    assert of_lanes[-1].stop == len(lines)
    for path, part in zip((walk, still, walk[:600] - 1), of_lanes, strict=True):
        own, at = lines[part], min(step, len(path) - 1)
        assert np.array_equal(own[0, :2], path[max(0, at - 40)])
        assert np.array_equal(own[-1, 2:], path[at])
        assert np.array_equal(own[1:, :2], own[:-1, 2:])
        assert len(own) <= 42


def test_newest_lines_leave_out_what_is_not_finite(walk):
    walk[480:485] = np.nan
    lines, (first, second) = newest_lines(
        [Trail(lane(path), (200, 150)) for path in (walk, walk + 1)], 500, 40
    )
    assert np.isfinite(lines).all()
    assert np.allclose(lines[first] + 1, lines[second])
    assert np.array_equal(lines[first][-1, 2:], walk[500])
