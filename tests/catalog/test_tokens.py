"""Data made of tokens: comparisons of numbers, digit by digit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.catalog.kinds import DATASETS


def drawn(seed=0, **params):
    dataset = DATASETS.create("comparisons", params)
    raw = dataset.load(seed)
    return dataset.info(), raw.x, raw.y


def words(x, info):
    return ["".join(info.token_names[int(token)] for token in row) for row in x]


def test_the_seed_decides():
    (_, x, y), (_, x_again, y_again), (_, x_other, _) = drawn(3), drawn(3), drawn(4)
    assert np.array_equal(x, x_again)
    assert np.array_equal(y, y_again)
    assert not np.array_equal(x, x_other)


@pytest.mark.parametrize("digits", [1, 2, 5])
@pytest.mark.parametrize("samples", [20, 333])
def test_what_is_reported_before_loading_is_true_afterwards(samples, digits):
    info, x, y = drawn(samples=samples, digits=digits)
    assert x.dtype == np.float32
    assert y.dtype == np.int64
    assert x.shape == (info.samples, *info.shape) == (samples, 2 * digits + 1)
    assert np.array_equal(x, x.round())
    assert x.min() >= 0
    assert x.max() < len(info.token_names)
    assert info.targets == len(info.class_names) == 2
    assert info.feature_names == ()


@given(seed=st.integers(0, 2**31 - 1), digits=st.integers(1, 8))
@settings(max_examples=20)
def test_a_statement_is_as_true_as_its_class_says(seed, digits):
    info, x, y = drawn(seed, samples=200, digits=digits)
    for statement, truth in zip(words(x, info), y, strict=True):
        left, sign, right = statement[:digits], statement[digits], statement[digits + 1 :]
        holds = int(left) < int(right) if sign == "<" else int(left) > int(right)
        assert sign in "<>"
        assert info.class_names[truth] == ("true" if holds else "false")
        assert left != right


def test_neither_truth_nor_sign_nor_place_is_rarer_than_the_other():
    info, x, y = drawn(samples=20_000, digits=3)
    assert np.bincount(y).tolist() == [10_000, 10_000]
    signs = x[:, 3] == info.token_names.index("<")
    assert signs.mean() == pytest.approx(0.5, abs=0.02)
    assert np.corrcoef(signs, y)[0, 1] == pytest.approx(0, abs=0.03)
    first = (x[:, :3] != x[:, 4:]).argmax(1)
    assert np.bincount(first) / len(first) == pytest.approx([1 / 3] * 3, abs=0.02)


def test_order_matters():
    """The same tokens, both numbers exchanged, are the opposite statement."""
    info, x, y = drawn(samples=5000, digits=1)
    truth = dict(zip(words(x, info), y, strict=True))
    turned = [truth[s] != truth[s[::-1]] for s in truth if s[::-1] in truth]
    assert len(turned) > 100
    assert all(turned)
