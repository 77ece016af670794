"""Readable numbers, ticks and ranges."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.ui.plots.chart import numbers, ranges


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0.000"),
        (0.031622, "0.03162"),
        (-1.5, "−1.500"),
        (12345.678, "12346"),
        (1.25e-7, "1.250e−7"),
        (2.5e9, "2.500e9"),
        (math.inf, "∞"),
        (math.nan, "–"),
    ],
)
def test_exact(value, words):
    assert numbers.exact(value) == words


@pytest.mark.parametrize(
    ("value", "spacing", "words"),
    [
        (0, 5, "0"),
        (0.5, 0.25, "0.5"),
        (0.25, 0.05, "0.25"),
        (1000, 500, "1k"),
        (1500, 500, "1.5k"),
        (2000, 1000, "2k"),
        (3e6, 1e6, "3M"),
        (-20, 10, "−20"),
        (2e-5, 1e-5, "2e−5"),
        (5e-4, 5e-4, "0.0005"),
        (0.0015, 5e-4, "0.0015"),
        (1.23e-5, 1e-7, "1.23e−5"),
        (5.5552e16, 1e16, "5.6e16"),
        (-5e20, 5e20, "−5e20"),
        (123e12, 1e12, "123T"),
    ],
)
def test_tick(value, spacing, words):
    assert numbers.tick(value, spacing) == words


def test_labels_of_different_values_differ():
    assert numbers.distinct([2.301, 2.3015, 2.302]) == ["2.3010", "2.3015", "2.3020"]
    assert numbers.distinct([0.25, 0.5]) == ["0.250", "0.500"]
    assert len(set(numbers.distinct([0.6931, 0.69311, 0.69312]))) == 3


def test_power_labels_are_plain_where_they_are_short():
    assert numbers.power_labels([-2, -1, 0]) == ["0.01", "0.1", "1"]
    assert numbers.power_labels([-6, -4, -2]) == ["10⁻⁶", "10⁻⁴", "10⁻²"]
    assert numbers.power_labels([math.log10(0.2), math.log10(0.5)]) == ["0.2", "0.5"]


@given(low=st.floats(-1e6, 1e6), span=st.floats(1e-3, 1e6), most=st.integers(2, 12))
def test_ticks_are_few_and_inside(low, span, most):
    _, places = numbers.ticks(low, low + span, most)
    assert 2 <= len(places) <= most + 1
    assert all(low - 1e-6 * span <= place <= low + span + 1e-6 * span for place in places)


@given(low=st.floats(-8, 3), span=st.floats(0.05, 12), most=st.integers(2, 12))
def test_power_ticks_are_few_and_inside(low, span, most):
    places = numbers.power_ticks(low, low + span, most)
    assert len(places) <= most + 1
    assert len(places) >= 2 or span < 1
    assert all(low - 1e-6 <= place <= low + span + 1e-6 for place in places)


@given(low=st.floats(-1e6, 1e6), span=st.floats(0, 1e6))
def test_a_loss_range_shows_everything(low, span):
    bottom, top = ranges.loss_range(low, low + span)
    assert bottom <= low
    assert top >= low + span
    assert top > bottom


def test_the_step_axis_doubles_and_ends_with_the_run():
    assert ranges.steps_range(1, 0) == (0.0, 100.0)
    assert ranges.steps_range(101, 0) == (0.0, 200.0)
    assert ranges.steps_range(900, 1_000) == (0.0, 1_000.0)
    assert ranges.steps_range(1_001, 1_000) == (0.0, 1600.0)
    assert ranges.steps_range(3, 20) == (0.0, 20.0)


def test_ranges_of_metrics():
    assert ranges.accuracy_range(0.97) == (0.9, 1.0)
    assert ranges.accuracy_range(0.3) == (0.0, 1.0)
    assert ranges.r2_range(-40.0) == (-1.0, 1.0)
    assert ranges.r2_range(math.inf) == (0.0, 1.0)
