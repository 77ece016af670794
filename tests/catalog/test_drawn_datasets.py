"""Data sets drawn from a generator: the same for a seed, of the promised shape, and on their curves without noise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.catalog.kinds import DATASETS

PLANES = ["circle", "xor", "gaussians", "spiral", "moons", "checkerboard"]
LINES = ["sine", "step", "sawtooth", "sinc", "polynomial"]
FIELDS = ["plane", "hills"]
EVERY = PLANES + LINES + FIELDS


def points(kind, seed=0, **params):
    raw = DATASETS.create(kind, params).load(seed)
    return raw.x, raw.y


@pytest.mark.parametrize("kind", EVERY)
def test_the_seed_decides(kind):
    (x, y), (x_again, y_again), (x_other, _) = (points(kind, seed) for seed in (3, 3, 4))
    assert np.array_equal(x, x_again)
    assert np.array_equal(y, y_again)
    assert not np.array_equal(x, x_other)


@pytest.mark.parametrize("kind", EVERY)
def test_nothing_else_decides(kind):
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    points(kind)
    assert np.array_equal(np.random.get_state()[1], state)  # noqa: NPY002


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("samples", [20, 333])
def test_what_is_reported_before_loading_is_true_afterwards(kind, samples):
    dataset = DATASETS.create(kind, {"samples": samples})
    info, raw = dataset.info(), dataset.load(1)
    assert raw.x.dtype == np.float32
    assert raw.x.shape == (info.samples, *info.shape) == (samples, 1 if kind in LINES else 2)
    assert raw.validation is None
    assert not info.own_split
    assert np.isfinite(raw.x).all()
    if kind in PLANES:
        assert info.task == "classification"
        assert raw.y.dtype == np.int64
        assert set(np.unique(raw.y)) == set(range(info.targets))
        assert len(set(info.class_names)) == info.targets
        assert info.feature_names == ("x1", "x2")
    else:
        assert info.feature_names == (("x",) if kind in LINES else ("x1", "x2"))
        assert info.task == "regression"
        assert raw.y.dtype == np.float32
        assert raw.y.shape == (samples, info.targets) == (samples, 1)
        assert info.class_names == ()


@pytest.mark.parametrize(
    ("kind", "params", "classes"),
    [*[(kind, {}, 2) for kind in PLANES], ("gaussians", {"classes": 5}, 5), ("spiral", {"arms": 6}, 6)],
)
def test_classes_are_of_equal_number(kind, params, classes):
    _, y = points(kind, samples=200, **params)
    counts = np.bincount(y)
    assert len(counts) == classes == DATASETS.create(kind, params).info().targets
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("kind", EVERY)
def test_a_preview_shows_the_first_samples(kind):
    dataset = DATASETS.create(kind)
    some, whole = dataset.load_some(30, 5), dataset.load(5)
    assert np.array_equal(some.x, whole.x[:30])
    assert np.array_equal(some.y, whole.y[:30])


@pytest.mark.parametrize("kind", PLANES)
def test_points_lie_where_the_map_is(kind):
    x, _ = points(kind, samples=5000)
    assert 3 < np.abs(x).max() < 6


@pytest.mark.parametrize("kind", PLANES)
def test_noise_scatters_points_more_and_more(kind):
    still = points(kind, noise=0.0)[0]
    little, much = (np.abs(points(kind, noise=n)[0] - still).mean() for n in (0.1, 0.5))
    assert 0 < little < much


@given(seed=st.integers(0, 2**31 - 1))
@settings(max_examples=10)
def test_a_disc_inside_a_ring(seed):
    x, y = points("circle", seed, noise=0.0)
    radius = np.hypot(*x.T)
    assert radius[y == 1].max() <= 2.5 + 1e-5
    assert 3.5 - 1e-5 <= radius[y == 0].min() <= radius.max() <= 5 + 1e-5


@given(seed=st.integers(0, 2**31 - 1))
@settings(max_examples=10)
def test_a_chessboard_of_four_squares(seed):
    x, y = points("xor", seed, noise=0.0)
    assert np.array_equal(y == 0, x[:, 0] * x[:, 1] > 0)
    assert 0.3 - 1e-6 <= np.abs(x).min() <= np.abs(x).max() <= 5
    squares = np.unique(np.sign(x), axis=0)
    assert len(squares) == 4


@pytest.mark.parametrize("arms", [2, 5])
@pytest.mark.parametrize("turns", [0.5, 1.75])
def test_arms_wind_around_the_middle(arms, turns):
    x, y = points("spiral", arms=arms, turns=turns, noise=0.0)
    radius = np.hypot(*x.T.astype(float))
    angle = np.arctan2(x[:, 0], x[:, 1])
    expected = 2 * np.pi * (turns * radius / 5 + y / arms)
    assert np.abs(np.exp(1j * angle) - np.exp(1j * expected)).max() < 1e-4
    assert 0.5 - 1e-5 <= radius.min() <= radius.max() <= 5 + 1e-5


def test_two_half_circles_reach_into_each_other():
    x, y = points("moons", noise=0.0)
    upper, lower = x[y == 0], x[y == 1]
    np.testing.assert_allclose(np.hypot(upper[:, 0] + 1.5, upper[:, 1] + 0.75), 3, atol=1e-5)
    np.testing.assert_allclose(np.hypot(lower[:, 0] - 1.5, lower[:, 1] - 0.75), 3, atol=1e-5)
    assert upper[:, 1].min() >= -0.75 - 1e-5
    assert lower[:, 1].max() <= 0.75 + 1e-5


@pytest.mark.parametrize("squares", [2, 3, 8])
def test_a_chessboard_of_many_squares(squares):
    x, y = points("checkerboard", samples=4000, squares=squares)
    column, row = np.floor(squares * (x.astype(float).T + 5) / 10).astype(int)
    inside = np.abs(x / 10 * squares - np.round(x / 10 * squares)).min(1) > 1e-4
    assert inside.mean() > 0.99
    assert np.array_equal(((column + row) % 2)[inside], y[inside])
    counts = np.bincount(column[inside] * squares + row[inside], minlength=squares**2)
    fair = 4000 / squares**2
    assert np.abs(counts - fair).max() < 5 * np.sqrt(fair) + fair / squares


@pytest.mark.parametrize("classes", [2, 8])
@pytest.mark.parametrize("noise", [0.0, 0.2])
def test_clouds_are_round_and_stand_in_a_circle(classes, noise):
    x, y = points("gaussians", samples=16_000, classes=classes, noise=noise)
    for k in range(classes):
        cloud = x[y == k].astype(float)
        spread, angle = 0.5 + 2 * noise, 2 * np.pi * k / classes + np.pi / 4
        centre = 2.8 * np.array([np.sin(angle), np.cos(angle)])
        tolerance = 5 * spread / np.sqrt(len(cloud))
        np.testing.assert_allclose(cloud.mean(0), centre, atol=tolerance)
        np.testing.assert_allclose(np.cov(cloud.T), spread**2 * np.eye(2), atol=3 * spread * tolerance)


@pytest.mark.parametrize(
    ("kind", "params", "function"),
    [
        ("sine", {}, lambda x: np.sin(2 * np.pi * x)),
        ("sine", {"frequency": 2.5}, lambda x: np.sin(5 * np.pi * x)),
        ("step", {}, lambda x: np.sign(x) + (x == 0)),
        ("sawtooth", {}, lambda x: 2 * np.mod(1.5 * (x + 1), 1) - 1),
        ("sawtooth", {"teeth": 1}, lambda x: x),
        ("sinc", {}, lambda x: np.sin(5 * np.pi * x) / (5 * np.pi * x)),
        ("sinc", {"frequency": 2.0}, lambda x: np.sin(2 * np.pi * x) / (2 * np.pi * x)),
        ("polynomial", {}, lambda x: 8 * x**4 - 8 * x**2 + 1),
        ("polynomial", {"degree": 1}, lambda x: x),
        ("polynomial", {"degree": 3}, lambda x: 4 * x**3 - 3 * x),
    ],
)
def test_without_noise_a_curve_is_its_function(kind, params, function):
    x, y = points(kind, samples=500, noise=0.0, **params)
    x = x.astype(float)
    smooth = np.abs(function(x + 1e-5) - function(x - 1e-5)) < 1e-2
    assert smooth.mean() > 0.98
    np.testing.assert_allclose(y[smooth], function(x)[smooth], atol=1e-5)
    assert -1 <= x.min() < -0.97
    assert 0.97 < x.max() <= 1


@pytest.mark.parametrize("kind", LINES + FIELDS)
def test_noise_of_a_function_has_the_chosen_deviation_and_moves_no_x(kind):
    (x, clean), (x_noisy, noisy) = (points(kind, samples=20_000, noise=n) for n in (0.0, 0.3))
    assert np.array_equal(x, x_noisy)
    error = (noisy - clean).astype(float)
    assert abs(error.mean()) < 5 * 0.3 / np.sqrt(20_000)
    assert error.std() == pytest.approx(0.3, rel=0.03)


def test_a_slope_is_as_steep_as_reported_in_the_chosen_direction():
    x, y = points("plane", samples=500, noise=0.0, angle=30.0)
    solution, *_ = np.linalg.lstsq(np.column_stack([x, np.ones(500)]), y[:, 0], rcond=None)
    np.testing.assert_allclose(solution, [np.cos(np.pi / 6) / 5, 0.1, 0], atol=1e-6)


@pytest.mark.parametrize("width", [0.5, 1.2])
def test_hills_and_hollows_stand_in_turn(width):
    hills = DATASETS.create("hills", {"hills": 4, "width": width})
    tops = np.array([(-2.6, 2.4), (2.4, 2.8), (2.7, -2.3), (-2.3, -2.7)])
    sign = np.array([1, -1, 1, -1])
    values = hills.function(tops)
    assert np.array_equal(np.sign(values), sign)
    distance = ((tops[:, None] - tops) ** 2).sum(2)
    np.testing.assert_allclose(values, np.exp(-distance / (2 * width**2)) @ sign, rtol=1e-12)
    lone = DATASETS.create("hills", {"hills": 1, "width": width})
    np.testing.assert_allclose(lone.function(tops[:1] + np.array([[width, 0]])), np.exp(-0.5), rtol=1e-12)


@pytest.mark.parametrize("kind", FIELDS)
def test_fields_lie_where_the_map_is(kind):
    x, y = points(kind, samples=5000, noise=0.0)
    assert 4.9 < np.abs(x).max() <= 5
    assert 0.5 < np.abs(y).max() < 1.5
