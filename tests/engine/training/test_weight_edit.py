"""Single weights set by hand."""

import pytest
import torch

from playground.engine.events.weights import WeightPlace
from playground.engine.training.session import Session
from playground.engine.training.weight_edit import set_weight


def dense(session):
    """The first dense layer: its node and module."""
    node = next(layer.node for layer in session.layers)
    return node, session.network.module_of(node)


def test_one_number_changes_and_changing_it_back_leaves_no_trace(spiral, run_on):
    one, two = Session(spiral), Session(spiral)
    run_on(one, 10)
    run_on(two, 10)
    node, layer = dense(one)
    before, theta = layer.weight[1, 0].item(), one.theta.clone()
    words = set_weight(one, WeightPlace(node, 1, 0), 0.75)
    assert words == f"{one.titles[node]} w[2,1] {before:.3g} → 0.75"
    assert layer.weight[1, 0].item() == 0.75
    assert int((one.theta != theta).sum()) == 1
    set_weight(one, WeightPlace(node, 1, 0), before)
    run_on(one, 10)
    run_on(two, 10)
    assert torch.equal(one.theta, two.theta)


def test_the_next_step_starts_from_the_edited_weight(spiral, changed):
    session = Session(changed(spiral, optimizer=("sgd", {"learning_rate": 0.1})))
    session.train(3)
    node, layer = dense(session)
    assert set_weight(session, WeightPlace(node, 0), -2.0).endswith("→ -2")
    before = session.theta.clone()
    session.train(1)
    assert torch.allclose(session.theta, before - 0.1 * session.grad, rtol=0, atol=1e-6)
    assert layer.bias[0].item() == pytest.approx(-2.0, abs=0.5)


@pytest.mark.parametrize(
    "place",
    [WeightPlace("nobody", 0, 0), WeightPlace("", 99, 0), WeightPlace("", 0, 99), WeightPlace("", 0, -1)],
)
def test_a_weight_that_is_not_there_changes_nothing(spiral, place):
    session = Session(spiral)
    node, _ = dense(session)
    before = session.theta.clone()
    chosen = place if place.node else WeightPlace(node, place.unit, place.source)
    assert set_weight(session, chosen, 1.0) == ""
    assert torch.equal(session.theta, before)


def test_an_average_and_an_optimizer_that_averages_show_the_edited_weight(spiral, changed):
    for project in (changed(spiral, average=0.9), changed(spiral, optimizer=("schedule_free_adamw", {}))):
        session = Session(project)
        session.train(5)
        node, _ = dense(session)
        set_weight(session, WeightPlace(node, 1, 0), 3.5)
        place = session.segments[node].start + session.network.module_of(node).in_features
        assert float(session.shown_theta()[place]) == 3.5
