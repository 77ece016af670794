"""Optimizers in double precision against their formulas in numpy, and against what theory says of quadratics."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from playground.engine.optim.stepper import Stepper
from playground.spec.base import Choice
from playground.spec.training import TrainingSpec

STEPS = 300
START = np.linspace(-1.3, 1.7, 6)
WIDTHS = np.array([0.3, 1.0, 2.0, 4.0, 7.0, 10.0])


def slope(x):
    """The gradient of sum(w x^2) / 2 + sum(sin 3x) + x0 x5 / 10."""
    return WIDTHS * x + 3 * np.cos(3 * x) + 0.1 * np.array([x[5], 0, 0, 0, 0, x[0]])


class Point:
    """A vector in double precision that an optimizer of the catalog steps."""

    def __init__(self, kind, start, gradient, loss=None, **params):
        theta = torch.tensor(np.asarray(start, dtype=float))
        self.tensor = nn.Parameter(theta)
        self.grad = torch.zeros_like(theta)
        self.tensor.grad = self.grad
        self.gradient, self.loss = gradient, loss or (lambda x: 0.0)
        flat = SimpleNamespace(
            theta=self.tensor.data, grad=self.grad, weights=torch.ones_like(theta), tensors=[self.tensor]
        )
        training = TrainingSpec(optimizer=Choice(kind=kind, params=params))
        self.stepper = Stepper(training, flat, 10_000)
        self.done = 0

    @property
    def x(self):
        return self.tensor.detach().numpy().copy()

    def evaluate(self, *, graph=False):
        self.grad.copy_(torch.from_numpy(np.asarray(self.gradient(self.x), dtype=float)))
        return torch.tensor(self.loss(self.x), dtype=torch.float64)

    def walk(self, steps):
        path = []
        for _ in range(steps):
            self.stepper.step(self.done, self.evaluate)
            self.done += 1
            path.append(self.x)
        return np.array(path)


def sgd(x, g, s, k):
    return x - 0.01 * g


def momentum(x, g, s, k):
    s["v"] = 0.9 * s.get("v", 0) + g
    return x - 0.01 * s["v"]


def nesterov(x, g, s, k):
    s["v"] = 0.9 * s.get("v", 0) + g
    return x - 0.01 * (g + 0.9 * s["v"])


def adagrad(x, g, s, k):
    s["r"] = s.get("r", 0) + g * g
    return x - 0.01 * g / (np.sqrt(s["r"]) + 1e-7)


def rmsprop(x, g, s, k):
    s["r"] = 0.99 * s.get("r", 0) + 0.01 * g * g
    return x - 0.01 * g / (np.sqrt(s["r"]) + 1e-8)


def adadelta(x, g, s, k):
    s["r"] = 0.9 * s.get("r", 0) + 0.1 * g * g
    step = np.sqrt(s.get("d", 0) + 1e-6) / np.sqrt(s["r"] + 1e-6) * g
    s["d"] = 0.9 * s.get("d", 0) + 0.1 * step * step
    return x - step


def means(g, s, k):
    s["m"] = 0.9 * s.get("m", 0) + 0.1 * g
    s["v"] = 0.999 * s.get("v", 0) + 0.001 * g * g
    return s["m"], np.sqrt(s["v"] / (1 - 0.999**k)) + 1e-8


def adam(x, g, s, k):
    m, size = means(g, s, k)
    return x - 1e-3 * m / (1 - 0.9**k) / size


def adamw(x, g, s, k):
    return adam(x, g, s, k) - 1e-3 * 0.01 * x


def amsgrad(x, g, s, k):
    m, _ = means(g, s, k)
    s["top"] = np.maximum(s.get("top", 0), s["v"])
    return x - 1e-3 * m / (1 - 0.9**k) / (np.sqrt(s["top"] / (1 - 0.999**k)) + 1e-8)


def adamax(x, g, s, k):
    s["m"] = 0.9 * s.get("m", 0) + 0.1 * g
    s["u"] = np.maximum(0.999 * s.get("u", 0), np.abs(g) + 1e-8)
    return x - 2e-3 / (1 - 0.9**k) * s["m"] / s["u"]


def nadam(x, g, s, k):
    m, size = means(g, s, k)
    mu = [0.9 * (1 - 0.5 * 0.96 ** (j * 0.004)) for j in (k, k + 1)]
    s["product"] = s.get("product", 1.0) * mu[0]
    ahead = mu[1] * m / (1 - s["product"] * mu[1])
    return x - 2e-3 * (ahead + (1 - mu[0]) * g / (1 - s["product"])) / size


def radam(x, g, s, k):
    m, _ = means(g, s, k)
    m = m / (1 - 0.9**k)
    top = 2 / 0.001 - 1
    length = top - 2 * k * 0.999**k / (1 - 0.999**k)
    if length <= 5:
        return x - 1e-3 * m
    share = np.sqrt((length - 4) * (length - 2) * top / ((top - 4) * (top - 2) * length))
    root = np.sqrt(s["v"]) + 1e-8
    return x - 1e-3 * m * share * np.sqrt(1 - 0.999**k) / root


def lion(x, g, s, k):
    m = s.get("m", np.zeros_like(x))
    s["m"] = 0.99 * m + 0.01 * g
    return x - 1e-4 * np.sign(0.9 * m + 0.1 * g)


def schedule_free_sgd(x, g, s, k):
    """The three sequences as they are defined; ``x`` is the point between, where the gradient is taken."""
    z, mean = s.get("z", x), s.get("mean", x)
    z = z - 0.1 * g
    s["z"], s["mean"] = z, mean + (z - mean) / k
    return 0.1 * z + 0.9 * s["mean"]


RULES = [
    sgd, momentum, nesterov, adagrad, rmsprop, adadelta, adam, adamw, amsgrad, adamax, nadam, radam, lion,
    schedule_free_sgd,
]  # fmt: skip
RATES = {"schedule_free_sgd": {"learning_rate": 0.1}}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_step_is_that_of_the_formula(rule):
    point = Point(rule.__name__, START, slope, **RATES.get(rule.__name__, {}))
    path, x, state = point.walk(STEPS), START, {}
    for k in range(1, STEPS + 1):
        x = rule(x, slope(x), state, k)
        assert np.abs(path[k - 1] - x).max() <= 1e-12
    assert np.abs(path[-1] - START).max() > 1e-3


def test_what_schedule_free_shows_is_the_mean_of_the_fast_point():
    point, state, x = Point("schedule_free_sgd", START, slope, learning_rate=0.1), {}, START
    for k in range(1, 51):
        point.walk(1)
        x = schedule_free_sgd(x, slope(x), state, k)
        assert np.abs(point.stepper.shown().numpy() - state["mean"]).max() <= 1e-12


# --- quadratics ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("curvature", [0.5, 3.0, 100.0])
def test_gradient_descent_shrinks_the_error_by_one_factor(curvature):
    rate = 0.0199 if curvature == 100 else 0.1
    path = Point("sgd", [1.0], lambda x: curvature * x, learning_rate=rate).walk(60)[:, 0]
    expected = (1 - rate * curvature) ** np.arange(1, 61)
    assert np.abs(path - expected).max() <= 1e-14


@pytest.mark.parametrize(
    ("kind", "limit", "params"),
    [
        ("sgd", 2.0, {}),
        ("momentum", 2 + 2 * 0.9, {"momentum": 0.9}),
        ("momentum", 2 + 2 * 0.5, {"momentum": 0.5}),
        ("nesterov", 2 * (1 + 0.9) / (1 + 2 * 0.9), {"momentum": 0.9}),
        ("nesterov", 2 * (1 + 0.5) / (1 + 2 * 0.5), {"momentum": 0.5}),
    ],
)
def test_the_largest_rate_that_does_not_diverge(kind, limit, params):
    """Bracketed at one percent on both sides, at curvature 1."""
    calm = Point(kind, [1.0], lambda x: x, learning_rate=0.99 * limit, **params).walk(3000)
    wild = Point(kind, [1.0], lambda x: x, learning_rate=1.01 * limit, **params).walk(3000)
    assert abs(calm[-1, 0]) < 1e-3
    assert abs(wild[-1, 0]) > 1e3


def test_momentum_is_the_power_of_its_matrix():
    rate, alpha, curvatures = 0.05, 0.9, np.array([0.5, 4.0])
    path = Point("momentum", [1.0, 1.0], lambda x: curvatures * x, learning_rate=rate, momentum=alpha).walk(
        500
    )
    for place, curvature in enumerate(curvatures):
        one = np.array([[1 - rate * curvature, -rate * alpha], [curvature, alpha]])
        expected = np.linalg.matrix_power(one, 500) @ np.array([1.0, 0.0])
        assert abs(path[-1, place] - expected[0]) <= 2e-12


def test_the_best_heavy_ball_reaches_its_rate():
    low, high = 1.0, 100.0
    ratio = np.sqrt(high / low)
    alpha, beta = (2 / (np.sqrt(low) + np.sqrt(high))) ** 2, ((ratio - 1) / (ratio + 1)) ** 2
    curvatures = np.array([low, high])
    path = Point("momentum", [1.0, 1.0], lambda x: curvatures * x, learning_rate=alpha, momentum=beta).walk(
        220
    )
    sizes = np.linalg.norm(path, axis=1)
    found = (sizes[-1] / sizes[99]) ** (1 / 120)
    assert found == pytest.approx(np.sqrt(beta), abs=0.01)


@pytest.mark.parametrize(
    ("kind", "length"),
    [("adam", 1.0), ("adamw", 1.0), ("adagrad", 1.0), ("amsgrad", 1.0), ("rmsprop", 10.0), ("adamax", 1.0)],
)
def test_the_first_step_depends_on_the_sign_alone(kind, length):
    extra = {"weight_decay": 0.0} if kind == "adamw" else {}
    gradient = np.array([3.0, -0.2, 40.0])
    point = Point(kind, [0.0, 0.0, 0.0], lambda x: gradient, learning_rate=0.01, **extra)
    assert point.walk(1)[0] == pytest.approx(-0.01 * length * np.sign(gradient), rel=1e-5)


# --- several evaluations to a step -----------------------------------------------------------------------


def rosenbrock(x):
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


def rosenbrocks(x):
    return [-2 * (1 - x[0]) - 400 * x[0] * (x[1] - x[0] ** 2), 200 * (x[1] - x[0] ** 2)]


def test_l_bfgs_takes_few_evaluations_in_the_banana_valley():
    point = Point("lbfgs", [-1.2, 1.0], rosenbrocks, rosenbrock)
    while rosenbrock(point.x) > 1e-12:
        point.walk(1)
    assert point.x == pytest.approx([1, 1], abs=1e-5)
    assert point.stepper.evaluations <= 60


@pytest.mark.parametrize(("kind", "steps"), [("line_descent", 8_000), ("conjugate_gradient", 400)])
def test_line_searches_never_go_up(kind, steps):
    point = Point(kind, [-1.2, 1.0], rosenbrocks, rosenbrock)
    losses = [rosenbrock(point.x)]
    while losses[-1] > 1e-3 and len(losses) < steps:
        losses.append(rosenbrock(point.walk(1)[-1]))
    assert losses[-1] <= 1e-3
    assert all(after <= before for before, after in pairwise(losses))


def test_conjugate_directions_solve_a_quadratic_sooner_than_gradients():
    def loss(x):
        return float((WIDTHS * x * x).sum() / 2)

    def steps(kind):
        point = Point(kind, START, lambda x: WIDTHS * x, loss)
        while loss(point.x) > 1e-10:
            point.walk(1)
        return point.done

    assert steps("conjugate_gradient") < 0.7 * steps("line_descent")


def test_sam_takes_the_gradient_from_the_worst_place_nearby():
    point = Point("sam", START, slope, learning_rate=0.01, momentum=0.0, radius=0.2)
    x = START
    for found in point.walk(20):
        g = slope(x)
        x = x - 0.01 * slope(x + 0.2 * g / np.linalg.norm(g))
        assert np.abs(found - x).max() <= 1e-12


def test_coordinate_descent_moves_one_parameter():
    point = Point("coordinate_descent", START, lambda x: WIDTHS * x, learning_rate=0.05)
    before = START
    for found in point.walk(30):
        place = int(np.abs(WIDTHS * before).argmax())
        expected = before.copy()
        expected[place] -= 0.05 * WIDTHS[place] * before[place]
        assert np.abs(found - expected).max() <= 1e-15
        before = found
