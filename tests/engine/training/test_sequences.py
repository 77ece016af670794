"""Training on sequences and tokens: replayed steps, all networks at once, pictures and curvature."""

import numpy as np
import pytest
import torch

from playground import load
from playground.engine.population.losses import Population
from playground.engine.training.modes import eval_mode
from playground.engine.training.session import Session
from playground.engine.training.sharpness import sharpness
from playground.paths import asset

HEAD = ("linear", {"units": 10}, None)
ROWS = ("rows", {}, None)
EMBEDDING = ("embedding", {"vocabulary": 12, "size": 4}, None)
ON_DIGITS = {
    "two recurrent layers": [
        ROWS,
        ("gru", {"units": 6, "every_step": True}, None),
        ("dropout", {}, None),
        ("rnn", {"units": 5}, "relu"),
    ],
    "memory": [ROWS, ("lstm", {"units": 6, "every_step": True}, None), ("step_pool", {"keep": "last"}, None)],
    "attention": [
        ROWS,
        ("positional_encoding", {}, None),
        ("self_attention", {"causal": True}, None),
        ("layer_norm", {}, None),
        ("step_pool", {}, None),
    ],
    "positions": [
        ROWS,
        ("learned_positions", {}, None),
        ("linear", {"units": 6}, "gelu"),
        ("step_pool", {"keep": "max"}, None),
    ],
}
ON_TOKENS = {
    "flat": [EMBEDDING, ("flatten", {}, None), ("linear", {"units": 6}, "relu")],
    "recurrent": [EMBEDDING, ("gru", {"units": 6}, None)],
    "attention": [
        EMBEDDING,
        ("learned_positions", {}, None),
        ("self_attention", {}, None),
        ("step_pool", {}, None),
    ],
}
BOTH = [("digits", name) for name in ON_DIGITS] + [("comparisons", name) for name in ON_TOKENS]


@pytest.fixture
def project(chain, project_of):
    """A small project on one of the data sets."""

    def make(dataset, name, **training):
        if dataset == "digits":
            return project_of("digits", {}, chain(*ON_DIGITS[name], HEAD), batch_size=300, **training)
        graph = chain(*ON_TOKENS[name], ("linear", {"units": 2}, None))
        return project_of("comparisons", {"samples": 300}, graph, batch_size=50, **training)

    return make


def run(session, steps):
    found = []
    while session.steps_done < steps:
        found += session.train(steps - session.steps_done).loss.tolist()
    return found


@pytest.mark.parametrize(("dataset", "name"), BOTH)
def test_steps_without_python_equal_those_of_autograd_to_the_last_bit(dataset, name, project):
    fast, plain = Session(project(dataset, name)), Session(project(dataset, name))
    plain.gradients.replay.possible = False
    assert run(fast, 12) == run(plain, 12)
    assert fast.gradients.replay.in_use
    assert not plain.gradients.replay.in_use
    assert torch.equal(fast.theta, plain.theta)
    assert torch.equal(fast.grad, plain.grad)


def test_random_numbers_between_steps_belong_to_the_lane(project):
    one, other = (Session(project("digits", "two recurrent layers")) for _ in range(2))
    first = run(one, 6)
    second = []
    for step in range(1, 7):
        torch.rand(step)
        second += run(other, step)
    assert first == second


@pytest.mark.parametrize(("dataset", "name"), BOTH)
def test_many_networks_at_once_have_the_losses_of_each(dataset, name, project, losses_of):
    session = Session(project(dataset, name))
    x, y = session.data.x_val[:40], session.data.y_val[:40]
    generator = torch.Generator().manual_seed(0)
    thetas = session.theta + 0.1 * torch.randn((5, len(session.theta)), generator=generator)
    found = losses_of(session, thetas, x, y)
    population = Population(session.network, session.loss, x, session.loss.target(y, 2))
    with eval_mode(session.network):
        torch.testing.assert_close(found, population._by_loop(thetas), rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(found, population._by_vmap(thetas), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("dataset", "name"), BOTH)
def test_curvature_can_be_measured(dataset, name, project):
    session = Session(project(dataset, name))
    run(session, 3)
    x, y = session.data.x_val[:40], session.data.y_val[:40]
    assert sharpness(session.network, session.loss, x, y, iterations=4) is not None


def test_nobody_tells_the_network_how_large_a_digit_is():
    """The vectors of the shipped example come to lie along a line, in the order of the digits."""
    session = Session(load(asset("examples", "tokens-embedding.descent")), device="cpu")
    before = session.network.module_of("embedding-1").weight.detach()[:10].numpy().copy()
    while not session.finished:
        session.train(1000)
    after = session.network.module_of("embedding-1").weight.detach()[:10].numpy()
    assert not in_order(before)
    assert in_order(after)


def in_order(vectors):
    """Whether the vectors are sorted along the direction in which they differ most, one way or the other."""
    centred = vectors - vectors.mean(0)
    along = centred @ np.linalg.svd(centred)[2][0]
    return (np.diff(along) > 0).all() or (np.diff(along) < 0).all()
