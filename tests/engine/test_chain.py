"""Backpropagation written out, against autograd."""

import copy

import pytest
import torch

import playground.catalog.activations
import playground.catalog.losses  # noqa: F401
from playground.catalog.kinds import ACTIVATIONS, LOSSES
from playground.engine.session import Session

SMOOTH = ["relu", "leaky_relu", "elu", "sigmoid", "tanh", "silu", "gelu"]
CLASSES = [kind.key for kind in LOSSES if "classification" in kind.tasks]
NUMBERS = [kind.key for kind in LOSSES if "regression" in kind.tasks]


def autograd(session, x, y):
    """Loss and flat gradient of a batch, from a copy of the network."""
    network = copy.deepcopy(session.network)
    loss = session.loss.compute(network(x), y)
    gradients = torch.autograd.grad(loss, list(network.parameters()))
    return loss.detach(), torch.cat([g.flatten() for g in gradients])


def assert_as_autograd(session):
    """Compare on batches of several sizes, after some steps of training."""
    assert session._chain is not None
    session.stretch(5)
    for size in (1, 3, 10, 64):
        x, y = session._x[:size], session._y[:size]
        session.grad.fill_(float("nan"))  # whatever is not overwritten is seen
        loss = session._chain.gradient(x, y)
        expected_loss, expected = autograd(session, x, y)
        torch.testing.assert_close(loss, expected_loss, rtol=1e-6, atol=1e-7)
        torch.testing.assert_close(session.grad, expected, rtol=2e-6, atol=2e-7)


@pytest.mark.parametrize("loss", CLASSES)
@pytest.mark.parametrize("activation", SMOOTH)
def test_classes(activation, loss, chain, project_of):
    outputs = LOSSES.create(loss).outputs("classification", 2)
    graph = chain(
        ("linear", {"units": 7}, activation),
        ("linear", {"units": 5}, activation),
        ("linear", {"units": outputs}, None),
    )
    assert_as_autograd(Session(project_of("spiral", {"samples": 120}, graph, loss)))


@pytest.mark.parametrize("loss", NUMBERS)
@pytest.mark.parametrize("activation", SMOOTH)
def test_numbers(activation, loss, chain, project_of):
    graph = chain(("linear", {"units": 9}, activation), ("linear", {"units": 1}, None))
    assert_as_autograd(Session(project_of("sine", {}, graph, loss)))


@pytest.mark.parametrize("loss", ["cross_entropy", "bce", "hinge", "mse"])
def test_layers_without_a_bias(loss, chain, project_of):
    graph = chain(
        ("flatten", {}, None),
        ("linear", {"units": 16, "bias": False}, "tanh"),
        ("linear", {"units": 10}, None),
    )
    session = Session(project_of("digits", {}, graph, loss))
    assert session._chain is None  # images are flattened by a layer that is no part of a plain chain
    graph = chain(
        ("linear", {"units": 16, "bias": False}, "tanh"), ("linear", {"units": 3, "bias": False}, None)
    )
    assert_as_autograd(Session(project_of("wine", {}, graph, loss, transform="standardize")))


def test_label_smoothing(chain, project_of):
    graph = chain(("linear", {"units": 6}, "tanh"), ("linear", {"units": 3}, None))
    project = project_of("iris", {}, graph)
    loss = project.training.loss.with_params(label_smoothing=0.2)
    project = project.with_(training=project.training.with_(loss=loss))
    assert_as_autograd(Session(project))


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"])
def test_a_run_by_the_chain_is_a_run_by_autograd(optimizer, spiral, changed, run_on):
    project = changed(spiral, optimizer=(optimizer, {"learning_rate": 0.01}))
    chained, plain = Session(project), Session(project)
    assert chained._chain is not None
    plain._chain = None
    losses, expected = run_on(chained), run_on(plain)
    assert losses == pytest.approx(expected, rel=1e-4, abs=1e-5)
    torch.testing.assert_close(chained.theta, plain.theta, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    "box",
    [
        ("batch_norm", {}, None),
        ("layer_norm", {}, None),
        ("dropout", {}, None),
        ("linear", {"units": 4}, "prelu"),
    ],
)
def test_other_networks_train_by_autograd(box, chain, project_of):
    graph = chain(("linear", {"units": 4}, "tanh"), box, ("linear", {"units": 2}, None))
    session = Session(project_of("spiral", {"samples": 120}, graph))
    assert session._chain is None
    before = session.theta.clone()
    session.stretch(1)
    assert not torch.equal(session.theta, before)


def test_branches_train_by_autograd(chain, project_of):
    graph = chain(
        ("linear", {"units": 4}, "tanh"), ("linear", {"units": 4}, "tanh"), ("linear", {"units": 2}, None)
    )
    middle = graph.node("linear-2").with_(id="add-9", kind="add", params={}, activation=None)
    graph = graph.insert(middle, graph.outputs_of("linear-2")[0]).connect("linear-1", "add-9")
    session = Session(project_of("spiral", {"samples": 120}, graph))
    assert session._chain is None
    expected = autograd(session, *next(session._batches.epoch(32)))[1]
    session = Session(session.project)
    session.stretch(1)
    torch.testing.assert_close(session.grad, expected)


def test_a_graph_that_joins_two_wires_of_one_layer_is_no_chain(chain, project_of):
    graph = chain(("linear", {"units": 4}, "tanh"), ("linear", {"units": 2}, None))
    doubled = graph.node("linear-1").with_(id="concat-9", kind="concat", params={}, activation=None)
    graph = graph.insert(doubled, graph.outputs_of("linear-1")[0]).connect("linear-1", "concat-9")
    assert Session(project_of("spiral", {"samples": 120}, graph))._chain is None


def test_all_activations_are_looked_at():
    assert {kind.key for kind in ACTIVATIONS} == {*SMOOTH, "prelu", "maxout"}
