"""Every layer with many parameter vectors at once, in each way that it knows."""

import pytest
import torch

from playground.catalog.kinds import ACTIVATIONS, LAYERS
from playground.engine.population.losses import Population
from playground.engine.population.stacked_forward import NoRule
from playground.engine.training.modes import eval_mode
from playground.engine.training.session import Session

INSIDE = [kind.key for kind in LAYERS if kind.key not in {"input", "output"}]


def check(project):
    """Stacked and by vmap where they work, all vectors have the loss that they have alone."""
    session = Session(project, dtype=torch.float64)
    session.train(3)  # so that running statistics are not those of the start
    x = session.data.x_train[:30]
    target = session.loss.target(session.data.y_train[:30], session.data.info.targets)
    population = Population(session.network, session.loss, x, target)
    noise = torch.randn(5, session.theta.numel(), generator=torch.Generator().manual_seed(3))
    thetas = session.theta + 0.1 * noise
    works = []
    with torch.inference_mode(), eval_mode(session.network):
        expected = torch.stack([_alone(session, theta, x, target) for theta in thetas])
        for way in (population._by_loop, population._by_vmap, population._by_stacks):
            try:
                found = way(thetas)
            except (NoRule, RuntimeError):
                continue
            torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-9)
            works.append(way.__name__)
    assert "_by_loop" in works
    chosen = population.losses(thetas)
    torch.testing.assert_close(chosen, expected, rtol=1e-9, atol=1e-9)
    return works


def _alone(session, theta, x, target):
    before = session.theta.clone()
    session.theta.copy_(theta)
    loss = session.loss.compute(session.network(x), target)
    session.theta.copy_(before)
    return loss


@pytest.mark.parametrize("layer", INSIDE)
def test_every_layer(layer, project_with):
    check(project_with(layer))


@pytest.mark.parametrize("activation", [kind.key for kind in ACTIVATIONS])
def test_every_activation(activation, chain, project_of):
    graph = chain(("linear", {"units": 6}, activation), ("linear", {"units": 2}, None))
    works = check(project_of("moons", {"samples": 120}, graph))
    assert "_by_stacks" in works


def test_a_way_is_remembered_for_networks_that_are_alike(spiral, monkeypatch):
    session, again = Session(spiral), Session(spiral.with_(training=spiral.training.with_(seed=9)))
    x, y = session.data.x_train, session.loss.target(session.data.y_train, 2)
    first = Population(session.network, session.loss, x, y)
    first.choose(session.theta)
    monkeypatch.setattr(Population, "_fastest", lambda *_: pytest.fail("was timed again"))
    second = Population(again.network, again.loss, x, y)
    second.choose(again.theta)
    assert second.method == first.method
