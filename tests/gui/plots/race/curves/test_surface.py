"""Curves of a long race: no extreme is lost, whatever part is visible and however it grew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.kinds import Minimum
from playground.engine.events.surface_race import PathChunk
from playground.records.lane import LaneRecord
from playground.ui.plots.race.curves.drawn_quantity import (
    FLOOR,
    Drawn,
    Measure,
    chosen,
    measured,
    middle,
    powers,
)
from playground.ui.plots.race.drawn_lane import DrawnLane

MINIMA = (Minimum(1.0, -1.0, 0.25),)
LEAST = 1e-300
QUANTITIES = ("height", "distance", "slope", "step_length")


def chunk(count: int, seeds: int, start: int = 0) -> PathChunk:
    """Make random steps."""
    random = np.random.default_rng(start)
    return PathChunk(
        random.normal(size=(count, seeds, 2)),
        random.normal(size=(count, seeds)) ** 2 + 0.25,
        random.normal(size=(count, seeds)) ** 2,
        np.arange(start, start + count, dtype=np.float64),
    )


def lane(*chunks: PathChunk) -> DrawnLane:
    """Make a lane of these chunks."""
    path = DrawnLane(LaneRecord("a"), "A", "sgd", "#000000")
    for each in chunks:
        path.record.path.append(each)
    return path


def measure(quantity: str) -> Measure:
    return Measure(quantity, "", MINIMA, MINIMA[0].value, LEAST)


@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("seeds", [1, 3])
def test_a_part_of_a_path_is_measured_as_in_the_whole(quantity, seeds):
    path = lane(chunk(50, seeds))
    whole = measured(quantity, path, MINIMA, 0)
    assert whole.shape == (50, seeds)
    for first, last in ((0, 1), (1, 2), (7, 50), (20, None)):
        np.testing.assert_array_equal(measured(quantity, path, MINIMA, first, last), whole[first:last])


@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("seeds", [1, 4])
def test_what_grew_is_drawn_like_what_was_there_at_once(quantity, seeds):
    parts = [chunk(count, seeds, start) for start, count in enumerate((1, 40, 3, 700))]
    growing = lane(parts[0])
    drawn = Drawn(measure(quantity), growing)
    for part in parts[1:]:
        drawn.lines(0, len(growing), 30)
        growing.record.path.append(part)
    whole = Drawn(measure(quantity), lane(*parts))
    for one, other in zip(drawn.lines(0, 744, 100), whole.lines(0, 744, 100), strict=True):
        np.testing.assert_array_equal(one, other)
    assert len(whole.lines(0, 744, 100)) == (1 if seeds == 1 else 3)


@given(first=st.integers(0, 2_990), length=st.integers(1, 3_000), most=st.integers(1, 400))
def test_no_extreme_of_what_is_in_sight_is_lost(first, length, most):
    path = lane(chunk(3_000, 1))
    last = min(3_000, first + length)
    ((steps, values),) = Drawn(measure("height"), path).lines(first, last, most)
    seen = powers(middle(measured("height", path, MINIMA, first, last)), LEAST)
    assert values.min() <= seen.min()
    assert values.max() >= seen.max()
    assert len(values) <= 2 * most + 4 or last - first <= most
    assert (np.diff(steps) >= 0).all()
    if last - first <= most:
        np.testing.assert_array_equal(values, seen)
        assert steps.tolist() == list(range(first, last))


def heights(*values: float) -> DrawnLane:
    """Make a lane with these heights."""
    count = len(values)
    return lane(
        PathChunk(np.zeros((count, 1, 2)), np.array(values)[:, None], np.ones((count, 1)), np.arange(count))
    )


def drawn_powers(path, minima):
    found = chosen("height", [path], minima, logarithmic=True)
    ((_, values),) = Drawn(found, path).lines(0, len(path), 100)
    return found, values


def test_a_logarithmic_axis_ends_at_rounding():
    found, values = drawn_powers(heights(8.25, 0.25 + 1e-9, 0.25, 0.25), MINIMA)
    assert found.floor == pytest.approx(8 * FLOOR)
    assert values.tolist() == pytest.approx([np.log10(8), -9, *[np.log10(8e-16)] * 2], rel=1e-6)


def test_heights_below_the_known_minimum_are_measured_from_the_lowest_one():
    found, values = drawn_powers(heights(2.0, 0.5, -1.0), MINIMA)
    assert (found.title, found.zero) == ("f − lowest seen", -1.0)
    assert values.tolist() == pytest.approx([np.log10(3), np.log10(1.5), np.log10(3e-16)])
    rounded, _ = drawn_powers(heights(2.0, 0.25 - 1e-15), MINIMA)
    assert (rounded.title, rounded.zero) == ("f − minimum", 0.25)


def test_without_a_known_minimum_the_axis_is_linear_once_f_is_not_positive():
    found, values = drawn_powers(heights(2.0, -1.0), ())
    assert found.floor is None
    assert "not positive" in found.title
    assert values.tolist() == [2.0, -1.0]
    assert drawn_powers(heights(2.0, 1.0), ())[0].floor is not None
