"""The fast moving average equals the slow one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.records.smoothing import Smoother


def slow(values, weight):
    total, count, result = 0.0, 0, []
    for value in values:
        if not np.isfinite(value):
            result.append(np.nan)
            continue
        total, count = weight * total + (1 - weight) * value, count + 1
        result.append(total / (1 - weight**count))
    return result


@given(
    values=st.lists(st.floats(-1e3, 1e3) | st.sampled_from([np.nan, np.inf]), max_size=200),
    weight=st.sampled_from([0.0, 0.5, 0.9, 0.99, 0.999]),
    cut=st.integers(0, 200),
)
def test_equals_the_definition_in_one_piece_or_two(values, weight, cut):
    data = np.array(values)
    smoother = Smoother(weight)
    found = np.concatenate([smoother.extend(data[:cut]), smoother.extend(data[cut:])])
    np.testing.assert_allclose(found, slow(values, weight), rtol=1e-9, atol=1e-9)


def test_weight_zero_leaves_the_values_as_they_are():
    data = np.random.default_rng(0).random(1_000)
    np.testing.assert_array_equal(Smoother(0.0).extend(data), data)


def test_a_constant_stays_constant_from_the_first_value():
    assert Smoother(0.999).extend(np.full(10_000, 3.0)) == pytest.approx(np.full(10_000, 3.0))
