"""Every step is that of autograd, however the engine gets its gradients."""

import copy

import pytest
import torch

from playground.catalog.kinds import ACTIVATIONS, LOSSES
from playground.engine.runtime.rng import generator
from playground.engine.training.session import Session

CLASSES = [kind.key for kind in LOSSES if "classification" in kind.tasks]
NUMBERS = [kind.key for kind in LOSSES if "regression" in kind.tasks]


def assert_steps_by_autograd(project, steps=5):
    """Loss and gradient of each step against a copy of the network as it was before the step."""
    session = Session(project)
    data, size = session.data, project.training.batch_size
    order = torch.randperm(len(data.x_train), generator=generator(project.training.seed, 1))
    targets = session.loss.target(data.y_train, data.info.targets)
    for k in range(min(steps, -(-len(order) // size))):
        network, batch = copy.deepcopy(session.network), order[k * size : (k + 1) * size]
        loss = session.loss.compute(network(data.x_train[batch]), targets[batch])
        gradients = torch.autograd.grad(loss, list(network.parameters()))
        stretch = session.train(1)
        assert stretch.steps.tolist() == [k + 1]
        assert stretch.loss[0] == pytest.approx(float(loss.detach()), rel=1e-6, abs=1e-7)
        expected = torch.cat([gradient.flatten() for gradient in gradients])
        torch.testing.assert_close(session.grad, expected, rtol=5e-6, atol=5e-7)
        assert expected.any()


@pytest.mark.parametrize("loss", CLASSES)
def test_losses_of_classes(loss, chain, project_of):
    """84 samples in batches of 20: the fifth one is smaller."""
    entry = LOSSES.create(loss)
    outputs = entry.outputs(2)
    graph = chain(("linear", {"units": 7}, "tanh"), ("linear", {"units": outputs}, entry.expects or None))
    assert_steps_by_autograd(project_of("spiral", {"samples": 120}, graph, loss, batch_size=20))


@pytest.mark.parametrize("loss", NUMBERS)
def test_losses_of_numbers(loss, chain, project_of):
    graph = chain(("linear", {"units": 9}, "gelu"), ("linear", {"units": 1}, None))
    assert_steps_by_autograd(project_of("sine", {}, graph, loss))


@pytest.mark.parametrize("activation", [kind.key for kind in ACTIVATIONS])
def test_activations(activation, chain, project_of):
    graph = chain(
        ("linear", {"units": 8}, activation),
        ("linear", {"units": 8}, activation),
        ("linear", {"units": 2}, None),
    )
    assert_steps_by_autograd(project_of("spiral", {"samples": 120}, graph))


def test_layers_without_a_bias(chain, project_of):
    graph = chain(
        ("linear", {"units": 6, "bias": False}, "tanh"), ("linear", {"units": 3, "bias": False}, None)
    )
    assert_steps_by_autograd(project_of("wine", {}, graph, transform="standardize"))


def test_label_smoothing(chain, project_of):
    graph = chain(("linear", {"units": 6}, "tanh"), ("linear", {"units": 3}, None))
    project = project_of("iris", {}, graph)
    loss = project.training.loss.with_params(label_smoothing=0.2)
    project = project.with_(training=project.training.with_(loss=loss))
    assert_steps_by_autograd(project, steps=3)


@pytest.mark.parametrize("norm", ["batch_norm", "layer_norm"])
def test_norms(norm, chain, project_of):
    graph = chain(("linear", {"units": 6}, None), (norm, {}, "relu"), ("linear", {"units": 2}, None))
    assert_steps_by_autograd(project_of("spiral", {"samples": 120}, graph))


def test_convolutions(chain, project_of):
    graph = chain(
        ("conv2d", {"channels": 4}, "relu"),
        ("max_pool", {}, None),
        ("conv2d", {"channels": 4, "groups": 2}, "silu"),
        ("avg_pool", {}, None),
        ("global_pool", {}, None),
        ("linear", {"units": 10}, None),
    )
    assert_steps_by_autograd(project_of("digits", {}, graph))


@pytest.mark.parametrize("kind", ["add", "multiply", "concat"])
@pytest.mark.parametrize("other", ["linear-1", "linear-2"])
def test_branches(kind, other, chain, project_of):
    """Joined with the layer before, or with itself."""
    hidden = ("linear", {"units": 4}, "tanh")
    graph = chain(hidden, hidden, ("linear", {"units": 2}, None))
    joined = graph.node("linear-2").with_(id="joined", kind=kind, params={}, activation=None)
    graph = graph.insert(joined, graph.outputs_of("linear-2")[0]).connect(other, "joined")
    assert_steps_by_autograd(project_of("spiral", {"samples": 120}, graph))
