"""The pyramid of extremes is exact, whatever arrives and whatever is looked at."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.events.run import Evaluated
from playground.records.columns import Column
from playground.records.run_curves import EvaluationCurves, SmoothedLoss, StepCurves, interval, nearest
from playground.records.smoothing import Smoother

VALUES = st.floats(-1e6, 1e6) | st.sampled_from([np.nan, np.inf, -np.inf])


def extremes(values):
    finite = values[np.isfinite(values)]
    return (finite.min(), finite.max()) if len(finite) else (np.nan, np.nan)


@given(
    pattern=st.lists(VALUES, min_size=1, max_size=40),
    cuts=st.lists(st.integers(1, 700), min_size=1, max_size=12),
    ends=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    bins=st.integers(1, 300),
)
def test_each_block_has_the_true_minimum_and_maximum(pattern, cuts, ends, bins):
    data = np.resize(np.array(pattern), sum(cuts)) + np.arange(sum(cuts)) % 7
    track = Column()
    for part in np.split(data, np.cumsum(cuts)[:-1]):
        track.append(part)
    first, last = sorted(round(end * len(data)) for end in ends)
    last = max(last, first + 1) if first < len(data) else last
    first = min(first, last - 1)

    size, low, high = track.envelope(first, last, bins)

    assert len(low) == len(high) <= bins + 2
    begin = first if size == 1 else first // size * size
    assert begin <= first
    assert begin + len(low) * size >= last
    for block, (least, greatest) in enumerate(zip(low, high, strict=True)):
        start = begin + block * size
        np.testing.assert_array_equal((least, greatest), extremes(data[start : start + size]))


def test_truncating_forgets_what_came_later():
    data = np.sin(np.arange(10_000.0))
    data[9_000] = 50.0
    track = Column()
    track.append(data)
    track.truncate(8_000)
    track.append(np.full(100, 0.5))
    _, _, high = track.envelope(0, len(track), 10)
    assert len(track) == 8_100
    assert high.max() <= 1.0


def test_a_million_steps_fit_into_fifty_megabytes():
    history = StepCurves()
    smoothed = SmoothedLoss(history, 0.9)
    for start in range(1, 1_000_001, 10_000):
        steps = np.arange(start, start + 10_000)
        history.append(steps, np.ones(10_000), np.ones(10_000))
    assert len(history) == history.newest == 1_000_000
    assert len(smoothed.column) == 1_000_000
    assert history.nbytes + smoothed.nbytes <= 50e6


def test_a_line_over_a_long_history_is_as_wide_as_the_picture_and_keeps_the_spikes():
    history = StepCurves()
    losses = np.random.default_rng(0).random(200_000)
    losses[123_456], losses[77_777] = 9.0, -9.0
    history.append(np.arange(1, 200_001), losses, losses)
    line = history.line(history.loss, 0, 200_000, 800)
    assert len(line.x) <= 2 * 802
    assert line.y.max() == 9.0
    assert line.y.min() == -9.0
    assert abs(line.x[np.argmax(line.y)] - 123_457) < 256


def test_the_middle_of_blocks_halves_the_points():
    history = StepCurves()
    history.append(np.arange(1, 1_001), np.tile([0.0, 1.0], 500), np.ones(1_000))
    line = history.line(history.loss, 0, 1_001, 100)
    np.testing.assert_array_equal(line.middle().y, 0.5)
    assert len(line.middle().x) == len(line.x) // 2


@pytest.mark.parametrize(("x", "expected"), [(-5, 0), (14, 0), (16, 1), (20.4, 1), (1e300, 2)])
def test_nearest_step(x, expected):
    assert nearest(np.array([10, 20, 40]), x) == expected


def test_an_interval_reaches_one_step_beyond_each_end():
    assert interval(np.array([10, 20, 30, 40, 50]), 20.5, 39.5) == (1, 4)
    assert interval(np.array([10, 20, 30, 40, 50]), -1e300, 1e300) == (0, 5)


def test_going_back_to_an_earlier_step_overwrites():
    history = StepCurves()
    history.append(np.arange(1, 101), np.zeros(100), np.ones(100))
    history.append(np.arange(51, 61), np.ones(10), np.ones(10))
    assert len(history) == 60
    assert history.at(50).loss == 0.0
    assert history.at(51).loss == 1.0


@pytest.mark.parametrize("reads", [True, False])
def test_the_smoothed_losses_are_the_same_however_often_they_are_read(reads):
    losses = np.random.default_rng(3).random(300)
    history = StepCurves()
    smoothed = SmoothedLoss(history, 0.9)
    for first in (1, 101, 201, 151):  # the last chunk overwrites
        history.append(np.arange(first, first + 100), losses[first - 1 : first + 99], np.ones(100))
        if reads:
            assert len(smoothed.column) == len(history)
    expected = Smoother(0.9).extend(losses[:250]).astype(np.float32)
    np.testing.assert_allclose(smoothed.column.values, expected, rtol=1e-6)


def test_many_evaluations_are_thinned_but_end_with_the_newest():
    history = EvaluationCurves()
    for step in range(5_000):
        history.append(Evaluated(1, step, step / 10, step, 0.6, 0.8, 0.7))
    line = history.line("train_loss", 0, 5_000, 100)
    assert len(line.x) <= 260
    assert line.x[-1] == line.y[-1] == 4_999
