"""The loss of a linear layer as a parabola: against closed forms and against the loss itself."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from playground.build.data.loading import load_data
from playground.engine.events.control import Control
from playground.engine.jobs.preprocessing import (
    CannotPrepare,
    LossCompared,
    Preprocessed,
    PreprocessingJob,
    main_axes,
)
from playground.engine.probes.sensitivity import MOST_INPUTS, MOST_SAMPLES, parabola, sensitivity
from playground.spec.base import Choice
from playground.spec.data import DataSpec


def spec(kind, transform="none", params=None, **extra):
    return DataSpec(
        dataset=Choice(kind=kind, params=extra), transform=Choice(kind=transform, params=params or {})
    )


@pytest.fixture
def table():
    """Inputs of very different size, and a target that depends on them."""
    random = np.random.default_rng(1)
    x = random.normal(0, 1, (200, 3)) * [1, 20, 0.1] + [0, 5, 2]
    return x, x @ [1.0, -0.5, 3.0] + 0.7 + random.normal(0, 0.2, 200)


def loss(x, target, weights):
    """By the definition."""
    return 0.5 * np.mean((x @ weights[:-1] + weights[-1] - target) ** 2)


def test_the_optimum_is_that_of_least_squares(table):
    x, target = table
    found = parabola(x, target)
    best, *_ = np.linalg.lstsq(np.column_stack([x, np.ones(200)]), target, rcond=None)
    np.testing.assert_allclose(found.optimum, best, rtol=1e-6)
    assert found.least == pytest.approx(loss(x, target, best), rel=1e-8)


def test_the_parabola_is_the_loss_itself_wherever_the_weights_are(table):
    x, target = table
    found = parabola(x, target)
    first, second = found.weight(1), found.extremes[0]
    a, b = np.linspace(-2, 2, 5), np.linspace(-1, 1, 4)
    grid = found.losses(first, second, a, b)
    assert grid.shape == (4, 5)
    for row, down in enumerate(b):
        for column, along in enumerate(a):
            there = found.optimum + found.unit * (along * first + down * second)
            assert grid[row, column] == pytest.approx(loss(x, target, there), rel=1e-7)


def test_contours_are_ellipses_whose_axes_follow_from_the_curvatures(table):
    found = parabola(*table)
    steep, flat = found.extremes
    rise = 0.3
    for direction, curvature in ((steep, found.curvatures[0]), (flat, found.curvatures[-1])):
        way = np.sqrt(2 * rise / curvature) / found.unit
        there = found.losses(direction, steep, np.array([way]), np.zeros(1))[0, 0]
        assert there == pytest.approx(found.least + rise, rel=1e-8)


def test_the_condition_number_is_that_of_numpy(table):
    x, target = table
    whole = np.column_stack([x, np.ones(200)])
    expected = np.linalg.cond(whole.T @ whole / 200)
    assert parabola(x, target).condition == pytest.approx(expected, rel=1e-6)


def test_inputs_that_never_change_make_flat_directions_and_no_infinite_condition(table):
    x, target = table
    more = np.column_stack([x, np.zeros(200), x[:, 0]])
    found, plain = parabola(more, target), parabola(x, target)
    assert found.flat == 2
    assert np.isfinite(found.condition)
    assert found.least == pytest.approx(plain.least, rel=1e-6)
    assert found.losses(found.weight(3), found.weight(0), np.ones(1), np.zeros(1))[0, 0] == found.least


def test_one_input_that_is_nothing_is_no_problem():
    found = parabola(np.zeros((10, 1)), np.linspace(-1, 1, 10))
    assert found.condition == 1
    assert found.flat == 1
    first, second = found.extremes
    assert abs(first @ second) < 1e-12
    assert np.isfinite(found.losses(first, second, np.ones(2), np.ones(2))).all()


@pytest.mark.parametrize("kind", ["pca_whitening", "zca"])
def test_whitening_makes_the_bowl_round(kind):
    found = sensitivity(load_data(spec("wine", kind, {"epsilon": 1e-9})))
    assert found.prepared.condition == pytest.approx(1, abs=1e-2)
    assert found.raw.condition > 1e4
    np.testing.assert_allclose(found.prepared.hessian, np.eye(len(found.prepared.hessian)), atol=2e-3)


@pytest.mark.parametrize("kind", ["diabetes", "wine", "breast_cancer"])
def test_standardized_inputs_are_better_conditioned_and_reach_the_same_least_loss(kind):
    found = sensitivity(load_data(spec(kind, "standardize")))
    assert found.prepared.condition < found.raw.condition
    assert found.prepared.least == pytest.approx(found.raw.least, rel=1e-2)


def test_of_large_images_evenly_spaced_pixels_are_taken():
    x = np.random.default_rng(2).random((5, 1, 40, 40), np.float32)
    data = load_data(spec("digits"))
    assert len(sensitivity(data).inputs[0]) == 64
    large = sensitivity(_with(data, x))
    assert len(large.inputs[0]) == len(set(large.inputs[0].tolist())) == MOST_INPUTS
    assert large.inputs[0][-1] < 1600


def test_of_many_samples_evenly_spaced_ones_are_taken_and_it_is_said():
    plain = load_data(spec("spiral", samples=2000))
    times = -(-MOST_SAMPLES // len(plain.x_train)) + 1
    many = replace(
        plain,
        x_train=plain.x_train.repeat(times, 1),
        raw_train=np.tile(plain.raw_train, (times, 1)),
        y_train=plain.y_train.repeat(times),
    )
    assert sensitivity(plain).samples == len(plain.x_train)
    assert sensitivity(many).samples == MOST_SAMPLES


def _with(data, x):
    return replace(data, x_train=torch.from_numpy(x), raw_train=x, y_train=data.y_train[: len(x)])


def test_the_job_tells_data_first_and_the_loss_then():
    events = list(PreprocessingJob(spec("iris", "pca"), 4, Control()))
    assert [type(event) for event in events] == [Preprocessed, LossCompared]
    assert {event.run for event in events} == {4}
    shown = events[0]
    assert shown.before.shape == shown.after.shape == (len(shown.data.x_train), 4)
    np.testing.assert_array_equal(shown.before, shown.data.raw_train)


def test_the_job_says_in_one_sentence_why_there_is_nothing():
    (event,) = PreprocessingJob(spec("iris", "mean_image"), 1, Control())
    assert isinstance(event, CannotPrepare)
    assert "Mean image is for images" in event.message
    (event,) = PreprocessingJob(spec("zzz"), 1, Control())
    assert "zzz" in event.message


def test_a_job_that_is_stopped_ends():
    control = Control()
    control.stop()
    assert list(PreprocessingJob(spec("iris"), 1, control)) == []


def test_main_axes_are_those_of_the_covariance():
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    random = np.random.default_rng(3)
    points = random.normal(0, 1, (500, 2)) * [4, 0.5] @ turn.T + [1, 2]
    centre, axes = main_axes(points)
    np.testing.assert_allclose(centre, points.mean(0))
    np.testing.assert_allclose(axes.T @ axes, np.cov(points.T, bias=True), rtol=1e-9)
    assert np.linalg.norm(axes[0]) > np.linalg.norm(axes[1])
    assert abs(axes[0] @ axes[1]) < 1e-9
