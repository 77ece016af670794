"""L1, L2 and clipping against the same thing written with autograd."""

import copy

import numpy as np
import pytest
import torch

from playground.engine.training.session import Session
from playground.spec.base import Choice

RATE = 0.1


def by_hand(project, l1=0.0, l2=0.0, clip=0.0):
    """Gradient and parameters after the first step, from a loss with the penalties written into it."""
    session = Session(project)
    network = copy.deepcopy(session.network)
    x, y = session.batches.take(next(session.batches.epoch(project.training.batch_size)))
    loss = session.loss.compute(network(x), y)
    weights = [p for p in network.parameters() if p.dim() >= 2]
    total = loss + sum(l2 / 2 * w.square().sum() + l1 * w.abs().sum() for w in weights)
    parameters = list(network.parameters())
    gradients = torch.autograd.grad(total, parameters)
    gradient = torch.cat([g.flatten() for g in gradients])
    if clip:
        gradient *= min(1.0, clip / float(gradient.norm()))
    before = torch.cat([p.detach().flatten() for p in parameters])
    return float(loss.detach()), gradient, before - RATE * gradient


@pytest.fixture
def plain(request, changed):
    """A project with plain gradient descent."""
    return lambda name, **training: changed(
        request.getfixturevalue(name), optimizer=("sgd", {"learning_rate": RATE}), **training
    )


@pytest.mark.parametrize("name", ["spiral", "deep_norm"])
@pytest.mark.parametrize(
    ("l1", "l2", "clip"),
    [(0.0, 0.0, 0.0), (0.0, 0.3, 0.0), (0.2, 0.0, 0.0), (0.0, 0.0, 0.05), (0.2, 0.3, 0.05), (0.2, 0.3, 1e3)],
)
def test_one_step(name, l1, l2, clip, plain):
    project = plain(name, l1=l1, l2=l2, clip_norm=clip)
    loss, gradient, theta = by_hand(project, l1, l2, clip)
    session = Session(project)
    assert session.train(1).loss[0] == pytest.approx(loss, rel=1e-6)
    assert torch.allclose(session.grad, gradient, rtol=1e-5, atol=1e-7)
    assert torch.allclose(session.theta, theta, rtol=1e-5, atol=1e-7)


@pytest.fixture
def deep_norm(chain, project_of):
    """A network that trains by autograd, with norm parameters among the weights."""
    graph = chain(("linear", {"units": 6}, None), ("layer_norm", {}, "gelu"), ("linear", {"units": 2}, None))
    return project_of("spiral", {"samples": 120}, graph, batch_size=10)


def test_a_short_gradient_is_not_made_longer(plain):
    session = Session(plain("spiral", clip_norm=1e3))
    free = Session(plain("spiral"))
    session.train(5)
    free.train(5)
    assert torch.equal(session.theta, free.theta)


def test_a_long_gradient_gets_the_length_requested(plain):
    session = Session(plain("spiral", clip_norm=1e-3))
    for _ in range(5):
        before = session.theta.clone()
        session.train(1)
        assert float((session.theta - before).norm()) == pytest.approx(RATE * 1e-3, rel=1e-3)
        assert float(session.grad.norm()) == pytest.approx(1e-3, rel=1e-5)


def test_the_loss_that_is_reported_is_that_of_the_data_alone(plain):
    assert Session(plain("spiral", l2=1, l1=1)).train(1).loss == Session(plain("spiral")).train(1).loss


@pytest.mark.parametrize("penalty", ["l1", "l2"])
def test_a_strong_penalty_leaves_small_weights(penalty, plain, run_on):
    session = Session(plain("spiral", epochs=20, **{penalty: 0.2}))
    free = Session(plain("spiral", epochs=20))
    run_on(session)
    run_on(free)
    weights = session.flat.weights.bool()
    assert float(session.theta[weights].abs().mean()) < 0.5 * float(free.theta[weights].abs().mean())


@pytest.mark.parametrize("size", [1e18, 1e25, 3e38])
@pytest.mark.parametrize("optimizer", ["sgd", "muon"])
def test_a_gradient_whose_norm_overflows_is_clipped(size, optimizer, plain, changed):
    """By a script and by an optimizer that steps in Python."""
    session = Session(changed(plain("spiral", clip_norm=0.5), optimizer=(optimizer, {"learning_rate": RATE})))
    direction = torch.linspace(-1, 1, session.grad.numel())
    before = session.theta.clone()

    def evaluate(*, graph=False):
        session.grad.copy_(direction * size)
        return torch.tensor(1.0)

    session.stepper.step(0, evaluate)
    torch.testing.assert_close(session.grad, 0.5 * direction / direction.norm())
    assert not torch.equal(session.theta, before)


@pytest.mark.parametrize("replayed", [True, False])
def test_training_on_huge_numbers_moves_by_the_clipped_gradient(replayed, chain, project_of, tmp_path):
    x = np.linspace(-1e10, 1e10, 40)[:, None]
    np.savez(tmp_path / "huge.npz", x=x, y=3e5 * x)
    data = ("npz", {"path": str(tmp_path / "huge.npz")}, chain(("linear", {"units": 1}, None)), "mse")
    project = project_of(*data, optimizer=Choice(kind="sgd", params={"learning_rate": RATE}), clip_norm=1.0)
    session = Session(project)
    session.gradients.replay.possible = replayed
    before = session.theta.clone()
    session.train(1)
    assert float((session.theta - before).norm()) == pytest.approx(RATE, rel=1e-5)
