"""Layers that draw random numbers in training: each lane has its own, and they go on where it stood."""

import pytest
import torch

from playground.catalog.kinds import LAYERS
from playground.engine.training.session import Session

RANDOM = [kind.key for kind in LAYERS if kind.random]
IMAGES = {"dropout2d"}


@pytest.fixture(params=RANDOM)
def noisy(request, chain, project_of):
    graph = chain(
        *([("conv2d", {"channels": 3}, "relu")] if request.param in IMAGES else []),
        (request.param, {}, None),
        ("flatten", {}, None),
        ("linear", {"units": 10}, None),
    )
    return project_of("digits", {}, graph, batch_size=200, epochs=9)


def losses(session, steps):
    return [float(session.train(1).loss[0]) for _ in range(steps)]


def test_every_random_layer_is_known():
    assert {"dropout", "dropout2d", "gaussian_noise"} <= set(RANDOM)


def test_the_same_seed_gives_the_same_noise_whatever_else_draws(noisy):
    one, other = Session(noisy), Session(noisy)
    expected = losses(one, 6)
    found = []
    for _ in range(6):
        torch.rand(17)
        found += losses(other, 1)
    assert found == expected
    assert torch.equal(one.theta, other.theta)


def test_noise_continues_after_a_state_as_if_never_interrupted(noisy):
    whole, first = Session(noisy), Session(noisy)
    expected = losses(whole, 7)
    losses(first, 3)
    second = Session(noisy)
    second.restore(first.state())
    assert losses(second, 4) == expected[3:]
    assert torch.equal(second.theta, whole.theta)


def test_another_seed_has_other_noise_and_evaluation_has_none(noisy):
    session = Session(noisy)
    before = torch.get_rng_state()
    assert session.evaluate() == session.evaluate()
    assert torch.equal(torch.get_rng_state(), before)
    other = Session(noisy.with_(training=noisy.training.with_(seed=noisy.training.seed + 1)))
    assert losses(session, 2) != losses(other, 2)
