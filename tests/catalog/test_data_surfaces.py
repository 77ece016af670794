"""Cost surfaces of small data sets: their values, minima and minibatches against closed forms and scikit-learn."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from playground.catalog.kinds import SURFACES
from playground.engine.race.surface.race import SurfaceRace
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec

KEYS = ("linear_regression", "logistic_regression")


def tensor(*values):
    return torch.tensor(values, dtype=torch.float64)


def test_the_line_of_least_squares_is_the_minimum():
    surface = SURFACES.create("linear_regression", {"points": 57, "center": -1.3, "data_seed": 4})
    inputs, targets = surface.samples()
    features = np.stack([inputs, np.ones(57)], axis=1)
    weights, (squares,), *_ = np.linalg.lstsq(features, targets)
    (least,) = surface.minima()
    assert (least.x, least.y) == pytest.approx(tuple(weights), rel=1e-10)
    assert least.value == pytest.approx(squares / 57, rel=1e-10)


def test_logistic_regression_is_that_of_scikit_learn():
    surface = SURFACES.create("logistic_regression", {"points": 80, "data_seed": 2, "ridge": 0.02})
    inputs, targets = surface.samples()
    features = np.stack([inputs, np.ones(80)], axis=1)
    model = LogisticRegression(C=1 / (80 * 0.02), fit_intercept=False, tol=1e-12)
    weights = model.fit(features, targets).coef_[0]
    (least,) = surface.minima()
    assert (least.x, least.y) == pytest.approx(tuple(weights), abs=1e-5)
    assert surface.predicted(inputs, *weights) == pytest.approx(model.predict_proba(features)[:, 1])


@pytest.mark.parametrize("key", KEYS)
def test_the_surface_is_the_mean_over_all_samples(key):
    surface = SURFACES.create(key, {"points": 31})
    inputs, targets = surface.samples()
    for x, y in ((0.3, -2.0), (4.0, 1.0), (-30.0, 25.0)):
        guess = surface.predicted(inputs, x, y)
        if key == "linear_regression":
            expected = ((guess - targets) ** 2).mean()
        else:
            logits = x * inputs + y
            expected = (np.logaddexp(0, logits) - logits * targets).mean() + 0.005 * (x**2 + y**2)
        assert float(surface.value(*tensor(x, y))) == pytest.approx(expected, rel=1e-12)
        everything = torch.arange(31)[None]
        assert float(surface.batch_value(tensor(x), tensor(y), everything)) == pytest.approx(expected)


@pytest.mark.parametrize("key", KEYS)
def test_minibatches_are_real_the_same_for_all_lanes_and_differ_by_seed(key):
    lanes = tuple(
        LaneSpec(id=name, optimizer=Choice(kind="sgd", params={"learning_rate": 0.1})) for name in "ab"
    )
    surface = Choice(kind=key, params={"points": 12, "batch": 4})
    spec = RaceSpec(surface=surface, lanes=lanes, steps=30, seeds=2)
    race = SurfaceRace(spec)
    list(race.run())
    one, other = (race.path(name).places for name in "ab")
    assert np.array_equal(one, other)
    assert not np.array_equal(one[:, 0], one[:, 1])
    made, inputs = race.surface, race.surface.samples()[0]
    at = torch.from_numpy(one[:1, 0].copy()).requires_grad_()
    slopes = []
    for rows in torch.combinations(torch.arange(12), 4):
        cost = made.batch_value(at[:, 0], at[:, 1], rows[None])
        slopes.append(torch.autograd.grad(cost.sum(), at)[0][0].numpy())
    first = (one[0, 0] - one[1, 0]) / 0.1
    assert np.abs(np.stack(slopes) - first).max(axis=1).min() < 1e-9  # the step follows four samples
    whole = torch.autograd.grad(made.value(at[:, 0], at[:, 1]).sum(), at)[0][0].numpy()
    assert np.abs(first - whole).max() > 1e-3
    assert np.mean(slopes, axis=0) == pytest.approx(whole)
    assert len(inputs) == 12
