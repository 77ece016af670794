"""Data of the user's own: points that were drawn."""

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import playground.catalog.datasets  # noqa: F401
from playground.catalog.datasets.drawn import MOST_POINTS, REACH, pack_points, unpack_points
from playground.catalog.kinds import DATASETS, DataProblem

# --- drawn ----------------------------------------------------------------------------------------


def drawn(*labels):
    x = np.linspace(-5, 5, 2 * len(labels)).reshape(-1, 2)
    return DATASETS.create("drawn", {"points": pack_points(x, np.array(labels))})


@given(
    st.lists(st.tuples(st.floats(-REACH, REACH), st.floats(-REACH, REACH), st.integers(0, 5)), max_size=40)
)
def test_points_survive_being_packed(points):
    x = np.array([(a, b) for a, b, _ in points]).reshape(-1, 2)
    y = np.array([label for *_, label in points], int)
    x_again, y_again = unpack_points(pack_points(x, y))
    assert np.array_equal(y, y_again)
    np.testing.assert_allclose(x_again, x, atol=REACH / 65_535 + 1e-6)
    assert pack_points(x_again, y_again) == pack_points(x, y)


def test_points_take_little_room():
    random = np.random.default_rng(0)
    text = pack_points(random.uniform(-6, 6, (1000, 2)), random.integers(0, 6, 1000))
    assert len(text) < 6700


def test_what_is_drawn_is_learned_from():
    dataset = drawn(0, 2, 2, 0)
    info, raw = dataset.info(), dataset.load(5)
    assert (info.task, info.shape, info.targets, info.class_names) == (
        "classification",
        (2,),
        3,
        ("A", "B", "C"),
    )
    assert info.feature_names == ("x1", "x2")
    assert info.samples == len(raw.x) == 4
    assert raw.y.tolist() == [0, 2, 2, 0]
    assert raw.x.dtype == np.float32


@pytest.mark.parametrize(
    ("dataset", "words"),
    [
        (DATASETS.create("drawn"), "Nothing is drawn yet"),
        (drawn(1, 1, 1), "All drawn points are of class B"),
    ],
)
def test_too_little_is_drawn(dataset, words):
    with pytest.raises(DataProblem, match=words):
        dataset.info()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no base 64!", "not base 64"),
        ("é", "not base 64"),
        (base64.b64encode(b"1234567").decode(), "the last one is cut off"),
        (base64.b64encode(b"1234\x00" + b"1234\x09").decode(), "point 2 is of class 10, but 6 is the most"),
        (
            base64.b64encode(bytes(5 * MOST_POINTS + 5)).decode(),
            "20,001 points are drawn, but 20,000 is the most",
        ),
    ],
)
def test_damaged_points_are_told_in_one_sentence(text, words):
    dataset = DATASETS.create("drawn", {"points": text})
    for ask in (dataset.info, lambda: dataset.load(0)):
        with pytest.raises(DataProblem, match=words):
            ask()
