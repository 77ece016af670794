"""Training to the optimum of problems whose solution is known."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge

from playground.engine.training.session import Session

WHOLE = 65_536
"""A batch size that takes the whole training split at once."""


def trained(project):
    """A session at the end of its run, and its training data as arrays."""
    session = Session(project)
    while not session.finished:
        session.train(1_000)
    return session, session.data.x_train.double().numpy(), session.data.y_train.numpy()


def weights_of(session):
    """Weight and bias of the only layer."""
    module = session.network.module_of("linear-0")
    return module.weight.detach().double().numpy(), module.bias.detach().double().numpy()


@pytest.mark.parametrize("l2", [0.03, 0.3])
def test_ridge_regression_on_diabetes(l2, project_of):
    project = project_of(
        "diabetes",
        ("linear", {"units": 1}, None),
        loss="mse",
        optimizer=("sgd", {"learning_rate": 0.1}),
        transform="standardize",
        l2=l2,
        batch_size=WHOLE,
        epochs=3_000,
    )
    session, x, y = trained(project)
    weight, bias = weights_of(session)
    alpha = l2 * len(x) / 2  # ours: mean squared error + l2/2 |w|²; scikit-learn's: squared errors + α |w|²
    ridge = Ridge(alpha=alpha).fit(x, y[:, 0])
    assert weight[0] == pytest.approx(ridge.coef_, rel=1e-3, abs=1e-2)
    assert bias[0] == pytest.approx(ridge.intercept_, rel=1e-4)
    centred = x - x.mean(0)
    closed = np.linalg.solve(centred.T @ centred + alpha * np.eye(10), centred.T @ (y[:, 0] - y.mean()))
    assert weight[0] == pytest.approx(closed, rel=1e-3, abs=1e-2)
    assert np.abs(ridge.coef_ - LinearRegression().fit(x, y[:, 0]).coef_).max() > 1  # α matters


def test_r2_at_the_optimum(project_of):
    project = project_of(
        "diabetes",
        ("linear", {"units": 1}, None),
        loss="mse",
        optimizer=("sgd", {"learning_rate": 0.1}),
        transform="standardize",
        l2=0.03,
        batch_size=WHOLE,
        epochs=3_000,
    )
    session, x, y = trained(project)
    ridge = Ridge(alpha=0.03 * len(x) / 2).fit(x, y[:, 0])
    result = session.evaluate()
    assert result.train_metric == pytest.approx(ridge.score(x, y[:, 0]), abs=1e-4)
    x_val, y_val = session.data.x_val.double().numpy(), session.data.y_val.numpy()[:, 0]
    assert result.validation_metric == pytest.approx(ridge.score(x_val, y_val), abs=1e-4)


def test_logistic_regression_on_breast_cancer(project_of):
    project = project_of(
        "breast_cancer",
        ("linear", {"units": 1}, None),
        loss="bce",
        optimizer=("sgd", {"learning_rate": 0.3}),
        transform="standardize",
        l2=0.05,
        batch_size=WHOLE,
        epochs=3_000,
    )
    session, x, y = trained(project)
    weight, bias = weights_of(session)
    best = LogisticRegression(C=1 / (len(x) * 0.05), tol=1e-9, max_iter=10_000).fit(x, y)
    assert weight == pytest.approx(best.coef_, abs=1e-4)
    assert bias == pytest.approx(best.intercept_, abs=1e-4)
    assert session.evaluate().train_metric == best.score(x, y)


def test_softmax_regression_on_iris(project_of):
    project = project_of(
        "iris",
        ("linear", {"units": 3}, None),
        loss="cross_entropy",
        optimizer=("sgd", {"learning_rate": 0.5}),
        transform="standardize",
        l2=0.02,
        batch_size=WHOLE,
        epochs=3_000,
    )
    session, x, y = trained(project)
    weight, bias = weights_of(session)
    best = LogisticRegression(C=1 / (len(x) * 0.02), tol=1e-9, max_iter=10_000).fit(x, y)
    assert weight == pytest.approx(best.coef_, abs=1e-4)
    assert bias - bias.mean() == pytest.approx(best.intercept_ - best.intercept_.mean(), abs=1e-4)
    with torch.no_grad():
        said = session.loss.scores(session.network(session.data.x_val), "classification").numpy()
    assert said == pytest.approx(best.predict_proba(session.data.x_val.double().numpy()), abs=1e-4)


def test_lasso_sends_weights_to_zero(project_of):
    """The subgradient conditions of the optimum of mean squared error + l1 |w|."""
    l1 = 40.0 / 10
    project = project_of(
        "diabetes",
        ("linear", {"units": 1}, None),
        loss="mse",
        optimizer=("sgd", {"learning_rate": 0.05}),
        transform="standardize",
        schedule={"kind": "exponential", "params": {"final": 1e-4}},
        l1=l1,
        batch_size=WHOLE,
        epochs=6_000,
    )
    session, x, y = trained(project)
    weight, bias = weights_of(session)
    residual = x @ weight[0] + bias[0] - y[:, 0]
    slope = 2 * x.T @ residual / len(x)
    large = np.abs(weight[0]) > 0.1
    assert 2 < large.sum() < 10
    assert slope[large] == pytest.approx(-l1 * np.sign(weight[0][large]), rel=0.02)
    assert (np.abs(slope[~large]) < l1 * 1.02).all()
    assert residual.mean() == pytest.approx(0, abs=0.01)
