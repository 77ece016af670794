"""The ways of a race on a surface, step by step, against closed forms and against the formulas by hand."""

import numpy as np
import pytest
import torch

from playground.catalog.kinds import SURFACES
from playground.engine.race.surface.race import SurfaceRace
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec

STEPS = 400
RATE = {"goldstein_price": 1e-6, "levy_13": 1e-4}
"""Of descent and momentum where 0.001 would make them leap about, so that a last bit soon decides where to."""
KNOWN = [entry.key for entry in SURFACES if entry.key != "typed"]


def raced(surface: Choice, rates: dict[str, float], steps=STEPS):
    """Places of each lane after each step, ``(steps + 1, 2)``."""
    lanes = tuple(
        LaneSpec(id=kind, optimizer=Choice(kind=kind, params={"learning_rate": rate}))
        for kind, rate in rates.items()
    )
    running = SurfaceRace(RaceSpec(surface=surface, lanes=lanes, steps=steps))
    list(running.run())
    return {kind: running.path(kind).places[:, 0] for kind in rates}


def by_hand(rates, surface):
    """The places of all three, from the formulas (momentum 0.9, Adam with 0.9 and 0.999)."""
    sgd, momentum, adam = (np.array(surface.start) for _ in rates)
    velocity = first = second = np.zeros(2)
    yield sgd, momentum, adam
    for step in range(1, STEPS + 1):
        at = torch.tensor(np.stack([sgd, momentum, adam]), requires_grad=True)
        (slopes,) = torch.autograd.grad(surface.value(at[:, 0], at[:, 1]).sum(), at)
        slopes = slopes.numpy()
        sgd = sgd - rates["sgd"] * slopes[0]
        velocity = 0.9 * velocity + slopes[1]
        momentum = momentum - rates["momentum"] * velocity
        first, second = 0.9 * first + 0.1 * slopes[2], 0.999 * second + 0.001 * slopes[2] ** 2
        size = np.sqrt(second / (1 - 0.999**step)) + 1e-8
        adam = adam - rates["adam"] * first / (1 - 0.9**step) / size
        yield sgd, momentum, adam


@pytest.mark.parametrize("key", KNOWN)
def test_every_step_on_every_surface_is_that_of_the_formula(key):
    rate = RATE.get(key, 1e-3)
    rates = {"sgd": rate, "momentum": rate, "adam": 0.01}
    found, expected = raced(Choice(kind=key), rates), np.array(list(by_hand(rates, SURFACES.create(key))))
    assert np.isfinite(expected).all()
    for place, kind in enumerate(rates):
        assert np.abs(found[kind] - expected[:, place]).max() < 1e-10


@pytest.mark.parametrize("condition", [1.0, 25.0, 100.0])
def test_descent_on_a_valley_shrinks_each_part_by_its_own_factor(condition):
    rate = 1.5 / condition
    valley = Choice(kind="valley", params={"condition": condition, "angle": 30.0})
    u, v = parts(raced(valley, {"sgd": rate})["sgd"])
    steps = np.arange(STEPS + 1)
    assert np.abs(u - u[0] * (1 - rate) ** steps).max() < 1e-10
    assert np.abs(v - v[0] * (1 - rate * condition) ** steps).max() < 1e-10


@pytest.mark.parametrize("condition", [1.0, 100.0])
def test_momentum_on_a_valley_is_the_power_of_a_matrix(condition):
    rate = 1e-2
    valley = Choice(kind="valley", params={"condition": condition, "angle": 30.0})
    for curvature, found in zip(
        (1.0, condition), parts(raced(valley, {"momentum": rate})["momentum"]), strict=True
    ):
        matrix = np.array([[1 - rate * curvature, -rate * 0.9], [curvature, 0.9]])
        state, expected = np.array([found[0], 0.0]), []
        for _ in range(STEPS + 1):
            expected.append(state[0])
            state = matrix @ state
        assert np.abs(found - expected).max() < 1e-10


def parts(places):
    """Along and across the valley that is turned by 30 degrees."""
    cos, sin = np.cos(np.deg2rad(30)), np.sin(np.deg2rad(30))
    x, y = places.T
    return x * cos + y * sin, -x * sin + y * cos
